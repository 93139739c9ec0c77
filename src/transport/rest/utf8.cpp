#include "transport/rest/utf8.hpp"

namespace lectern::transport::rest {
namespace {

constexpr char32_t malformed = 0xFFFFFFFF;

struct Lead {
    std::size_t length;
    char32_t bits;
    char32_t smallest;  // Anything below would be an overlong form.
};

constexpr Lead read_lead(unsigned char byte) {
    if (byte < 0x80U) return {1, byte, 0};
    if ((byte & 0xE0U) == 0xC0U) return {2, byte & 0x1FU, 0x80};
    if ((byte & 0xF0U) == 0xE0U) return {3, byte & 0x0FU, 0x800};
    if ((byte & 0xF8U) == 0xF0U) return {4, byte & 0x07U, 0x10000};
    return {0, 0, 0};
}

// Takes one code point off the front.
char32_t take(std::string_view& text) {
    const Lead lead = read_lead(static_cast<unsigned char>(text.front()));
    if (lead.length == 0 || text.size() < lead.length) return malformed;
    char32_t point = lead.bits;
    for (const char byte : text.substr(1, lead.length - 1)) {
        const auto bits = static_cast<unsigned char>(byte);
        if ((bits & 0xC0U) != 0x80U) return malformed;
        point = (point << 6U) | (bits & 0x3FU);
    }
    const bool surrogate = point >= 0xD800 && point <= 0xDFFF;
    if (point < lead.smallest || point > 0x10FFFF || surrogate) return malformed;
    text.remove_prefix(lead.length);
    return point;
}

}  // namespace

std::optional<std::size_t> count_code_points(std::string_view text) {
    std::size_t count = 0;
    while (!text.empty()) {
        if (take(text) == malformed) return std::nullopt;
        ++count;
    }
    return count;
}

}  // namespace lectern::transport::rest
