#include "transport/rest/codec_value.hpp"

#include <cmath>
#include <limits>
#include <utility>

#include "core/assert.hpp"
#include "core/time_format.hpp"
#include "transport/common/json_writer.hpp"

namespace lectern::transport::rest {

namespace json = boost::json;

domain::Value decode_value(const json::value& value) {
    switch (value.kind()) {
        case json::kind::null:
            return {};
        case json::kind::bool_:
            return {value.get_bool()};
        case json::kind::int64:
            return {value.get_int64()};
        case json::kind::uint64:
            return {static_cast<double>(value.get_uint64())};
        case json::kind::double_:
            return {value.get_double()};
        case json::kind::string:
            return {std::string(value.get_string())};
        case json::kind::object:
            return {decode_object(value.get_object())};
        case json::kind::array:
            break;
    }
    domain::List list;
    list.reserve(value.get_array().size());
    for (const json::value& element : value.get_array()) list.push_back(decode_value(element));
    return {std::move(list)};
}

domain::Object decode_object(const json::object& object) {
    domain::Object decoded;
    for (const json::key_value_pair& member : object) {
        decoded.emplace(std::string(member.key()), decode_value(member.value()));
    }
    return decoded;
}

domain::Scalar decode_scalar(const json::value& value) {
    if (value.is_bool()) return value.get_bool();
    if (value.is_int64()) return value.get_int64();
    if (value.is_number()) return value.to_number<double>();
    LECTERN_ASSERT(value.is_string());
    return std::string(value.get_string());
}

json::value encode(const domain::Value& value) {
    if (std::holds_alternative<std::monostate>(value.data)) return nullptr;
    if (const auto* object = std::get_if<domain::Object>(&value.data)) return encode(*object);
    if (const auto* list = std::get_if<domain::List>(&value.data)) {
        json::array array;
        array.reserve(list->size());
        for (const domain::Value& element : *list) array.push_back(encode(element));
        return array;
    }
    if (const auto* flag = std::get_if<bool>(&value.data)) return *flag;
    if (const auto* whole = std::get_if<std::int64_t>(&value.data)) return *whole;
    if (const auto* real = std::get_if<double>(&value.data)) return *real;
    return json::string(std::get<std::string>(value.data));
}

json::object encode(const domain::Object& object) {
    json::object encoded;
    encoded.reserve(object.size());
    for (const auto& [name, value] : object) encoded.emplace(name, encode(value));
    return encoded;
}

json::value encode(const domain::Scalar& scalar) {
    return std::visit([](const auto& value) { return json::value(value); }, scalar);
}

json::value encode(Timestamp time) { return json::string(format_timestamp(time)); }

std::vector<float> decode_vector(
    const json::value& value, const std::string& pointer, Violations& violations
) {
    std::vector<float> vector;
    vector.reserve(value.as_array().size());
    for (const json::value& element : value.get_array()) {
        const auto number = element.to_number<double>();
        if (std::abs(number) > std::numeric_limits<float>::max()) {
            violations.push_back(
                {.field = pointer + "/" + std::to_string(vector.size()),
                 .description = "is beyond single precision"}
            );
            return {};
        }
        vector.push_back(static_cast<float>(number));
    }
    return vector;
}

json::array encode_vector(const std::vector<float>& vector) {
    json::array array;
    array.reserve(vector.size());
    for (const float number : vector) array.emplace_back(widen(number));
    return array;
}

std::string text_or(const json::object& object, std::string_view name, std::string_view fallback) {
    const json::value* value = object.if_contains(name);
    return std::string(value == nullptr ? fallback : std::string_view(value->as_string()));
}

bool flag_or(const json::object& object, std::string_view name, bool fallback) {
    const json::value* value = object.if_contains(name);
    return value == nullptr ? fallback : value->as_bool();
}

double number_or(const json::object& object, std::string_view name, double fallback) {
    const json::value* value = object.if_contains(name);
    return value == nullptr ? fallback : value->to_number<double>();
}

std::uint32_t count_or(const json::object& object, std::string_view name, std::uint32_t fallback) {
    const json::value* value = object.if_contains(name);
    return value == nullptr ? fallback : static_cast<std::uint32_t>(value->to_number<double>());
}

std::vector<std::string> texts_of(const json::object& object, std::string_view name) {
    std::vector<std::string> texts;
    const json::value* value = object.if_contains(name);
    if (value == nullptr) return texts;
    for (const json::value& element : value->as_array()) texts.emplace_back(element.as_string());
    return texts;
}

}  // namespace lectern::transport::rest
