#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "transport/http/utf8_checker.hpp"

namespace lectern::transport::http {

/// RFC 6455 §5.2.
enum class FrameKind : std::uint8_t {
    continuation = 0x0,
    text = 0x1,
    binary = 0x2,
    close = 0x8,
    ping = 0x9,
    pong = 0xA,
};

/// What the bytes of a peer come to.
struct FrameEvent {
    enum class Kind {
        none,     ///< More bytes are needed.
        message,  ///< `text` is a whole text message.
        ping,     ///< `text` is to be said again in a pong.
        pong,
        close,   ///< `code` is the peer's, `close_code::no_status` without one.
        failed,  ///< `code` and the constant `text` say why; what follows cannot be understood.
    };
    Kind kind = Kind::none;
    std::uint16_t code = 0;
    std::string text{};
};

/// Turns a client's bytes into messages, without I/O. Takes text alone, and no extension. Strict
/// where the RFC is: masks, minimal lengths, fragments, UTF-8. One thread at a time.
class FrameReader final {
  public:
    explicit FrameReader(std::size_t max_message_bytes) : max_message_bytes_(max_message_bytes) {}

    /// Decodes from the front of `input` up to the next event, and returns how many bytes are used
    /// up, which the next call must not see again. Not after `close` or `failed`.
    std::size_t take(std::string_view input, FrameEvent& event);

  private:
    struct Head;

    std::size_t take_head(std::string_view input, FrameEvent& event);
    bool check(const Head& head, FrameEvent& event);
    bool check_data(const Head& head, FrameEvent& event);
    std::size_t take_payload(std::string_view input, FrameEvent& event);
    void end_frame(FrameEvent& event);
    void end_close(FrameEvent& event);

    const std::size_t max_message_bytes_;
    std::string message_;  // what has come of the message; fragments add up
    std::string control_;  // of the control frame, which may come between fragments
    Utf8Checker checker_;
    std::uint8_t mask_[4] = {};
    std::uint64_t frame_left_ = 0;
    std::size_t frame_offset_ = 0;
    FrameKind frame_kind_ = FrameKind::continuation;
    bool is_in_frame_ = false;
    bool is_final_ = false;
    bool is_in_message_ = false;
};

/// One frame as a server sends it: whole, unmasked. Control frames hold at most 125 bytes.
void append_frame(std::string& out, FrameKind kind, std::string_view payload);

/// The payload of a close frame: the code, and as many whole characters of `reason` as fit.
/// Without a code that may be sent: empty.
std::string close_payload(std::uint16_t code, std::string_view reason);

/// Whether a close frame may carry the code (RFC 6455 §7.4).
bool is_sendable_code(std::uint16_t code);

}  // namespace lectern::transport::http
