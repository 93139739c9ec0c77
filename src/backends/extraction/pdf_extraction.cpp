#include "backends/extraction/pdf_extraction.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "backends/extraction/parser_process.hpp"
#include "text/ascii_space.hpp"
#include "text/charset.hpp"
#include "text/readers.hpp"

namespace lectern::backends::extraction {
namespace {

std::unexpected<Error> refuse(const char* why) { return fail(ErrorCode::invalid_argument, why); }

// pdftotext(1): 1 opening the document failed, 3 its permissions forbid it.
Result<std::string> read_text(
    const RequestContext& context, const LocalExtractor::Options& options, std::string_view content
) {
    Result<net::ChildOutcome> outcome =
        run_parser(context, options, options.pdftotext, {"-enc", "UTF-8", "-", "-"}, content);
    if (!outcome) return fail(outcome);
    if (outcome->errors.contains("Incorrect password"))
        return refuse("the PDF document is encrypted");
    if (outcome->code == 3) return refuse("the PDF document forbids to copy its text");
    if (outcome->code != 0) return refuse("the PDF document is broken");
    const bool is_empty = text::trim(outcome->output).empty();
    if (is_empty && outcome->errors.contains("Error")) return refuse("the PDF document is broken");
    return std::move(outcome->output);
}

// The line `Title: ...` of pdfinfo(1).
std::string read_title(
    const RequestContext& context, const LocalExtractor::Options& options, std::string_view content
) {
    const Result<net::ChildOutcome> outcome =
        run_parser(context, options, options.pdfinfo, {"-enc", "UTF-8", "-"}, content);
    if (!outcome || !outcome->succeeded()) return {};
    constexpr std::string_view key = "Title:";
    const std::string_view lines = outcome->output;
    const std::size_t begin = lines.starts_with(key) ? 0 : lines.find("\nTitle:");
    if (begin == std::string_view::npos) return {};
    const std::size_t value = lines.find(':', begin) + 1;
    const std::size_t end = std::min(lines.find('\n', value), lines.size());
    Result<std::string> title =
        text::decode_text(text::trim(lines.substr(value, end - value)), "utf-8", false);
    return title ? std::move(*title) : std::string();
}

}  // namespace

Result<domain::ExtractedText> extract_pdf(
    const RequestContext& context, const LocalExtractor::Options& options, std::string_view content
) {
    Result<std::string> raw = read_text(context, options, content);
    if (!raw) return fail(raw);
    const Result<std::string> utf8 = text::decode_text(*raw, "utf-8", false);
    if (!utf8) return fail(utf8.error());
    domain::ExtractedText document = text::read_pdf_text(*utf8);
    if (document.text.empty()) return refuse("the PDF document has no text, perhaps it is scanned");
    if (std::string title = read_title(context, options, content); !title.empty())
        document.title = std::move(title);
    return document;
}

}  // namespace lectern::backends::extraction
