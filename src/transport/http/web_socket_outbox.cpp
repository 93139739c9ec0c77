#include "transport/http/web_socket_outbox.hpp"

#include <algorithm>
#include <utility>

#include "transport/http/web_socket_frames.hpp"

namespace lectern::transport::http {
namespace {

/// A peer that keeps up has left at most this part of the bound.
constexpr std::size_t room_divisor = 16;

}  // namespace

void WebSocketOutbox::send(std::string text) {
    {
        const std::lock_guard lock(mutex_);
        if (close_code_) return;
        if (unsent_bytes() > max_queued_bytes_) {
            queue_ = {};
            begin_close(close_code::policy_violation, "the peer reads too slowly");
        } else {
            append_frame(queue_, FrameKind::text, text);
        }
    }
    bell_->ring();
}

void WebSocketOutbox::close(std::uint16_t code, std::string_view reason) {
    {
        const std::lock_guard lock(mutex_);
        if (close_code_) return;
        begin_close(code, reason);
    }
    bell_->ring();
}

void WebSocketOutbox::fail(std::uint16_t code, std::string_view reason) {
    {
        const std::lock_guard lock(mutex_);
        if (close_code_) return;
        queue_ = {};
        begin_close(code, reason);
    }
    bell_->ring();
}

void WebSocketOutbox::answer_close(std::uint16_t code) {
    const std::lock_guard lock(mutex_);
    if (close_code_) return;
    queue_ = {};
    begin_close(code, {});
}

void WebSocketOutbox::begin_close(std::uint16_t code, std::string_view reason) {
    close_code_ = code;
    append_frame(queue_, FrameKind::close, close_payload(code, reason));
}

void WebSocketOutbox::ping() {
    const std::lock_guard lock(mutex_);
    if (close_code_ || !controls_.empty()) return;
    append_frame(controls_, FrameKind::ping, {});
}

void WebSocketOutbox::pong(std::string_view payload) {
    const std::lock_guard lock(mutex_);
    if (close_code_) return;
    pong_.clear();
    append_frame(pong_, FrameKind::pong, payload);
}

void WebSocketOutbox::sever() {
    const std::lock_guard lock(mutex_);
    if (!close_code_) close_code_ = close_code::abnormal;
    queue_ = {};
    controls_ = {};
    pong_ = {};
}

std::string WebSocketOutbox::take() {
    const std::lock_guard lock(mutex_);
    auto bytes = std::exchange(controls_, {});
    bytes += std::exchange(pong_, {});
    // A large queue is moved, not copied.
    bytes = bytes.empty() ? std::move(queue_) : bytes + queue_;
    queue_ = {};
    in_flight_bytes_ = bytes.size();
    if (in_flight_bytes_ == 0 && std::exchange(is_room_wanted_, false)) is_wake_due_ = true;
    return bytes;
}

bool WebSocketOutbox::has_output() const {
    const std::lock_guard lock(mutex_);
    return !queue_.empty() || !controls_.empty() || !pong_.empty();
}

bool WebSocketOutbox::is_closing() const {
    const std::lock_guard lock(mutex_);
    return close_code_.has_value();
}

std::uint16_t WebSocketOutbox::close_code() const {
    const std::lock_guard lock(mutex_);
    return close_code_.value_or(close_code::abnormal);
}

bool WebSocketOutbox::has_room() {
    const std::lock_guard lock(mutex_);
    const bool has = unsent_bytes() <= max_queued_bytes_ / room_divisor;
    is_room_wanted_ = is_room_wanted_ || !has;
    return has;
}

void WebSocketOutbox::wake() {
    {
        const std::lock_guard lock(mutex_);
        if (close_code_) return;
        is_wake_due_ = true;
    }
    bell_->ring();
}

void WebSocketOutbox::wake_at(TimePoint time) {
    {
        const std::lock_guard lock(mutex_);
        if (close_code_) return;
        alarm_ = time;
    }
    bell_->ring();
}

bool WebSocketOutbox::take_wake(TimePoint now) {
    const std::lock_guard lock(mutex_);
    const bool is_due = is_wake_due_ || alarm_ <= now;
    if (close_code_ || !is_due || now < no_wake_before_) return false;
    is_wake_due_ = false;
    if (alarm_ <= now) alarm_ = never;
    return true;
}

WebSocketOutbox::TimePoint WebSocketOutbox::next_wake() const {
    const std::lock_guard lock(mutex_);
    if (close_code_) return never;
    return std::max(is_wake_due_ ? TimePoint::min() : alarm_, no_wake_before_);
}

void WebSocketOutbox::postpone_wake(TimePoint time) {
    const std::lock_guard lock(mutex_);
    is_wake_due_ = true;
    no_wake_before_ = time;
}

}  // namespace lectern::transport::http
