#include "domain/cursor.hpp"

#include <charconv>
#include <optional>
#include <utility>

#include "core/base64.hpp"

namespace lectern::domain {
namespace {

// A part is its length in decimal, a colon, and its bytes.
void add_part(std::string& out, std::string_view part) {
    out += std::to_string(part.size());
    out += ':';
    out += part;
}

template <class Number>
std::optional<Number> parse_number(std::string_view digits) {
    Number number{};
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (error != std::errc{} || end != digits.data() + digits.size()) return std::nullopt;
    return number;
}

std::optional<std::string_view> take_part(std::string_view& rest) {
    const auto colon = rest.find(':');
    if (colon == std::string_view::npos) return std::nullopt;
    const auto size = parse_number<std::size_t>(rest.substr(0, colon));
    if (!size || *size > rest.size() - colon - 1) return std::nullopt;
    const auto part = rest.substr(colon + 1, *size);
    rest.remove_prefix(colon + 1 + *size);
    return part;
}

std::optional<CursorPosition> parse(
    std::string_view list, std::string_view bytes, CursorShape shape
) {
    if (take_part(bytes) != list) return std::nullopt;
    CursorPosition position;
    while (position.numbers.size() < shape.numbers) {
        const auto part = take_part(bytes);
        const auto number = part ? parse_number<std::int64_t>(*part) : std::nullopt;
        if (!number) return std::nullopt;
        position.numbers.push_back(*number);
    }
    while (position.texts.size() < shape.texts) {
        const auto part = take_part(bytes);
        if (!part) return std::nullopt;
        position.texts.emplace_back(*part);
    }
    if (!bytes.empty()) return std::nullopt;
    return position;
}

}  // namespace

std::string encode_cursor(std::string_view list, const CursorPosition& position) {
    std::string bytes;
    add_part(bytes, list);
    for (const std::int64_t number : position.numbers) add_part(bytes, std::to_string(number));
    for (const std::string& text : position.texts) add_part(bytes, text);
    return encode_base64url(bytes);
}

Result<CursorPosition> decode_cursor(
    std::string_view list, std::string_view cursor, CursorShape shape
) {
    const auto bytes = decode_base64url(cursor);
    auto position = bytes ? parse(list, *bytes, shape) : std::nullopt;
    // Writing it again refuses other spellings of the same position (leading zeros).
    if (!position || encode_cursor(list, *position) != cursor) {
        return fail(ErrorCode::invalid_argument, "the cursor is not one of this list");
    }
    return std::move(*position);
}

}  // namespace lectern::domain
