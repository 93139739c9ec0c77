#include <utility>

#include "transport/rest/codec_retrieve.hpp"
#include "transport/rest/handlers.hpp"
#include "transport/rest/responses.hpp"

namespace lectern::transport::rest {
namespace {

Result<http::Response> answer(
    services::RetrievalService& retrieval, Call& call, const services::RetrieveRequest& request
) {
    auto found = retrieval.retrieve(call.context, request);
    if (!found) return fail(found);
    call.timings = found->timings;
    return json_response(encode(*found));
}

}  // namespace

void bind_retrieve(Bindings& bindings, services::RetrievalService& retrieval) {
    bindings.bind("retrieve", [&retrieval](Call& call) -> Result<http::Response> {
        auto request = decode_retrieve_request(call.json());
        if (!request) return fail(request);
        return answer(retrieval, call, *request);
    });
    bindings.bind("retrieveByQuery", [&retrieval](Call& call) {
        return answer(retrieval, call, decode_retrieve_request(call.parameters));
    });
}

}  // namespace lectern::transport::rest
