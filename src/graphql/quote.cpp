#include "graphql/quote.hpp"

#include <array>
#include <cstdint>

#include "core/hex.hpp"

namespace lectern::graphql {
namespace {

void append_escaped(char c, std::string& out) {
    switch (c) {
        case '"':
            out += "\\\"";
            return;
        case '\\':
            out += "\\\\";
            return;
        case '\b':
            out += "\\b";
            return;
        case '\f':
            out += "\\f";
            return;
        case '\n':
            out += "\\n";
            return;
        case '\r':
            out += "\\r";
            return;
        case '\t':
            out += "\\t";
            return;
        default:
            break;
    }
    const auto byte = static_cast<std::uint8_t>(c);
    if (byte < 0x20 || byte == 0x7f) {
        out += "\\u00";
        out += to_hex(std::array{byte});
    } else {
        out += c;
    }
}

}  // namespace

void append_quoted(std::string_view text, std::string& out) {
    out += '"';
    for (const char c : text) append_escaped(c, out);
    out += '"';
}

std::string quoted(std::string_view text) {
    std::string out;
    append_quoted(text, out);
    return out;
}

}  // namespace lectern::graphql
