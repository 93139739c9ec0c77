#include <algorithm>
#include <utility>

#include "transport/rest/codec_document.hpp"
#include "transport/rest/codec_page.hpp"
#include "transport/rest/entity_tag.hpp"
#include "transport/rest/handlers.hpp"
#include "transport/rest/responses.hpp"

namespace lectern::transport::rest {
namespace {

DatasetId dataset_id(const Call& call) { return {call.parameters.text("dataset")}; }
DocumentId document_id(const Call& call) { return {call.parameters.text("document_id")}; }

// With and without text are two representations of one version, and need two tags.
std::string tag_of(const domain::Document& document, bool with_text) {
    return std::to_string(document.version) + (with_text ? "+text" : "");
}

Result<http::Response> list(services::DocumentService& documents, Call& call) {
    auto page =
        documents.list(call.context, dataset_id(call), decode_page_request(call.parameters));
    if (!page) return fail(page);
    return json_response(encode_page(*page, [](const domain::Document& document) {
        return encode(document);
    }));
}

Result<http::Response> find(services::DocumentService& documents, Call& call) {
    const auto include = call.parameters.texts("include");
    const bool with_text = std::ranges::find(include, "text") != include.end();
    const auto known = parse_entity_tags(call.parameters.text("if-none-match"));
    auto view = documents.find(call.context, dataset_id(call), document_id(call), with_text);
    if (!view) return fail(view);
    const std::string tag = tag_of(view->document, with_text);
    http::Response response =
        names_tag(known, tag) ? http::Response{.status = 304} : json_response(encode(*view));
    response.headers.emplace_back("ETag", quote_tag(tag));
    // May be kept, but has to be asked for each time.
    response.headers.emplace_back("Cache-Control", "private, no-cache");
    return response;
}

http::Response precondition_failed(Call& call) {
    call.outcome = ErrorCode::failed_precondition;
    return problem_response(
        {ErrorCode::failed_precondition,
         "the document is no longer of the version that if-match names"},
        call.context,
        412
    );
}

Result<http::Response> remove(services::DocumentService& documents, Call& call) {
    std::optional<domain::Version> expected;
    if (const auto header = call.parameters.optional_text("if-match")) {
        const auto tags = parse_entity_tags(*header);
        auto view = documents.find(call.context, dataset_id(call), document_id(call), false);
        if (!view) return fail(view);
        const bool is_named = names_tag(tags, tag_of(view->document, false)) ||
                              names_tag(tags, tag_of(view->document, true));
        if (!is_named) return precondition_failed(call);
        expected = view->document.version;
    }
    auto removed = documents.remove(call.context, dataset_id(call), document_id(call), expected);
    if (removed) return empty_response();
    if (expected && removed.error().code == ErrorCode::failed_precondition)
        return precondition_failed(call);
    return fail(removed);
}

}  // namespace

void bind_documents(Bindings& bindings, services::DocumentService& documents) {
    bindings.bind("listDocuments", [&documents](Call& call) { return list(documents, call); });
    bindings.bind("getDocument", [&documents](Call& call) { return find(documents, call); });
    bindings.bind("deleteDocument", [&documents](Call& call) { return remove(documents, call); });
}

}  // namespace lectern::transport::rest
