#include "transport/rest/field_parameters.hpp"

#include <algorithm>

#include "core/ascii.hpp"
#include "transport/http/field_syntax.hpp"

namespace lectern::transport::rest {
namespace {

// Takes a quoted string, whose opening quote is at the front, off `text`.
std::string take_quoted(std::string_view& text) {
    std::string value;
    std::size_t at = 1;
    while (at < text.size() && text[at] != '"') {
        const bool escape = text[at] == '\\' && at + 1 < text.size() &&
                            (text[at + 1] == '"' || text[at + 1] == '\\');
        if (escape) ++at;
        value += text[at++];
    }
    text.remove_prefix(std::min(at + 1, text.size()));
    return value;
}

std::string_view take_until(std::string_view& text, std::string_view ends) {
    const std::string_view taken = text.substr(0, text.find_first_of(ends));
    text.remove_prefix(taken.size());
    return trimmed(taken);
}

}  // namespace

std::optional<std::string> FieldParameters::find(std::string_view name) const {
    const auto found = std::ranges::find(parameters, name, [](const auto& entry) {
        return std::string_view(entry.first);
    });
    if (found == parameters.end()) return std::nullopt;
    return found->second;
}

FieldParameters parse_field_parameters(std::string_view text) {
    FieldParameters field{.value = to_ascii_lower(take_until(text, ";"))};
    while (!text.empty()) {
        text.remove_prefix(1);  // The semicolon.
        const std::string_view name = take_until(text, "=;");
        if (!text.starts_with('=')) continue;
        text.remove_prefix(1);
        text = text.substr(std::min(text.find_first_not_of(" \t"), text.size()));
        std::string value =
            text.starts_with('"') ? take_quoted(text) : std::string(take_until(text, ";"));
        field.parameters.emplace_back(to_ascii_lower(name), std::move(value));
        take_until(text, ";");
    }
    return field;
}

}  // namespace lectern::transport::rest
