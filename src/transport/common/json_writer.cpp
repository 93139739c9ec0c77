#include "transport/common/json_writer.hpp"

#include <array>
#include <charconv>
#include <cmath>

namespace lectern::transport {
namespace {

namespace json = boost::json;

void append_digits(std::string& text, auto number) {
    std::array<char, 32> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
    text.append(digits.data(), end);
}

void append_escape(std::string& text, char character) {
    constexpr std::string_view digits = "0123456789abcdef";
    switch (character) {
        case '"':
            text += "\\\"";
            return;
        case '\\':
            text += "\\\\";
            return;
        case '\n':
            text += "\\n";
            return;
        case '\r':
            text += "\\r";
            return;
        case '\t':
            text += "\\t";
            return;
        default:
            break;
    }
    const auto code = static_cast<unsigned char>(character);
    text += "\\u00";
    text += digits[code >> 4U];
    text += digits[code & 0xFU];
}

void append_array(std::string& text, const json::array& array);
void append_object(std::string& text, const json::object& object);

void append(std::string& text, const json::value& value) {
    switch (value.kind()) {
        case json::kind::null:
            text += "null";
            return;
        case json::kind::bool_:
            text += value.get_bool() ? "true" : "false";
            return;
        case json::kind::int64:
            append_digits(text, value.get_int64());
            return;
        case json::kind::uint64:
            append_digits(text, value.get_uint64());
            return;
        case json::kind::double_:
            append_json_number(text, value.get_double());
            return;
        case json::kind::string:
            append_json_string(text, value.get_string());
            return;
        case json::kind::array:
            append_array(text, value.get_array());
            return;
        case json::kind::object:
            append_object(text, value.get_object());
            return;
    }
}

void append_array(std::string& text, const json::array& array) {
    text += '[';
    bool first = true;
    for (const json::value& element : array) {
        if (!first) text += ',';
        first = false;
        append(text, element);
    }
    text += ']';
}

void append_object(std::string& text, const json::object& object) {
    text += '{';
    bool first = true;
    for (const json::key_value_pair& member : object) {
        if (!first) text += ',';
        first = false;
        append_json_string(text, member.key());
        text += ':';
        append(text, member.value());
    }
    text += '}';
}

}  // namespace

std::string write_json(const json::value& value) {
    std::string text;
    append(text, value);
    return text;
}

void append_json_string(std::string& text, std::string_view string) {
    text += '"';
    std::size_t written = 0;
    for (std::size_t at = 0; at < string.size(); ++at) {
        const char character = string[at];
        if (character != '"' && character != '\\' && static_cast<unsigned char>(character) >= 0x20)
            continue;
        text.append(string, written, at - written);
        append_escape(text, character);
        written = at + 1;
    }
    text.append(string, written);
    text += '"';
}

void append_json_number(std::string& text, std::int64_t number) { append_digits(text, number); }

void append_json_number(std::string& text, double number) {
    if (!std::isfinite(number)) {
        text += "null";
        return;
    }
    const std::size_t start = text.size();
    append_digits(text, number);
    if (text.find_first_of(".e", start) == std::string::npos) text += ".0";
}

double widen(float single) {
    if (!std::isfinite(single)) return single;
    std::array<char, 32> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), single).ptr;
    double number = 0;
    std::from_chars(digits.data(), end, number);
    return number;
}

}  // namespace lectern::transport
