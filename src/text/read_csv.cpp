#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <vector>

#include "text/readers.hpp"
#include "text/text_builder.hpp"

namespace lectern::text {
namespace {

using Row = std::vector<std::string>;

// Reads records of RFC 4180. Lines end at \n, as `decode_text` leaves them.
class CsvParser final {
  public:
    CsvParser(std::string_view text, char delimiter) : text_(text), delimiter_(delimiter) {}

    // Nothing at the end; an error where a quote is left open.
    Result<std::optional<Row>> next() {
        if (at_ == text_.size()) return std::optional<Row>();
        Row row;
        do {
            Result<std::string> field = is_at('"') ? read_quoted() : read_bare();
            if (!field) return fail(field);
            row.push_back(std::move(*field));
        } while (skip(delimiter_));
        skip('\n');
        return std::optional<Row>(std::move(row));
    }

  private:
    bool is_at(char c) const { return at_ < text_.size() && text_[at_] == c; }

    bool skip(char c) {
        const bool found = is_at(c);
        if (found) ++at_;
        return found;
    }

    std::string read_bare() {
        const std::size_t begin = at_;
        while (at_ < text_.size() && !is_at(delimiter_) && !is_at('\n')) ++at_;
        return std::string(text_.substr(begin, at_ - begin));
    }

    Result<std::string> read_quoted() {
        std::string field;
        const std::size_t opening = at_++;
        for (;;) {
            const std::size_t quote = text_.find('"', at_);
            if (quote == std::string_view::npos) {
                const auto line = 1 + std::ranges::count(text_.substr(0, opening), '\n');
                return fail(
                    ErrorCode::invalid_argument,
                    "the quote opened in line " + std::to_string(line) + " is not closed"
                );
            }
            field += text_.substr(at_, quote - at_);
            at_ = quote + 1;
            if (!skip('"')) break;
            field += '"';
        }
        return field + read_bare();  // text behind the quote is wrong, but no reason to lose it
    }

    const std::string_view text_;
    const char delimiter_;
    std::size_t at_ = 0;
};

// The one of `,`, `;` and tab that stands most often in the first line, outside quotes.
char find_delimiter(std::string_view text) {
    constexpr std::array candidates{',', ';', '\t'};
    std::array<std::size_t, candidates.size()> counts{};
    bool quoted = false;
    for (const char c : text) {
        if (c == '"') quoted = !quoted;
        if (c == '\n' && !quoted) break;
        const auto found = std::ranges::find(candidates, c);
        if (found != candidates.end() && !quoted)
            ++counts[static_cast<std::size_t>(found - candidates.begin())];
    }
    return candidates[static_cast<std::size_t>(std::ranges::max_element(counts) - counts.begin())];
}

std::string column_name(const Row& header, std::size_t column) {
    std::string name = column < header.size() ? collapse_space(header[column]) : std::string();
    return name.empty() ? "column " + std::to_string(column + 1) : name;
}

std::string write_row(const Row& header, const Row& row) {
    std::string line;
    for (std::size_t column = 0; column < row.size(); ++column) {
        const std::string value = collapse_space(row[column]);
        if (value.empty()) continue;
        if (!line.empty()) line += "; ";
        line += column_name(header, column) + ": " + value;
    }
    return line;
}

}  // namespace

Result<domain::ExtractedText> read_csv(std::string_view utf8) {
    CsvParser parser(utf8, find_delimiter(utf8));
    Result<std::optional<Row>> header = parser.next();
    if (!header) return fail(header);
    TextBuilder builder;
    while (*header) {
        Result<std::optional<Row>> row = parser.next();
        if (!row) return fail(row);
        if (!*row) break;
        builder.add(domain::BlockKind::table_row, write_row(**header, **row));
    }
    return builder.finish(MediaType::csv, "");
}

}  // namespace lectern::text
