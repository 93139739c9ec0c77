#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "core/thread_annotations.hpp"
#include "transport/http/doorbell.hpp"
#include "transport/http/web_socket.hpp"

namespace lectern::transport::http {

/// What one conversation has to send, between any thread that sends and the session that writes.
/// The first close, whoever asks for it, decides with which code the conversation ends.
/// Thread-safe.
class WebSocketOutbox final : public WebSocketPeer {
  public:
    using TimePoint = std::chrono::steady_clock::time_point;

    /// `bell` rings when there is something for the session to do.
    WebSocketOutbox(std::size_t max_queued_bytes, std::shared_ptr<Doorbell> bell)
        : max_queued_bytes_(max_queued_bytes), bell_(std::move(bell)) {}

    void send(std::string text) override;
    void close(std::uint16_t code, std::string_view reason) override;
    bool has_room() override;
    void wake() override;
    void wake_at(TimePoint time) override;

    /// For the session: closes without what is queued.
    void fail(std::uint16_t code, std::string_view reason);
    /// The peer has closed: says its code again, unless a close was sent already.
    void answer_close(std::uint16_t code);
    void ping();
    void pong(std::string_view payload);
    /// The connection is over. Nothing is taken from here on.
    void sever();

    /// The next bytes to write: everything. What was taken before counts as sent now.
    std::string take();
    bool has_output() const;
    bool is_closing() const;
    /// What it ends with; only once it is closing.
    std::uint16_t close_code() const;

    /// Whether `on_wake` is due, which is forgotten by this.
    bool take_wake(TimePoint now);
    /// When it will be.
    TimePoint next_wake() const;
    /// It could not be called: makes it due once more, but not before `time`.
    void postpone_wake(TimePoint time);

  private:
    static constexpr TimePoint never = TimePoint::max();

    void begin_close(std::uint16_t code, std::string_view reason) LECTERN_REQUIRES(mutex_);
    std::size_t unsent_bytes() const LECTERN_REQUIRES(mutex_) {
        return queue_.size() + in_flight_bytes_;
    }

    const std::size_t max_queued_bytes_;
    const std::shared_ptr<Doorbell> bell_;  // shared with the session, which may go first
    mutable std::mutex mutex_;
    std::string queue_ LECTERN_GUARDED_BY(mutex_);     // whole frames
    std::string controls_ LECTERN_GUARDED_BY(mutex_);  // overtake them
    std::string pong_ LECTERN_GUARDED_BY(mutex_);      // the last ping's (RFC 6455 §5.5.3)
    std::size_t in_flight_bytes_ LECTERN_GUARDED_BY(mutex_) = 0;
    std::optional<std::uint16_t> close_code_ LECTERN_GUARDED_BY(mutex_);
    bool is_wake_due_ LECTERN_GUARDED_BY(mutex_) = false;
    TimePoint no_wake_before_ LECTERN_GUARDED_BY(mutex_) = TimePoint::min();
    TimePoint alarm_ LECTERN_GUARDED_BY(mutex_) = never;
    bool is_room_wanted_ LECTERN_GUARDED_BY(mutex_) = false;
};

}  // namespace lectern::transport::http
