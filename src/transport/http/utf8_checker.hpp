#pragma once

#include <cstdint>
#include <string_view>

namespace lectern::transport::http {

/// Follows text that comes in pieces, and finds the first byte that no UTF-8 has there (RFC 3629:
/// no surrogates, no overlong forms, nothing above U+10FFFF).
class Utf8Checker final {
  public:
    /// False from the first wrong byte on.
    bool take(std::string_view piece);
    /// Whether the text so far ends with a whole character.
    bool is_whole() const { return left_ == 0 && !is_wrong_; }

  private:
    bool take_byte(std::uint8_t byte);
    bool take_lead(std::uint8_t byte);

    std::uint8_t left_ = 0;       // bytes of the character that are still to come
    std::uint8_t lowest_ = 0x80;  // of the next of them
    std::uint8_t highest_ = 0xBF;
    bool is_wrong_ = false;
};

}  // namespace lectern::transport::http
