#include "transport/http/channel.hpp"

#include <algorithm>
#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace lectern::transport::http {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;

constexpr auto as_result = asio::as_tuple(asio::use_awaitable);
constexpr std::chrono::milliseconds goodbye_timeout{1'000};
constexpr std::size_t most_drained_bytes = std::size_t{16} << 20;

/// What of `text` was not among the first `sent` bytes of a sequence; takes its share off `sent`.
std::string_view rest_of(std::string_view text, std::size_t& sent) {
    const auto skipped = std::min(sent, text.size());
    sent -= skipped;
    return text.substr(skipped);
}

}  // namespace

Channel::Channel(std::unique_ptr<Wire> wire, Limits limits)
    : wire_(std::move(wire)),
      limits_(limits),
      remote_address_(wire_->remote_address()),
      timer_(wire_->executor()) {}

void Channel::notice() {
    noticed_ = true;
    timer_.cancel();
}

asio::awaitable<bool> Channel::wait(Deadline deadline) {
    start_reading();
    if (!noticed_) {
        timer_.expires_at(deadline);
        co_await timer_.async_wait(as_result);
    }
    noticed_ = false;
    co_return Clock::now() < deadline;
}

void Channel::start_reading() {
    const bool is_full = input_.size() - consumed_ >= limits_.input_bytes;
    if (!may_read_ || reading_ || ended_ || is_full) return;
    reading_ = true;
    wire_->read_some(read_buffer_, [self = shared_from_this()](error_code error, std::size_t size) {
        self->reading_ = false;
        if (error) {
            self->ended_ = self->ended_ || self->may_read_;
            self->broken_ = self->broken_ || (self->may_read_ && error != asio::error::eof);
        } else {
            self->input_.append(self->read_buffer_.data(), size);
        }
        self->notice();
    });
}

void Channel::consume(std::size_t size) {
    consumed_ += size;
    if (consumed_ == input_.size()) {
        // An idle connection should not hold what a busy one needed.
        if (input_.capacity() > 2 * read_buffer_.size()) input_ = {};
        input_.clear();
        consumed_ = 0;
    } else if (consumed_ >= limits_.input_bytes / 2) {
        input_.erase(0, consumed_);
        consumed_ = 0;
    }
}

asio::awaitable<bool> Channel::open(Deadline deadline) {
    opening_ = true;
    wire_->open([self = shared_from_this()](error_code error, std::size_t) {
        self->opening_ = false;
        self->failed_ = static_cast<bool>(error);
        self->notice();
    });
    bool in_time = true;
    while (opening_ && in_time && !closed_) in_time = co_await wait(deadline);
    may_read_ = !opening_ && !failed_ && !closed_;
    if (!may_read_) close();
    co_return may_read_;
}

void Channel::start_writing(std::size_t sent) {
    writing_ = true;
    const auto head = rest_of(output_[0], sent);
    const auto body = rest_of(output_[1], sent);
    wire_->write_some(
        {head, body},
        [self = shared_from_this()](error_code error, std::size_t size) {
            self->writing_ = false;
            self->failed_ = static_cast<bool>(error);
            self->written_ = size;
            self->notice();
        }
    );
}

asio::awaitable<bool> Channel::write(std::string head, std::string body) {
    if (closed_) co_return false;  // what was under way may still hold the last output
    output_ = {std::move(head), std::move(body)};
    const std::size_t total = output_[0].size() + output_[1].size();
    std::size_t sent = 0;
    while (sent < total) {
        if (closed_) co_return false;
        start_writing(sent);
        const Deadline deadline = Clock::now() + limits_.write_timeout;
        bool in_time = true;
        while (writing_ && in_time && !closed_) in_time = co_await wait(deadline);
        if (writing_ || failed_) {
            close();
            co_return false;
        }
        sent += written_;
    }
    output_ = {};
    co_return true;
}

void Channel::start_sending(std::string bytes) {
    if (closed_) return;
    output_ = {std::move(bytes), {}};
    sent_ = 0;
    if (!output_[0].empty()) send_rest();
}

void Channel::send_rest() {
    writing_ = true;
    wire_->write_some(
        {std::string_view(output_[0]).substr(sent_), {}},
        [self = shared_from_this()](error_code error, std::size_t size) {
            self->writing_ = false;
            self->sent_ += size;
            if (error) {
                self->close();
            } else if (self->unsent_bytes() > 0 && !self->closed_) {
                self->send_rest();
            } else {
                self->output_ = {};
                self->sent_ = 0;
            }
            self->notice();
        }
    );
}

asio::awaitable<void> Channel::finish(Deadline deadline) {
    if (wire_->is_secure()) {
        // The TLS engine must be at rest.
        may_read_ = false;
        wire_->cancel();
        bool in_time = true;
        while ((reading_ || writing_) && in_time) in_time = co_await wait(deadline);
        if (reading_ || writing_) co_return;
    }
    if (closed_) co_return;
    finishing_ = true;
    wire_->finish([self = shared_from_this()](error_code, std::size_t) {
        self->finishing_ = false;
        self->notice();
    });
    bool in_time = true;
    while (finishing_ && in_time && !closed_) in_time = co_await wait(deadline);
}

asio::awaitable<void> Channel::discard_input(Deadline deadline) {
    std::size_t dropped = 0;
    bool in_time = true;
    while (!ended_ && in_time && dropped < most_drained_bytes) {
        dropped += input().size();
        consume(input().size());
        in_time = co_await wait(deadline);
    }
}

asio::awaitable<void> Channel::end(bool drain) {
    const Deadline deadline = Clock::now() + goodbye_timeout;
    const bool is_secure = wire_->is_secure();
    if (drain && !is_secure && !closed_) co_await finish(deadline);
    if (drain) co_await discard_input(deadline);
    // Also to a peer that has said goodbye: it waits for ours.
    if (is_secure && !broken_) co_await finish(deadline);
    close();
}

void Channel::close() {
    if (std::exchange(closed_, true)) return;
    ended_ = true;
    broken_ = true;
    wire_->close();
    notice();
}

}  // namespace lectern::transport::http
