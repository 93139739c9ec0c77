#include "transport/rest/json_writer.hpp"

#include <array>
#include <charconv>
#include <cmath>

namespace lectern::transport::rest {
namespace {

namespace json = boost::json;

class Writer {
  public:
    void write(const json::value& value) {
        switch (value.kind()) {
            case json::kind::null:
                text_ += "null";
                return;
            case json::kind::bool_:
                text_ += value.get_bool() ? "true" : "false";
                return;
            case json::kind::int64:
                write_number(value.get_int64());
                return;
            case json::kind::uint64:
                write_number(value.get_uint64());
                return;
            case json::kind::double_:
                write_fraction(value.get_double());
                return;
            case json::kind::string:
                write_string(value.get_string());
                return;
            case json::kind::array:
                write_array(value.get_array());
                return;
            case json::kind::object:
                write_object(value.get_object());
                return;
        }
    }

    std::string take() { return std::move(text_); }

  private:
    void write_number(auto number) {
        std::array<char, 32> digits{};
        const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
        text_.append(digits.data(), end);
    }

    void write_fraction(double number) {
        if (!std::isfinite(number)) {
            text_ += "null";
            return;
        }
        const std::size_t start = text_.size();
        write_number(number);
        if (text_.find_first_of(".e", start) == std::string::npos) text_ += ".0";
    }

    void write_string(std::string_view string) {
        text_ += '"';
        std::size_t written = 0;
        for (std::size_t at = 0; at < string.size(); ++at) {
            const char character = string[at];
            if (character != '"' && character != '\\' &&
                static_cast<unsigned char>(character) >= 0x20)
                continue;
            text_.append(string, written, at - written);
            write_escape(character);
            written = at + 1;
        }
        text_.append(string, written);
        text_ += '"';
    }

    void write_escape(char character) {
        constexpr std::string_view digits = "0123456789abcdef";
        switch (character) {
            case '"':
                text_ += "\\\"";
                return;
            case '\\':
                text_ += "\\\\";
                return;
            case '\n':
                text_ += "\\n";
                return;
            case '\r':
                text_ += "\\r";
                return;
            case '\t':
                text_ += "\\t";
                return;
            default:
                break;
        }
        const auto code = static_cast<unsigned char>(character);
        text_ += "\\u00";
        text_ += digits[code >> 4U];
        text_ += digits[code & 0xFU];
    }

    void write_array(const json::array& array) {
        text_ += '[';
        bool first = true;
        for (const json::value& element : array) {
            if (!first) text_ += ',';
            first = false;
            write(element);
        }
        text_ += ']';
    }

    void write_object(const json::object& object) {
        text_ += '{';
        bool first = true;
        for (const json::key_value_pair& member : object) {
            if (!first) text_ += ',';
            first = false;
            write_string(member.key());
            text_ += ':';
            write(member.value());
        }
        text_ += '}';
    }

    std::string text_;
};

}  // namespace

std::string write_json(const json::value& value) {
    Writer writer;
    writer.write(value);
    return writer.take();
}

double widen(float single) {
    if (!std::isfinite(single)) return single;
    std::array<char, 32> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), single).ptr;
    double number = 0;
    std::from_chars(digits.data(), end, number);
    return number;
}

}  // namespace lectern::transport::rest
