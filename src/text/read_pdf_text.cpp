#include <algorithm>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include <unicode/uchar.h>

#include "core/utf8.hpp"
#include "text/ascii_space.hpp"
#include "text/readers.hpp"
#include "text/text_builder.hpp"

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
    for (const char c : line) {
        if (c < '0' || c > '9') kept.push_back(c);
    }
    return kept;
}

void drop_empty_ends(Lines& page) {
    while (!page.empty() && page.back().empty()) page.pop_back();
    const auto first =
        std::ranges::find_if(page, [](std::string_view line) { return !line.empty(); });
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

// A list item's bullet and the space behind it; empty when the line starts with none.
std::string_view bullet_of(std::string_view line) {
    for (const std::string_view bullet : {"\u2022 ", "\u25E6 ", "\u25AA ", "\u2013 ", "- ", "* "}) {
        if (line.starts_with(bullet)) return line.substr(0, bullet.size());
    }
    return {};
}

bool starts_like_heading(std::string_view line) {
    std::size_t i = 0;
    const auto first = static_cast<UChar32>(next_character(line, i));
    return u_isupper(first) || u_isdigit(first);
}

// Fonts are lost, so a heading is told by its form: a short line that ends without a stop, before a
// long one that begins anew. `longest` is the length of the page's longest line.
bool is_heading(std::string_view line, std::string_view next, std::size_t longest) {
    constexpr std::size_t max_bytes = 80;
    if (line.size() > max_bytes || line.size() * 10 > longest * 7 || next.size() * 10 < longest * 6)
        return false;
    const bool has_letter =
        std::ranges::any_of(line, [](char c) { return u_isalpha(static_cast<unsigned char>(c)); });
    return has_letter && starts_like_heading(line) &&
           !std::string_view(".,;:!?").contains(line.back()) &&
           (!starts_lower(next) && bullet_of(line).empty());
}

// `3.1 Scope` has level 3: below the title and `3 Introduction`. Without a number, 2.
std::uint32_t heading_level(std::string_view line) {
    const std::string_view number = line.substr(0, line.find_first_not_of("0123456789."));
    const auto dots = std::ranges::count(number.substr(0, number.find_last_not_of('.') + 1), '.');
    return static_cast<std::uint32_t>(std::min<std::ptrdiff_t>(dots + 2, 6));
}

class ParagraphWriter final {
  public:
    void add_page(const Lines& page) {
        if (!page.empty() && !(is_unfinished(paragraph_) && starts_lower(page.front()))) flush();
        std::size_t longest = 0;
        for (const std::string_view line : page) longest = std::max(longest, line.size());
        for (std::size_t i = 0; i < page.size(); ++i) {
            const auto next = std::ranges::find_if(
                page.begin() + static_cast<std::ptrdiff_t>(i) + 1,
                page.end(),
                [](auto line) { return !line.empty(); }
            );
            add_line(page[i], next == page.end() ? std::string_view() : *next, longest);
        }
    }

    domain::ExtractedText finish() {
        flush();
        return builder_.finish(MediaType::pdf, builder_.first_heading());
    }

  private:
    void add_line(std::string_view line, std::string_view next, std::size_t longest) {
        if (line.empty()) return flush();
        if (paragraph_.empty() && is_heading(line, next, longest)) {
            const bool is_first = std::exchange(is_first_block_, false);
            return builder_.add(
                domain::BlockKind::heading, line, is_first ? 1 : heading_level(line)
            );
        }
        if (const std::string_view bullet = bullet_of(line); !bullet.empty()) {
            flush();
            kind_ = domain::BlockKind::list_item;
            paragraph_ = "- ";
            line.remove_prefix(bullet.size());
            paragraph_ += trim(line);
            return;
        }
        append_line(paragraph_, line);
    }

    void flush() {
        if (!paragraph_.empty()) is_first_block_ = false;
        builder_.add(kind_, paragraph_);
        paragraph_.clear();
        kind_ = domain::BlockKind::paragraph;
    }

    TextBuilder builder_;
    std::string paragraph_;
    domain::BlockKind kind_ = domain::BlockKind::paragraph;
    bool is_first_block_ = true;
};

}  // namespace

domain::ExtractedText read_pdf_text(std::string_view utf8) {
    constexpr std::size_t pages_to_tell = 2;
    std::vector<Lines> pages;
    for (const std::string_view page : split(utf8, '\f')) {
        pages.push_back(split(page, '\n'));
        for (std::string_view& line : pages.back()) line = trim(line);
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
