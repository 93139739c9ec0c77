#include <algorithm>
#include <string>
#include <unordered_map>
#include <vector>

#include <unicode/uchar.h>

#include "text/ascii_space.hpp"
#include "text/readers.hpp"
#include "text/text_builder.hpp"
#include "text/utf8.hpp"

namespace lectern::text {
namespace {

using Lines = std::vector<std::string_view>;

std::vector<std::string_view> split(std::string_view text, char separator) {
    std::vector<std::string_view> parts;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find(separator), text.size());
        parts.push_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return parts;
}

// A line with its numbers taken out, so that "Page 3 of 9" is the same on every page.
std::string without_digits(std::string_view line) {
    std::string kept;
    for (const char c : trim(line)) {
        if (c < '0' || c > '9') kept.push_back(c);
    }
    return kept;
}

void drop_empty_ends(Lines& page) {
    while (!page.empty() && trim(page.back()).empty()) page.pop_back();
    const auto first =
        std::ranges::find_if(page, [](std::string_view line) { return !trim(line).empty(); });
    page.erase(page.begin(), first);
}

std::string_view top(const Lines& page) { return page.front(); }
std::string_view bottom(const Lines& page) { return page.back(); }

// Drops the first or last line of each page where most pages have the same there but for numbers.
void drop_running_line(std::vector<Lines>& pages, std::string_view (*pick)(const Lines&)) {
    std::unordered_map<std::string, std::size_t> counts;
    for (const Lines& page : pages) {
        if (!page.empty()) ++counts[without_digits(pick(page))];
    }
    for (Lines& page : pages) {
        if (page.empty() || counts[without_digits(pick(page))] * 2 <= pages.size()) continue;
        page.erase(pick == top ? page.begin() : page.end() - 1);
        drop_empty_ends(page);
    }
}

bool starts_lower(std::string_view line) {
    std::size_t i = 0;
    return !line.empty() && u_islower(static_cast<UChar32>(next_character(line, i)));
}

bool ends_with_letter_and_hyphen(const std::string& text) {
    if (text.size() < 2 || text.back() != '-') return false;
    std::size_t i = character_start(text, text.size() - 2);
    return u_isalpha(static_cast<UChar32>(next_character(text, i)));
}

void append_line(std::string& paragraph, std::string_view line) {
    if (ends_with_letter_and_hyphen(paragraph) && starts_lower(line)) {
        paragraph.pop_back();
    } else if (!paragraph.empty()) {
        paragraph += ' ';
    }
    paragraph += line;
}

// Whether a paragraph goes on over the page break.
bool is_unfinished(std::string_view paragraph) {
    return !paragraph.empty() && !std::string_view(".!?:").contains(paragraph.back());
}

class ParagraphWriter final {
  public:
    void add_page(const Lines& page) {
        if (!page.empty() && !(is_unfinished(paragraph_) && starts_lower(trim(page.front()))))
            flush();
        for (const std::string_view raw : page) {
            const std::string_view line = trim(raw);
            if (line.empty()) {
                flush();
            } else {
                append_line(paragraph_, line);
            }
        }
    }

    domain::ExtractedText finish() {
        flush();
        return builder_.finish(MediaType::pdf, "");
    }

  private:
    void flush() {
        builder_.add(domain::BlockKind::paragraph, paragraph_);
        paragraph_.clear();
    }

    TextBuilder builder_;
    std::string paragraph_;
};

}  // namespace

domain::ExtractedText read_pdf_text(std::string_view utf8) {
    constexpr std::size_t pages_to_tell = 3;  // fewer say nothing about what is repeated
    std::vector<Lines> pages;
    for (const std::string_view page : split(utf8, '\f')) {
        pages.push_back(split(page, '\n'));
        drop_empty_ends(pages.back());
    }
    if (pages.size() >= pages_to_tell) {
        drop_running_line(pages, top);
        drop_running_line(pages, bottom);
    }
    ParagraphWriter writer;
    for (const Lines& page : pages) writer.add_page(page);
    return writer.finish();
}

}  // namespace lectern::text
