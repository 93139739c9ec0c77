#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>

#include "transport/http/wire.hpp"

namespace lectern::transport::http {

/// One connection as a session sees it: what has arrived, a way to send, and a way to wait. It
/// reads ahead at all times, up to a bound, so that a client that goes away is noticed while a
/// handler works. Everything on the wire's strand.
///
/// A session waits for one thing only, `wait`, and asks afterwards what has changed; so it cannot
/// miss an event, and nothing but a timer is ever awaited.
class Channel final : public std::enable_shared_from_this<Channel> {
  public:
    using Clock = std::chrono::steady_clock;
    using Deadline = Clock::time_point;
    static constexpr Deadline never = Deadline::max();

    struct Limits {
        std::size_t input_bytes;                  ///< Read ahead, at most.
        std::chrono::milliseconds write_timeout;  ///< For the peer to take a part.
    };

    Channel(std::unique_ptr<Wire> wire, Limits limits);

    boost::asio::any_io_executor executor() { return wire_->executor(); }
    const std::string& remote_address() const { return remote_address_; }

    /// Opens the connection (TLS); false when that fails or takes too long.
    boost::asio::awaitable<bool> open(Deadline deadline);
    /// Comes back at the next event (also one since the last wait) or at `deadline`; whether time
    /// is left.
    boost::asio::awaitable<bool> wait(Deadline deadline);
    /// Makes `wait` come back.
    void notice();

    /// What has arrived and was not consumed. Valid until the next `wait`, `write` or `consume`.
    std::string_view input() const { return std::string_view(input_).substr(consumed_); }
    void consume(std::size_t size);
    /// Whether bytes wait in the kernel.
    bool has_unread_bytes() const { return wire_->has_unread_bytes(); }
    /// Whether no more input will come. The peer may only have finished sending, or be gone: TCP
    /// does not tell.
    bool has_ended() const { return ended_; }
    /// Whether nothing goes either way any more: the peer has failed, or `close` was called.
    bool is_broken() const { return broken_; }

    /// Sends both, in order; false when the peer is gone or does not take them.
    boost::asio::awaitable<bool> write(std::string head, std::string body);

    /// Begins to send, for a session that looks after other things meanwhile; `unsent_bytes` tells
    /// how far it is, and the channel breaks when it fails. Not while bytes are unsent.
    void start_sending(std::string bytes);
    std::size_t unsent_bytes() const { return output_[0].size() - sent_; }

    /// Says goodbye and closes. With `drain`, what the peer still sends is read and dropped for a
    /// while: closing with unread input makes TCP throw away the answer (RFC 9112 §9.6).
    boost::asio::awaitable<void> end(bool drain);
    /// At once. What is awaited comes back.
    void close();

  private:
    void start_reading();
    void start_writing(std::size_t sent);
    void send_rest();
    boost::asio::awaitable<void> finish(Deadline deadline);
    boost::asio::awaitable<void> discard_input(Deadline deadline);

    const std::unique_ptr<Wire> wire_;
    const Limits limits_;
    const std::string remote_address_;
    boost::asio::steady_timer timer_;
    std::array<char, 16'384> read_buffer_;
    std::string input_;
    std::size_t consumed_ = 0;
    std::array<std::string, 2> output_;
    std::size_t written_ = 0;  // by the last operation
    std::size_t sent_ = 0;     // of what `start_sending` was given
    bool noticed_ = false;
    bool opening_ = false;
    bool reading_ = false;
    bool writing_ = false;
    bool finishing_ = false;
    bool may_read_ = false;
    bool failed_ = false;  // to open or to write
    bool ended_ = false;
    bool broken_ = false;
    bool closed_ = false;
};

}  // namespace lectern::transport::http
