#include "telemetry/scrub/marker.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>

#include "core/digest.hpp"
#include "core/hex.hpp"
#include "telemetry/scrub/characters.hpp"

namespace lectern::telemetry::scrub {
namespace {

constexpr std::string_view redacted = "redacted:";
constexpr std::size_t hash_digits = 8;
constexpr std::size_t longest_marker = 32;

// One spelling for each value that people write in several.
std::string canonical(Kind kind, std::string_view value) {
    std::string text;
    switch (kind) {
        case Kind::email:
        case Kind::ip:
            for (const char c : value) text += to_lower(c);
            return text;
        case Kind::phone:
        case Kind::card:
        case Kind::iban:
        case Kind::national_id:
            for (const char c : value) {
                if (is(c, alphanumeric) || c == '+') text += to_upper(c);
            }
            return text;
        case Kind::token:
        case Kind::api_key:
        case Kind::jwt:
        case Kind::url_credentials:
        case Kind::secret:
        case Kind::private_key:
        case Kind::custom:
            return std::string(value);
    }
    return text;
}

std::string short_hash(Kind kind, std::string_view value, std::string_view key) {
    std::string message(to_string(kind));
    message += '\0';
    message += canonical(kind, value);
    const auto mac = hmac_sha256(key, message);
    return to_hex(std::span(mac).first<hash_digits / 2>());
}

std::size_t kind_length(std::string_view text) {
    for (const Kind kind : all_kinds) {
        const std::string_view name = to_string(kind);
        // No name begins another, but `secret` is tried after `url_credentials` all the same.
        if (text.starts_with(name)) return name.size();
    }
    return 0;
}

}  // namespace

void append_marker(std::string& out, Kind kind, std::string_view value, std::string_view hash_key) {
    out += '[';
    if (hash_key.empty()) {
        out.append(redacted).append(to_string(kind));
    } else {
        out.append(to_string(kind)).append(1, ':').append(short_hash(kind, value, hash_key));
    }
    out += ']';
}

std::size_t marker_length(std::string_view text) {
    if (!text.starts_with('[')) return 0;
    text.remove_prefix(1);
    if (text.starts_with(redacted)) {
        const std::size_t name = kind_length(text.substr(redacted.size()));
        const std::size_t end = redacted.size() + name;
        return name > 0 && end < text.size() && text[end] == ']' ? end + 2 : 0;
    }
    const std::size_t name = kind_length(text);
    if (name == 0 || text.size() < name + hash_digits + 2) return 0;
    const std::string_view digits = text.substr(name + 1, hash_digits);
    const bool hashed =
        text[name] == ':' && text[name + 1 + hash_digits] == ']' &&
        std::ranges::all_of(digits, [](char c) { return is(c, hexadecimal) && !is(c, upper); });
    return hashed ? name + hash_digits + 3 : 0;
}

bool ends_with_marker(std::string_view text, std::size_t end) {
    if (end == 0 || text[end - 1] != ']') return false;
    const std::size_t from = end > longest_marker ? end - longest_marker : 0;
    const std::size_t open = text.substr(from, end - from).rfind('[');
    return open != std::string_view::npos &&
           marker_length(text.substr(from + open)) == end - from - open;
}

}  // namespace lectern::telemetry::scrub
