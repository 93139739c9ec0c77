#include "backends/extraction/document_reader.hpp"

#include <string>

#include "text/charset.hpp"
#include "text/readers.hpp"

namespace lectern::backends::extraction {

Result<domain::ExtractedText> read_document(
    text::MediaType type, std::string_view content, std::string_view charset
) {
    if (type == text::MediaType::docx) return text::read_docx(content);
    const Result<std::string> utf8 =
        text::decode_text(content, charset, type == text::MediaType::html);
    if (!utf8) return fail(utf8.error());
    switch (type) {
        case text::MediaType::plain:
            return text::read_plain(*utf8);
        case text::MediaType::markdown:
            return text::read_markdown(*utf8);
        case text::MediaType::html:
            return text::read_html(*utf8);
        case text::MediaType::json:
            return text::read_json(*utf8);
        case text::MediaType::csv:
            return text::read_csv(*utf8);
        case text::MediaType::pdf:
        case text::MediaType::docx:
            break;
    }
    return fail(ErrorCode::internal, "no reader for " + std::string(to_string(type)));
}

}  // namespace lectern::backends::extraction
