#include "transport/http/web_socket_line.hpp"

#include <algorithm>
#include <utility>

namespace lectern::transport::http {
namespace {

/// Beyond these, what the peer sends waits in the kernel, and then with the peer.
constexpr std::size_t most_messages = 16;

/// At least one ping falls into it, and its answer has time to come.
std::chrono::milliseconds longest_silence(const ServerOptions& options) {
    return std::max(options.idle_timeout, 2 * options.heartbeat);
}

}  // namespace

WebSocketLine::WebSocketLine(const ServerOptions& options, std::shared_ptr<Doorbell> bell)
    : options_(options),
      outbox_(
          std::make_shared<WebSocketOutbox>(options.web_socket.max_queued_bytes, std::move(bell))
      ),
      reader_(options.web_socket.max_message_bytes),
      heard_(std::chrono::steady_clock::now()),
      pinged_(heard_) {}

bool WebSocketLine::has_room() const {
    return messages_.size() < most_messages &&
           message_bytes_ <= options_.web_socket.max_message_bytes;
}

std::size_t WebSocketLine::take_input(std::string_view input) {
    std::size_t used = 0;
    while (!is_closed_ && !has_failed_ && has_room()) {
        FrameEvent event;
        used += reader_.take(input.substr(used), event);
        if (event.kind == FrameEvent::Kind::none) break;
        take_event(std::move(event));
    }
    return used;
}

void WebSocketLine::take_event(FrameEvent event) {
    switch (event.kind) {
        case FrameEvent::Kind::none:
        case FrameEvent::Kind::pong:
            return;
        case FrameEvent::Kind::message:
            if (outbox_->is_closing()) return;
            message_bytes_ += event.text.size();
            messages_.push_back(std::move(event.text));
            return;
        case FrameEvent::Kind::ping:
            outbox_->pong(event.text);
            return;
        case FrameEvent::Kind::close:
            is_closed_ = true;
            outbox_->answer_close(event.code);
            return;
        case FrameEvent::Kind::failed:
            has_failed_ = true;
            outbox_->fail(event.code, event.text);
            return;
    }
}

std::shared_ptr<WebSocketTurn> WebSocketLine::next_turn(TimePoint now) {
    if (outbox_->is_closing()) {
        messages_.clear();
        message_bytes_ = 0;
        return nullptr;
    }
    const bool is_wake = outbox_->take_wake(now);
    if (!is_wake && messages_.empty()) return nullptr;
    auto turn = std::make_shared<WebSocketTurn>();
    turn->is_wake = is_wake;
    if (messages_.empty()) return turn;
    message_bytes_ -= messages_.front().size();
    turn->message = std::move(messages_.front());
    messages_.pop_front();
    return turn;
}

WebSocketLine::TimePoint WebSocketLine::next_ping() const {
    return std::max(heard_, pinged_) + options_.heartbeat;
}

WebSocketLine::TimePoint WebSocketLine::end_of_patience() const {
    auto end = heard_ + longest_silence(options_);
    if (sending_) end = std::min(end, *sending_ + options_.write_timeout);
    if (closing_) end = std::min(end, *closing_ + options_.web_socket.close_timeout);
    return end;
}

void WebSocketLine::note_unsent(std::size_t bytes, TimePoint now) {
    if (bytes == 0) {
        sending_.reset();
    } else if (!sending_ || bytes != unsent_bytes_) {
        sending_ = now;
    }
    unsent_bytes_ = bytes;
}

bool WebSocketLine::keep_alive(TimePoint now) {
    if (!closing_ && outbox_->is_closing()) closing_ = now;
    if (now >= end_of_patience()) return false;
    if (!closing_ && now >= next_ping()) {
        pinged_ = now;
        outbox_->ping();
    }
    return true;
}

WebSocketLine::TimePoint WebSocketLine::next_look(bool is_busy) const {
    const auto end = end_of_patience();
    if (closing_) return end;
    const auto next = std::min(end, next_ping());
    return is_busy ? next : std::min(next, outbox_->next_wake());
}

}  // namespace lectern::transport::http
