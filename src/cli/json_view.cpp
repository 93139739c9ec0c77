#include "cli/json_view.hpp"

namespace lectern::cli {

const boost::json::value& member(const boost::json::value& object, std::string_view name) {
    static const boost::json::value nothing;
    const boost::json::value* found =
        object.is_object() ? object.get_object().if_contains(name) : nullptr;
    return found == nullptr ? nothing : *found;
}

std::string text(const boost::json::value& object, std::string_view name) {
    const auto& value = member(object, name);
    return value.is_string() ? std::string(value.get_string()) : std::string();
}

double number(const boost::json::value& object, std::string_view name) {
    const auto& value = member(object, name);
    return value.is_number() ? value.to_number<double>() : 0;
}

std::uint64_t count(const boost::json::value& object, std::string_view name) {
    const double value = number(object, name);
    return value < 0 ? 0 : static_cast<std::uint64_t>(value);
}

const boost::json::array& list(const boost::json::value& object, std::string_view name) {
    static const boost::json::array nothing;
    const auto& value = member(object, name);
    return value.is_array() ? value.get_array() : nothing;
}

}  // namespace lectern::cli
