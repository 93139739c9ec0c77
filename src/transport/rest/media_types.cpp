#include "transport/rest/media_types.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "core/ascii.hpp"
#include "transport/http/field_syntax.hpp"
#include "transport/rest/field_parameters.hpp"

namespace lectern::transport::rest {
namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 11> endings{
    {{".txt", "text/plain"},
     {".text", "text/plain"},
     {".md", "text/markdown"},
     {".markdown", "text/markdown"},
     {".html", "text/html"},
     {".htm", "text/html"},
     {".json", "application/json"},
     {".csv", "text/csv"},
     {".pdf", "application/pdf"},
     {".docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
     {".xhtml", "application/xhtml+xml"}}
};

bool is_refused(const FieldParameters& range) {
    const auto weight = range.find("q");
    if (!weight) return false;
    double value = 1;
    std::from_chars(weight->data(), weight->data() + weight->size(), value);
    return value <= 0;
}

bool covers(std::string_view range, std::string_view media_type) {
    if (range == "*/*" || range == "*") return true;
    if (!range.ends_with("/*")) return range == media_type;
    return media_type.starts_with(range.substr(0, range.size() - 1));
}

}  // namespace

bool accepts_any(std::string_view accept, std::span<const std::string_view> produced) {
    if (trimmed(accept).empty() || produced.empty()) return true;
    while (!accept.empty()) {
        const FieldParameters range = parse_field_parameters(http::take_list_member(accept));
        if (is_refused(range)) continue;
        if (std::ranges::any_of(produced, [&](std::string_view type) {
                return covers(range.value, type);
            }))
            return true;
    }
    return false;
}

std::string_view media_type_of_file(std::string_view name) {
    const std::string lower = to_ascii_lower(name);
    for (const auto& [ending, media_type] : endings) {
        if (lower.ends_with(ending)) return media_type;
    }
    return {};
}

}  // namespace lectern::transport::rest
