#pragma once

#include <cstddef>
#include <string_view>

#include "core/result.hpp"
#include "domain/extracted_text.hpp"

// Readers find the text, the blocks and the title of one kind of document. They take UTF-8 in
// normal form C as `decode_text` gives it (docx: the raw bytes), are thread-safe, and fail with
// `invalid_argument` for content that is broken. What they give may be without text; to refuse that
// is the caller's.
namespace lectern::text {

/// Paragraphs end at blank lines.
domain::ExtractedText read_plain(std::string_view utf8);

/// CommonMark. The title is that of a front matter (`title: ...` between `---` lines), else the
/// first heading of level 1.
Result<domain::ExtractedText> read_markdown(std::string_view utf8);

/// HTML 5 with all its errors. Leaves out scripts, styles, forms, hidden elements and what stands
/// in `nav`, `aside` and in a page's `header` and `footer`; where there is one `main` or `article`,
/// only that is read. The title is that of `title`, else the first `h1`.
Result<domain::ExtractedText> read_html(std::string_view utf8);

/// One line `path: value` for each leaf that is not null, a blank line between the elements of the
/// outermost array. The title is the string at "title" or "name".
Result<domain::ExtractedText> read_json(std::string_view utf8);

/// RFC 4180, also with `;` or tabs between the fields. The first row names the columns: each other
/// row becomes one line of `name: value` for its fields that are not empty.
Result<domain::ExtractedText> read_csv(std::string_view utf8);

/// What `pdftotext` wrote: form feeds are page breaks, hyphens at line ends join words, lines that
/// stand at the top or bottom of most pages are running heads and left out.
domain::ExtractedText read_pdf_text(std::string_view utf8);

struct DocxLimits {
    std::size_t part_bytes =
        64U << 20;  ///< Of one unpacked part; beyond it the document is refused as a bomb.
    std::size_t entries = 10'000;  ///< Of the archive.
};

/// Office Open XML (ECMA-376): paragraphs, headings by style, lists, tables. The title is that of
/// the core properties, else of a paragraph of style Title, else the first heading.
Result<domain::ExtractedText> read_docx(std::string_view bytes, const DocxLimits& limits = {});

}  // namespace lectern::text
