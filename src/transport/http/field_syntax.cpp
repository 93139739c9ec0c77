#include "transport/http/field_syntax.hpp"

#include <algorithm>

#include "core/ascii.hpp"

namespace lectern::transport::http {
namespace {

bool is_token_char(char c) {
    const char small = to_ascii_lower(c);
    return (small >= 'a' && small <= 'z') || (c >= '0' && c <= '9') ||
           (c != '\0' && std::string_view("!#$%&'*+-.^_`|~").contains(c));
}

}  // namespace

std::string_view take_list_member(std::string_view& list) { return trimmed(take_until(list, ',')); }

bool is_token(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, is_token_char);
}

bool is_field_value(std::string_view text) {
    return std::ranges::none_of(text, [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return (byte < 0x20 && c != '\t') || byte == 0x7f;
    });
}

}  // namespace lectern::transport::http
