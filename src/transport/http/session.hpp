#pragma once

#include <atomic>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>

#include <boost/asio/awaitable.hpp>

#include "core/result.hpp"
#include "transport/http/channel.hpp"
#include "transport/http/doorbell.hpp"
#include "transport/http/exchange.hpp"
#include "transport/http/site.hpp"

namespace lectern::transport::http {

/// Serves one connection, one exchange after the other. All on the channel's strand but where a
/// comment says otherwise. It ends only when no task of the request pool works for it any more.
class Session final : public std::enable_shared_from_this<Session> {
  public:
    Session(Site& site, std::unique_ptr<Wire> wire);

    boost::asio::any_io_executor executor() { return channel_->executor(); }

    /// Whoever starts one of these keeps the session until it is done.
    boost::asio::awaitable<void> run();
    /// Answers 503 whatever is asked, and closes. The handler is told of an exchange of which
    /// nothing was read.
    boost::asio::awaitable<void> turn_away();

    /// The site is stopping: looks whether it can end. Thread-safe.
    void stop_soon();
    /// Closes the connection and asks a running handler to stop. Thread-safe.
    void abort();

  private:
    using Deadline = Channel::Deadline;

    /// What is left of a request's body is read and dropped up to here, so that the connection
    /// stays usable.
    static constexpr std::size_t drainable_bytes = std::size_t{256} << 10;

    /// One step of a streamed answer, filled on the request pool.
    struct Pull {
        bool is_first = false;
        std::atomic<bool> is_done = false;
        std::optional<std::string> part{};
        bool has_failed = false;
    };

    void hang_bell();
    bool is_stopping() const { return site_.is_stopping.load(); }
    boost::asio::awaitable<bool> serve_one();
    boost::asio::awaitable<bool> await_request();
    boost::asio::awaitable<void> outlast_handler();
    void complete();
    void tell_handler(const RequestHead& head, const Completion& completion);

    // session_intake.cpp
    boost::asio::awaitable<void> receive_head();
    void adopt_head();
    void admit();
    void refuse(const Error& error, unsigned status);
    boost::asio::awaitable<void> receive_body();
    bool take_body_part();
    boost::asio::awaitable<void> send_continue();
    boost::asio::awaitable<void> handle();
    Result<void> hand_over();
    bool feed_pipe();
    bool is_body_awaited() const;
    void notice_lost_client();
    void break_body(Error error);
    boost::asio::awaitable<bool> drain_body();

    // session_answer.cpp
    boost::asio::awaitable<void> answer();
    bool may_keep_connection() const;
    boost::asio::awaitable<void> answer_whole(std::string head, bool is_head);
    boost::asio::awaitable<void> answer_stream(std::string head, bool is_chunked);
    boost::asio::awaitable<bool> send_parts(bool is_chunked);
    boost::asio::awaitable<bool> send_part(std::string part, bool is_chunked);
    boost::asio::awaitable<bool> pull(std::shared_ptr<Pull> step);
    Result<void> hand_over_pull(std::shared_ptr<Pull> step);
    boost::asio::awaitable<bool> is_heartbeat_due();

    // session_web_socket.cpp
    boost::asio::awaitable<void> converse(std::string head);
    boost::asio::awaitable<void> exchange_frames();
    void receive_frames();
    void send_frames();
    bool are_frames_over() const;
    void hand_over_turn();
    bool is_turn_under_way() const;
    Result<void> submit_turn(std::shared_ptr<WebSocketTurn> turn);
    boost::asio::awaitable<void> end_conversation();

    Site& site_;
    const std::shared_ptr<Channel> channel_;  // shared with operations under way
    std::shared_ptr<Doorbell> bell_;          // shared with whoever may ring it
    std::shared_ptr<Exchange> exchange_;      // shared with the task on the request pool
    std::shared_ptr<std::atomic<bool>> is_source_ready_;
    std::shared_ptr<WebSocketTurn> turn_;  // shared with the task on the request pool
    bool is_drain_needed_ = false;
};

}  // namespace lectern::transport::http
