#include "graphql/block_string.hpp"

#include <algorithm>
#include <cstddef>
#include <limits>
#include <vector>

namespace lectern::graphql {
namespace {

constexpr std::string_view blanks = " \t";

std::vector<std::string_view> lines_of(std::string_view raw) {
    std::vector<std::string_view> lines;
    while (true) {
        const std::size_t end = raw.find_first_of("\r\n");
        lines.push_back(raw.substr(0, end));
        if (end == std::string_view::npos) return lines;
        raw.remove_prefix(raw.substr(end).starts_with("\r\n") ? end + 2 : end + 1);
    }
}

bool is_blank(std::string_view line) {
    return line.find_first_not_of(blanks) == std::string_view::npos;
}

// Of all lines but the first, which stands behind the quotation marks.
std::size_t common_indentation(const std::vector<std::string_view>& lines) {
    std::size_t common = std::numeric_limits<std::size_t>::max();
    for (std::size_t i = 1; i < lines.size(); ++i)
        if (!is_blank(lines[i])) common = std::min(common, lines[i].find_first_not_of(blanks));
    return common;
}

}  // namespace

std::string block_string_value(std::string_view raw) {
    std::vector<std::string_view> lines = lines_of(raw);
    const std::size_t indentation = common_indentation(lines);
    for (std::size_t i = 1; i < lines.size(); ++i)
        lines[i].remove_prefix(std::min(indentation, lines[i].size()));

    std::size_t first = 0;
    std::size_t last = lines.size();
    while (first < last && is_blank(lines[first])) ++first;
    while (last > first && is_blank(lines[last - 1])) --last;

    std::string value;
    for (std::size_t i = first; i < last; ++i) {
        if (i > first) value += '\n';
        value += lines[i];
    }
    return value;
}

}  // namespace lectern::graphql
