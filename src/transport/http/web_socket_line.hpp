#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "transport/http/server.hpp"
#include "transport/http/web_socket_frames.hpp"
#include "transport/http/web_socket_outbox.hpp"

namespace lectern::transport::http {

/// One round of calls of a conversation, made on the request pool.
struct WebSocketTurn {
    std::optional<std::string> message{};
    bool is_wake = false;
    std::optional<std::uint16_t> close_code{};
    std::atomic<bool> is_done = false;
};

/// One conversation as its session sees it: what came in, what has to go out, and when patience
/// ends. Knows no sockets. On the session's strand but for `outbox`.
class WebSocketLine final {
  public:
    using TimePoint = WebSocketOutbox::TimePoint;

    WebSocketLine(const ServerOptions& options, std::shared_ptr<Doorbell> bell);

    WebSocketOutbox& outbox() { return *outbox_; }
    const std::shared_ptr<WebSocketOutbox>& shared_outbox() const { return outbox_; }

    /// Takes frames from the front of `input` while there is room for messages; answers pings and
    /// closes. Returns how many bytes are used up.
    std::size_t take_input(std::string_view input);
    /// Whether all that has come was looked at, rather than left for when messages are handed over.
    bool has_room() const;
    /// Whether the peer has closed, properly.
    bool is_closed() const { return is_closed_; }
    /// Whether the peer has sent what cannot be understood.
    bool has_failed() const { return has_failed_; }

    /// What there is to call, if anything. Nothing once the conversation is closing.
    std::shared_ptr<WebSocketTurn> next_turn(TimePoint now);

    /// The peer has shown a sign of life.
    void note_heard(TimePoint now) { heard_ = now; }
    /// How much of what it was sent is still to be taken by it.
    void note_unsent(std::size_t bytes, TimePoint now);
    /// Pings when it is time; false when the peer has been silent, has not taken what it was sent
    /// or has not answered a close for too long.
    bool keep_alive(TimePoint now);
    /// When to look again, whatever happens. A busy conversation cannot be called anyway.
    TimePoint next_look(bool is_busy) const;

  private:
    void take_event(FrameEvent event);
    TimePoint next_ping() const;
    TimePoint end_of_patience() const;

    const ServerOptions& options_;
    const std::shared_ptr<WebSocketOutbox> outbox_;  // shared with whoever sends
    FrameReader reader_;
    std::deque<std::string> messages_;
    std::size_t message_bytes_ = 0;
    bool is_closed_ = false;
    bool has_failed_ = false;
    TimePoint heard_;
    TimePoint pinged_;
    std::size_t unsent_bytes_ = 0;
    std::optional<TimePoint> sending_{};  // since when nothing was taken of them
    std::optional<TimePoint> closing_{};
};

}  // namespace lectern::transport::http
