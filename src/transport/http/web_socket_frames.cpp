#include "transport/http/web_socket_frames.hpp"

#include <algorithm>
#include <utility>

#include "transport/http/web_socket.hpp"

namespace lectern::transport::http {
namespace {

constexpr std::size_t max_control_bytes = 125;
constexpr std::size_t max_reason_bytes = max_control_bytes - 2;
constexpr unsigned length_of_16_bits = 126;
constexpr unsigned length_of_64_bits = 127;

std::uint8_t byte_at(std::string_view text, std::size_t i) {
    return static_cast<std::uint8_t>(text[i]);
}

std::uint64_t big_endian(std::string_view bytes) {
    std::uint64_t value = 0;
    for (const char byte : bytes) value = (value << 8U) | static_cast<std::uint8_t>(byte);
    return value;
}

void append_big_endian(std::string& out, std::uint64_t value, unsigned bytes) {
    for (unsigned i = bytes; i > 0; --i) {
        out.push_back(static_cast<char>((value >> (8U * (i - 1))) & 0xFFU));
    }
}

bool is_control(FrameKind kind) { return (std::to_underlying(kind) & 0x8U) != 0; }

bool is_known(FrameKind kind) {
    return std::to_underlying(kind) <= std::to_underlying(FrameKind::binary) ||
           (kind >= FrameKind::close && kind <= FrameKind::pong);
}

bool fails(FrameEvent& event, std::uint16_t code, std::string_view reason) {
    event = {.kind = FrameEvent::Kind::failed, .code = code, .text = std::string(reason)};
    return false;
}

}  // namespace

struct FrameReader::Head {
    bool is_final;
    bool has_reserved_bits;
    bool is_masked;
    bool is_length_minimal;
    FrameKind kind;
    std::uint64_t length;
};

std::size_t FrameReader::take(std::string_view input, FrameEvent& event) {
    event = {};
    std::size_t used = 0;
    while (event.kind == FrameEvent::Kind::none) {
        const auto rest = input.substr(used);
        const auto taken = is_in_frame_ ? take_payload(rest, event) : take_head(rest, event);
        if (taken == 0) break;
        used += taken;
    }
    return used;
}

std::size_t FrameReader::take_head(std::string_view input, FrameEvent& event) {
    if (input.size() < 2) return 0;
    const unsigned first = byte_at(input, 0);
    const unsigned second = byte_at(input, 1);
    const unsigned short_length = second & 0x7FU;
    const std::size_t extra =
        short_length == length_of_16_bits ? 2 : (short_length == length_of_64_bits ? 8 : 0);
    Head head{
        .is_final = (first & 0x80U) != 0,
        .has_reserved_bits = (first & 0x70U) != 0,
        .is_masked = (second & 0x80U) != 0,
        .is_length_minimal = true,
        .kind = static_cast<FrameKind>(first & 0x0FU),
        .length = short_length,
    };
    const std::size_t size = 2 + extra + (head.is_masked ? sizeof mask_ : 0);
    if (input.size() < size) return 0;
    if (extra > 0) {
        head.length = big_endian(input.substr(2, extra));
        head.is_length_minimal = head.length > (extra == 2 ? max_control_bytes : 0xFFFFU);
    }
    if (!check(head, event)) return 0;
    for (std::size_t i = 0; i < sizeof mask_; ++i) mask_[i] = byte_at(input, 2 + extra + i);
    is_in_frame_ = true;
    is_final_ = head.is_final;
    frame_kind_ = head.kind;
    frame_left_ = head.length;
    frame_offset_ = 0;
    if (!is_control(head.kind)) is_in_message_ = true;
    if (head.length == 0) end_frame(event);
    return size;
}

/// Whether a frame with such a head may come now.
bool FrameReader::check(const Head& head, FrameEvent& event) {
    using namespace close_code;
    if (head.has_reserved_bits) return fails(event, protocol_error, "a reserved bit is set");
    if (!is_known(head.kind)) return fails(event, protocol_error, "the frame's kind is unknown");
    if (!head.is_masked) return fails(event, protocol_error, "a frame is not masked");
    if (!head.is_length_minimal || (head.length >> 63U) != 0) {
        return fails(event, protocol_error, "a frame's length is malformed");
    }
    if (!is_control(head.kind)) return check_data(head, event);
    if (head.is_final && head.length <= max_control_bytes) return true;
    return fails(event, protocol_error, "a control frame is fragmented or too long");
}

bool FrameReader::check_data(const Head& head, FrameEvent& event) {
    using namespace close_code;
    if (head.kind == FrameKind::continuation && !is_in_message_) {
        return fails(event, protocol_error, "a fragment continues nothing");
    }
    if (head.kind != FrameKind::continuation && is_in_message_) {
        return fails(event, protocol_error, "a message begins within another");
    }
    if (head.kind == FrameKind::binary) {
        return fails(event, unsupported_data, "binary messages are not taken");
    }
    if (head.length > max_message_bytes_ - message_.size()) {
        return fails(event, message_too_big, "the message is too large");
    }
    return true;
}

std::size_t FrameReader::take_payload(std::string_view input, FrameEvent& event) {
    const auto size = static_cast<std::size_t>(std::min<std::uint64_t>(input.size(), frame_left_));
    if (size == 0) return 0;
    auto& target = is_control(frame_kind_) ? control_ : message_;
    const auto start = target.size();
    target.append(input.substr(0, size));
    for (std::size_t i = start; i < target.size(); ++i) {
        const auto mask = mask_[frame_offset_++ % sizeof mask_];
        target[i] = static_cast<char>(byte_at(target, i) ^ mask);
    }
    frame_left_ -= size;
    if (!is_control(frame_kind_) && !checker_.take(std::string_view(target).substr(start))) {
        fails(event, close_code::invalid_text, "the message is not UTF-8");
    } else if (frame_left_ == 0) {
        end_frame(event);
    }
    return size;
}

void FrameReader::end_frame(FrameEvent& event) {
    is_in_frame_ = false;
    switch (frame_kind_) {
        case FrameKind::close:
            end_close(event);
            return;
        case FrameKind::ping:
            event = {.kind = FrameEvent::Kind::ping, .text = std::exchange(control_, {})};
            return;
        case FrameKind::pong:
            control_.clear();
            event = {.kind = FrameEvent::Kind::pong};
            return;
        case FrameKind::continuation:
        case FrameKind::text:
        case FrameKind::binary:
            break;
    }
    if (!is_final_) return;
    is_in_message_ = false;
    if (!checker_.is_whole()) {
        fails(event, close_code::invalid_text, "the message is not UTF-8");
        return;
    }
    event = {.kind = FrameEvent::Kind::message, .text = std::exchange(message_, {})};
}

void FrameReader::end_close(FrameEvent& event) {
    const auto payload = std::exchange(control_, {});
    if (payload.empty()) {
        event = {.kind = FrameEvent::Kind::close, .code = close_code::no_status};
        return;
    }
    const auto code = static_cast<std::uint16_t>(big_endian(payload.substr(0, 2)));
    Utf8Checker reason;
    reason.take(std::string_view(payload).substr(std::min<std::size_t>(payload.size(), 2)));
    if (payload.size() < 2 || !is_sendable_code(code)) {
        fails(event, close_code::protocol_error, "the close code is malformed");
    } else if (!reason.is_whole()) {
        fails(event, close_code::invalid_text, "the close reason is not UTF-8");
    } else {
        event = {.kind = FrameEvent::Kind::close, .code = code};
    }
}

void append_frame(std::string& out, FrameKind kind, std::string_view payload) {
    constexpr unsigned final_bit = 0x80;
    out.push_back(static_cast<char>(final_bit | std::to_underlying(kind)));
    if (payload.size() <= max_control_bytes) {
        out.push_back(static_cast<char>(payload.size()));
    } else if (payload.size() <= 0xFFFF) {
        out.push_back(static_cast<char>(length_of_16_bits));
        append_big_endian(out, payload.size(), 2);
    } else {
        out.push_back(static_cast<char>(length_of_64_bits));
        append_big_endian(out, payload.size(), 8);
    }
    out.append(payload);
}

std::string close_payload(std::uint16_t code, std::string_view reason) {
    std::string payload;
    if (!is_sendable_code(code)) return payload;
    auto size = std::min(reason.size(), max_reason_bytes);
    const auto is_inside_character = [reason](std::size_t i) {
        return i < reason.size() && (byte_at(reason, i) & 0xC0U) == 0x80U;
    };
    while (size > 0 && is_inside_character(size)) --size;
    append_big_endian(payload, code, 2);
    return payload.append(reason.substr(0, size));
}

bool is_sendable_code(std::uint16_t code) {
    const bool is_registered = code >= 1000 && code <= 1014 && code != 1004 &&
                               code != close_code::no_status && code != close_code::abnormal;
    return is_registered || (code >= 3000 && code <= 4999);
}

}  // namespace lectern::transport::http
