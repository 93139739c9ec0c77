#include "transport/graphql/scalars.hpp"

#include <cmath>
#include <cstdint>

#include "core/ascii.hpp"
#include "core/base64.hpp"
#include "core/time_format.hpp"
#include "transport/graphql/value_text.hpp"

namespace lectern::transport::graphql {
namespace {

std::unexpected<Error> misfit(std::string message) {
    return fail(ErrorCode::invalid_argument, std::move(message));
}

Result<language::Value> parse_date_time(const language::Value& value) {
    const std::string* text = value.as_string();
    if (text == nullptr || !parse_timestamp(*text))
        return misfit("a DateTime is a string such as 2026-11-24T09:30:00.250Z");
    return value;
}

Result<language::Value> parse_long(const language::Value& value) {
    constexpr double bound = 9223372036854775808.0;  // 2^63
    if (value.as_int() != nullptr) return value;
    const double* real = value.as_double();
    if (real == nullptr || std::trunc(*real) != *real || *real < -bound || *real >= bound)
        return misfit("a Long is a whole number of 64 bits");
    return language::Value(static_cast<std::int64_t>(*real));
}

Result<language::Value> parse_object(const language::Value& value) {
    if (value.as_object() == nullptr) return misfit("a JSONObject is an object");
    return value;
}

Result<language::Value> parse_base64(const language::Value& value) {
    const std::string* text = value.as_string();
    auto bytes = text == nullptr ? std::nullopt : decode_base64(*text);
    if (!bytes) return misfit("Base64 is a string of padded base64");
    return language::Value(std::move(*bytes));
}

Result<language::Value> parse_field_value(const language::Value& value) {
    if (!decode_scalar(value)) return misfit("a FieldValue is a boolean, a number or a string");
    return value;
}

}  // namespace

language::ScalarCodecs scalar_codecs() {
    return {
        {"DateTime", {.parse = parse_date_time}},
        {"Long", {.parse = parse_long}},
        {"JSONObject", {.parse = parse_object}},
        {"Base64", {.parse = parse_base64}},
        {"FieldValue", {.parse = parse_field_value}},
    };
}

language::Value encode(Timestamp time) { return format_timestamp(time); }

std::string enum_value(std::string_view name) {
    std::string value(name);
    for (char& character : value) {
        if (character >= 'a' && character <= 'z')
            character = static_cast<char>(character - 'a' + 'A');
        if (character == ':' || character == ' ') character = '_';
    }
    return value;
}

std::string enum_name(std::string_view value) { return to_ascii_lower(value); }

}  // namespace lectern::transport::graphql
