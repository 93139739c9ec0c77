#include "transport/rest/json_kinds.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <string_view>

namespace lectern::transport::rest {
namespace {

namespace json = boost::json;

bool is_whole(double number) { return std::isfinite(number) && std::trunc(number) == number; }

std::string article(std::string_view noun) {
    return (std::string_view("aeiou").find(noun.front()) == std::string_view::npos ? "a " : "an ") +
           std::string(noun);
}

std::string_view kind_name(const json::value& value) {
    if (value.is_number()) return "number";
    return to_string(value.kind()) == "bool" ? "boolean"
                                             : std::string_view(to_string(value.kind()));
}

}  // namespace

JsonTypes types_of_value(const json::value& value) {
    switch (value.kind()) {
        case json::kind::null:
            return bit(JsonType::null);
        case json::kind::bool_:
            return bit(JsonType::boolean);
        case json::kind::int64:
        case json::kind::uint64:
            return bit(JsonType::integer) | bit(JsonType::number);
        case json::kind::double_:
            return static_cast<JsonTypes>(
                bit(JsonType::number) | (is_whole(value.get_double()) ? bit(JsonType::integer) : 0)
            );
        case json::kind::string:
            return bit(JsonType::string);
        case json::kind::array:
            return bit(JsonType::array);
        case json::kind::object:
            return bit(JsonType::object);
    }
    return 0;
}

std::string names_of(JsonTypes types) {
    static constexpr std::string_view names[] = {
        "null", "boolean", "integer", "number", "string", "array", "object"
    };
    std::string text;
    for (std::size_t index = 0; index < std::size(names); ++index) {
        if ((types & (1U << index)) == 0) continue;
        if (!text.empty()) text += " or ";
        text += names[index] == "null" ? "null" : article(names[index]);
    }
    return text;
}

bool equal_values(const json::value& left, const json::value& right) {
    if (left.is_number() && right.is_number() && (left.is_double() || right.is_double())) {
        return left.to_number<double>() == right.to_number<double>();
    }
    if (left.is_array() && right.is_array()) {
        return std::ranges::equal(left.get_array(), right.get_array(), equal_values);
    }
    if (!left.is_object() || !right.is_object()) return left == right;
    return left.get_object().size() == right.get_object().size() &&
           std::ranges::all_of(left.get_object(), [&right](const json::key_value_pair& member) {
               const json::value* other = right.get_object().if_contains(member.key());
               return other != nullptr && equal_values(member.value(), *other);
           });
}

std::string describe_kind(const json::value& value) {
    return value.is_null() ? "null" : article(kind_name(value));
}

}  // namespace lectern::transport::rest
