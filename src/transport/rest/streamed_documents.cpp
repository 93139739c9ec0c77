#include "transport/rest/streamed_documents.hpp"

#include <utility>

#include "transport/rest/codec_document.hpp"
#include "transport/rest/media_types.hpp"

namespace lectern::transport::rest {
namespace {

std::string pointer_to(std::size_t document) { return "/documents/" + std::to_string(document); }

Result<domain::SourceDocument> read_document(
    const Contract& contract, std::string_view schema, std::string_view text, std::size_t count
) {
    auto value = contract.read_component(schema, text, pointer_to(count));
    if (!value) return fail(value);
    if (!value->is_object())
        return fail(ErrorCode::invalid_argument, "a document must be an object");
    return decode_source_document(value->get_object(), pointer_to(count));
}

std::unexpected<Error> fail_at(std::string_view place, Error error) {
    error.message = std::string(place) + ": " + error.message;
    return fail(std::move(error));
}

}  // namespace

Result<std::optional<domain::SourceDocument>> NdjsonDocuments::next() {
    auto line = lines_.next();
    if (!line) return fail(line);
    if (!*line) return std::nullopt;
    line_ = (*line)->number;
    auto document = read_document(contract_, "DocumentInput", (*line)->text, count_++);
    if (!document) return fail_at(place(), document.error());
    return std::move(*document);
}

Result<std::optional<domain::SourceDocument>> FormDocuments::next() {
    while (true) {
        auto part = parts_.next();
        if (!part) return fail(part);
        if (!*part && !described_) return std::nullopt;
        if (!*part)
            return fail(
                ErrorCode::invalid_argument,
                place() + ": no file follows the document that it describes"
            );
        ++part_;
        if ((*part)->file_name) return take_file(std::move(**part));
        if (auto described = describe(**part); !described)
            return fail_at(place(), described.error());
    }
}

Result<void> FormDocuments::describe(const MultipartPart& part) {
    if (part.name != "document") {
        return fail(ErrorCode::invalid_argument, "a part must be a file, or be named document");
    }
    if (described_) return fail(ErrorCode::invalid_argument, "no file follows the document before");
    auto document = read_document(contract_, "DocumentDescription", part.content, count_);
    if (!document) return fail(document);
    described_ = std::move(*document);
    return {};
}

domain::SourceDocument FormDocuments::take_file(MultipartPart part) {
    ++count_;
    domain::SourceDocument document =
        std::exchange(described_, std::nullopt).value_or(domain::SourceDocument{});
    if (document.id.empty()) document.id.value = *part.file_name;
    if (document.media_type.empty() && part.media_type != "application/octet-stream") {
        document.media_type = part.media_type;
    }
    if (document.media_type.empty()) document.media_type = media_type_of_file(*part.file_name);
    document.content = std::move(part.content);
    return document;
}

}  // namespace lectern::transport::rest
