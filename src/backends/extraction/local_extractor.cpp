#include "backends/extraction/local_extractor.hpp"

#include <utility>

#include "backends/extraction/document_reader.hpp"
#include "backends/extraction/extraction_codec.hpp"
#include "backends/extraction/parser_process.hpp"
#include "backends/extraction/pdf_extraction.hpp"

namespace lectern::backends::extraction {
namespace {

std::size_t count_start_tags(std::string_view content) {
    std::size_t count = 0;
    for (std::size_t i = 1; i < content.size(); ++i) {
        const char c = content[i];
        const bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        if (is_letter && content[i - 1] == '<') ++count;
    }
    return count;
}

std::unexpected<Error> too_large(const char* what, std::size_t limit) {
    return fail(
        ErrorCode::invalid_argument,
        std::string(what) + " is larger than " + std::to_string(limit) + " bytes"
    );
}

}  // namespace

LocalExtractor::LocalExtractor(Options options) : options_(std::move(options)) {}

Result<domain::ExtractedText> LocalExtractor::extract(
    const RequestContext& context,
    std::string_view content,
    std::string_view declared_media_type,
    std::string_view url
) {
    if (Result<void> alive = context.check(); !alive) return fail(alive);
    if (content.size() > options_.max_content_bytes)
        return too_large("the document", options_.max_content_bytes);
    const Result<text::MediaType> type = text::detect_media_type(declared_media_type, content, url);
    if (!type) return fail(type.error());
    const std::string charset = text::parse_declared_type(declared_media_type).charset;

    Result<domain::ExtractedText> extracted =
        *type == text::MediaType::pdf ? extract_pdf(context, options_, content)
        : needs_child(*type, content) ? extract_in_child(context, *type, content, charset)
                                      : read_document(*type, content, charset);
    if (!extracted) return extracted;
    if (extracted->text.find_first_not_of(" \t\n\f") == std::string::npos) {
        return fail(ErrorCode::invalid_argument, "the document has no text");
    }
    if (extracted->text.size() > options_.max_text_bytes) {
        return too_large("the document's text", options_.max_text_bytes);
    }
    return extracted;
}

// Parsers of structured text need time and memory that grow faster than a hostile document does.
bool LocalExtractor::needs_child(text::MediaType type, std::string_view content) const {
    switch (type) {
        case text::MediaType::plain:
        case text::MediaType::csv:
            return false;
        case text::MediaType::json:
            return content.size() > options_.max_in_process_bytes;
        case text::MediaType::markdown:
        case text::MediaType::html:
            return content.size() > options_.max_in_process_bytes ||
                   count_start_tags(content) > options_.max_in_process_tags;
        case text::MediaType::pdf:
        case text::MediaType::docx:
            return true;
    }
    return true;
}

Result<domain::ExtractedText> LocalExtractor::extract_in_child(
    const RequestContext& context,
    text::MediaType type,
    std::string_view content,
    std::string_view charset
) const {
    if (options_.program.empty()) {
        return fail(
            ErrorCode::unavailable,
            "no program to read " + std::string(to_string(type)) + " is configured"
        );
    }
    std::string media_type(to_string(type));
    if (!charset.empty()) media_type += "; charset=" + std::string(charset);
    Result<net::ChildOutcome> outcome = run_parser(
        context, options_, options_.program, {"extract", "--media-type", media_type}, content
    );
    if (!outcome) return fail(outcome);
    if (outcome->code != 0) {
        return fail(
            ErrorCode::unavailable,
            "the document parser failed with status " + std::to_string(outcome->code)
        );
    }
    return decode_answer(outcome->output);
}

}  // namespace lectern::backends::extraction
