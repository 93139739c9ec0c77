#include "transport/rest/parameters.hpp"

#include <algorithm>

#include "core/assert.hpp"

namespace lectern::transport::rest {

std::string Parameters::text(std::string_view name) const {
    return optional_text(name).value_or(std::string());
}

std::optional<std::string> Parameters::optional_text(std::string_view name) const {
    const boost::json::value* value = find(name);
    if (value == nullptr) return std::nullopt;
    return std::string(value->as_string());
}

std::vector<std::string> Parameters::texts(std::string_view name) const {
    std::vector<std::string> texts;
    const boost::json::value* value = find(name);
    if (value == nullptr) return texts;
    for (const boost::json::value& element : value->as_array())
        texts.emplace_back(element.as_string());
    return texts;
}

bool Parameters::flag(std::string_view name) const {
    const boost::json::value* value = find(name);
    return value != nullptr && value->as_bool();
}

std::optional<std::int64_t> Parameters::whole_number(std::string_view name) const {
    const boost::json::value* value = find(name);
    if (value == nullptr) return std::nullopt;
    return value->as_int64();
}

std::uint32_t Parameters::count(std::string_view name) const {
    const auto number = whole_number(name);
    LECTERN_ASSERT(number.has_value());
    return static_cast<std::uint32_t>(*number);
}

const boost::json::value* Parameters::find(std::string_view name) const {
    const auto found = std::ranges::find(values_, name, [](const auto& entry) {
        return std::string_view(entry.first);
    });
    return found == values_.end() ? nullptr : &found->second;
}

}  // namespace lectern::transport::rest
