#include "access/key_text.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

#include <openssl/crypto.h>

#include "core/digest.hpp"
#include "core/random.hpp"

namespace lectern::access {
namespace {

constexpr std::string_view alphabet =
    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
constexpr std::size_t id_length = 16;
constexpr std::size_t secret_length = 43;  // the shortest with 62^n >= 2^256
constexpr std::size_t checksum_length = 6;
constexpr std::size_t id_at = key_prefix.size();
constexpr std::size_t secret_at = id_at + id_length + 1;
constexpr std::size_t checksum_at = secret_at + secret_length;
constexpr std::size_t text_length = checksum_at + checksum_length;

std::string random_text(std::size_t length) {
    // Bytes from here on would make the first characters of the alphabet more likely.
    constexpr std::size_t fair = 256 / alphabet.size() * alphabet.size();
    std::string text;
    std::array<std::uint8_t, 64> bytes{};
    while (text.size() < length) {
        fill_random(bytes);
        for (const std::uint8_t byte : bytes) {
            if (byte < fair && text.size() < length) text += alphabet[byte % alphabet.size()];
        }
    }
    OPENSSL_cleanse(bytes.data(), bytes.size());
    return text;
}

// CRC-32 of ISO-HDLC, as in gzip (RFC 1952 §8). Bit by bit: some 60 bytes are no matter.
std::uint32_t crc32(std::string_view bytes) {
    std::uint32_t crc = 0xffffffffU;
    for (const char c : bytes) {
        crc ^= static_cast<std::uint8_t>(c);
        for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ ((crc & 1U) != 0 ? 0xedb88320U : 0U);
    }
    return ~crc;
}

std::string checksum(std::string_view bytes) {
    std::string text(checksum_length, '0');
    std::uint32_t rest = crc32(bytes);
    for (auto digit = text.rbegin(); digit != text.rend(); ++digit) {
        *digit = alphabet[rest % alphabet.size()];
        rest /= static_cast<std::uint32_t>(alphabet.size());
    }
    return text;
}

bool is_alphanumeric(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return alphabet.contains(c); });
}

}  // namespace

KeyText make_key_text() { return {.id = {random_text(id_length)}, .secret = make_key_secret()}; }

std::string make_key_secret() { return random_text(secret_length); }

std::string format_key(const KeyText& key) {
    std::string text(key_prefix);
    text.append(key.id.value).append(1, '_').append(key.secret);
    return text.append(checksum(text));
}

Result<KeyText> parse_key(std::string_view text) {
    const bool formed =
        text.size() == text_length && text.starts_with(key_prefix) && text[secret_at - 1] == '_' &&
        is_alphanumeric(text.substr(id_at, id_length)) && is_alphanumeric(text.substr(secret_at));
    if (!formed) return fail(ErrorCode::unauthenticated, "the api key is malformed");
    if (checksum(text.substr(0, checksum_at)) != text.substr(checksum_at)) {
        return fail(
            ErrorCode::unauthenticated, "the api key is mistyped: its checksum does not fit"
        );
    }
    return KeyText{
        .id = {std::string(text.substr(id_at, id_length))},
        .secret = std::string(text.substr(secret_at, secret_length)),
    };
}

KeyId claimed_key_id(std::string_view text) {
    if (!text.starts_with(key_prefix) || text.size() <= id_at + id_length) return {};
    const std::string_view id = text.substr(id_at, id_length);
    if (text[id_at + id_length] != '_' || !is_alphanumeric(id)) return {};
    return {std::string(id)};
}

std::string key_digest(std::string_view secret) { return sha256_hex(secret); }

bool same_digest(std::string_view left, std::string_view right) {
    return left.size() == right.size() &&
           CRYPTO_memcmp(left.data(), right.data(), left.size()) == 0;
}

}  // namespace lectern::access
