#include "core/base64.hpp"

#include <array>
#include <cstddef>
#include <cstdint>

namespace lectern {
namespace {

// The 64 digits in order, and what each byte means as one of them.
class Alphabet final {
  public:
    static constexpr std::uint8_t no_digit = 64;

    constexpr explicit Alphabet(std::string_view digits) : digits_(digits) {
        values_.fill(no_digit);
        for (std::size_t i = 0; i < digits.size(); ++i)
            values_[static_cast<unsigned char>(digits[i])] = static_cast<std::uint8_t>(i);
    }

    constexpr char digit(std::uint32_t value) const { return digits_[value & 0x3FU]; }
    constexpr std::uint8_t value(char digit) const {
        return values_[static_cast<unsigned char>(digit)];
    }

  private:
    std::string_view digits_;
    std::array<std::uint8_t, 256> values_{};
};

constexpr Alphabet standard("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/");
constexpr Alphabet for_urls("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

// Digits without padding; what is left over of the last has to be 0.
std::optional<std::string> decode(const Alphabet& alphabet, std::string_view digits) {
    if (digits.size() % 4 == 1) return std::nullopt;
    std::string bytes;
    bytes.reserve(digits.size() * 3 / 4);
    std::uint32_t pending = 0;
    unsigned bits = 0;
    for (const char digit : digits) {
        const std::uint8_t value = alphabet.value(digit);
        if (value == Alphabet::no_digit) return std::nullopt;
        pending = (pending << 6U) | value;
        bits += 6;
        if (bits < 8) continue;
        bits -= 8;
        bytes += static_cast<char>((pending >> bits) & 0xFFU);
    }
    if ((pending & ((1U << bits) - 1U)) != 0) return std::nullopt;
    return bytes;
}

std::size_t padding_of(std::string_view text) {
    if (text.ends_with("==")) return 2;
    return text.ends_with('=') ? 1 : 0;
}

}  // namespace

std::optional<std::string> decode_base64(std::string_view text) {
    if (text.size() % 4 != 0) return std::nullopt;
    return decode(standard, text.substr(0, text.size() - padding_of(text)));
}

std::string encode_base64url(std::string_view bytes) {
    std::string text;
    text.reserve((bytes.size() * 4 + 2) / 3);
    std::uint32_t pending = 0;
    unsigned bits = 0;
    for (const char byte : bytes) {
        pending = (pending << 8U) | static_cast<unsigned char>(byte);
        for (bits += 8; bits >= 6; bits -= 6) text += for_urls.digit(pending >> (bits - 6));
    }
    if (bits > 0) text += for_urls.digit(pending << (6 - bits));
    return text;
}

std::optional<std::string> decode_base64url(std::string_view text) {
    return decode(for_urls, text);
}

}  // namespace lectern
