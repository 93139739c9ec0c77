#include <utility>

#include "transport/rest/codec_dataset.hpp"
#include "transport/rest/codec_page.hpp"
#include "transport/rest/handlers.hpp"
#include "transport/rest/responses.hpp"

namespace lectern::transport::rest {
namespace {

DatasetId dataset_id(const Call& call) { return {call.parameters.text("dataset")}; }

// 201 for one that was not there. Two makers at once may both be told so; both are right that it is
// there now.
Result<http::Response> make(
    services::DatasetService& datasets,
    Call& call,
    const DatasetId& id,
    const domain::DatasetSettings& settings
) {
    call.target = id.value;
    auto present = datasets.find(call.context, id);
    if (!present && present.error().code != ErrorCode::not_found) return fail(present);
    auto made = datasets.create(call.context, id, settings);
    if (!made) return fail(made);
    http::Response response = json_response(encode(*made), present ? 200 : 201);
    response.headers.push_back(location("/v1/datasets", id.value));
    return response;
}

Result<http::Response> create(services::DatasetService& datasets, Call& call) {
    const boost::json::object& body = call.json();
    const boost::json::value* settings = body.if_contains("settings");
    return make(
        datasets,
        call,
        {std::string(body.at("id").as_string())},
        settings == nullptr ? domain::DatasetSettings{}
                            : decode_dataset_settings(settings->as_object())
    );
}

Result<http::Response> list(services::DatasetService& datasets, Call& call) {
    auto page = datasets.list(call.context, decode_page_request(call.parameters));
    if (!page) return fail(page);
    return json_response(encode_page(*page, [](const services::DatasetSummary& dataset) {
        return encode(dataset);
    }));
}

Result<http::Response> find(services::DatasetService& datasets, Call& call) {
    auto dataset = datasets.find(call.context, dataset_id(call));
    if (!dataset) return fail(dataset);
    return json_response(encode(*dataset));
}

Result<http::Response> remove(services::DatasetService& datasets, Call& call) {
    auto removed = datasets.remove(call.context, dataset_id(call));
    if (!removed) return fail(removed);
    return empty_response();
}

}  // namespace

void bind_datasets(Bindings& bindings, services::DatasetService& datasets) {
    bindings.bind("createDataset", [&datasets](Call& call) { return create(datasets, call); });
    bindings.bind("putDataset", [&datasets](Call& call) {
        return make(datasets, call, dataset_id(call), decode_dataset_settings(call.json()));
    });
    bindings.bind("listDatasets", [&datasets](Call& call) { return list(datasets, call); });
    bindings.bind("getDataset", [&datasets](Call& call) { return find(datasets, call); });
    bindings.bind("deleteDataset", [&datasets](Call& call) { return remove(datasets, call); });
}

}  // namespace lectern::transport::rest
