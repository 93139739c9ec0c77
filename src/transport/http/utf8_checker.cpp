#include "transport/http/utf8_checker.hpp"

namespace lectern::transport::http {

bool Utf8Checker::take(std::string_view piece) {
    for (const char byte : piece) {
        if (is_wrong_) return false;
        is_wrong_ = !take_byte(static_cast<std::uint8_t>(byte));
    }
    return !is_wrong_;
}

bool Utf8Checker::take_byte(std::uint8_t byte) {
    if (left_ == 0) return take_lead(byte);
    if (byte < lowest_ || byte > highest_) return false;
    lowest_ = 0x80;
    highest_ = 0xBF;
    --left_;
    return true;
}

/// The table of well-formed sequences (Unicode 15, table 3-7): only the second byte is ever
/// narrower than 80 to BF.
bool Utf8Checker::take_lead(std::uint8_t byte) {
    if (byte < 0x80) return true;
    if (byte < 0xC2 || byte > 0xF4) return false;
    if (byte < 0xE0) {
        left_ = 1;
    } else if (byte < 0xF0) {
        left_ = 2;
        if (byte == 0xE0) lowest_ = 0xA0;
        if (byte == 0xED) highest_ = 0x9F;
    } else {
        left_ = 3;
        if (byte == 0xF0) lowest_ = 0x90;
        if (byte == 0xF4) highest_ = 0x8F;
    }
    return true;
}

}  // namespace lectern::transport::http
