#include <limits>
#include <utility>

#include "transport/common/context.hpp"
#include "transport/common/status_map.hpp"
#include "transport/http/answering.hpp"
#include "transport/http/session.hpp"

namespace lectern::transport::http {
namespace {

namespace asio = boost::asio;
using State = RequestParser::State;

constexpr std::size_t pipe_bytes = std::size_t{256} << 10;

std::string over_limit(std::size_t max_body_bytes) {
    return "the body is over the limit of " + std::to_string(max_body_bytes) + " bytes";
}

}  // namespace

asio::awaitable<void> Session::receive_head() {
    const Deadline deadline = Channel::Clock::now() + site_.options.header_timeout;
    auto& parser = exchange_->parser;
    bool in_time = true;
    while (true) {
        channel_->consume(parser.take_head(channel_->input()));
        if (parser.state() != State::head || channel_->has_ended() || !in_time) break;
        in_time = co_await channel_->wait(deadline);
    }
    adopt_head();
    if (parser.state() == State::refused) refuse(parser.refusal().error, parser.refusal().status);
    if (parser.state() != State::head) co_return;
    exchange_->is_client_gone = channel_->has_ended();
    refuse(
        Error{.code = ErrorCode::deadline_exceeded, .message = "the request head took too long"},
        408
    );
}

void Session::adopt_head() {
    auto& head = exchange_->request.head;
    head = std::move(exchange_->parser.head());
    head.remote_address = channel_->remote_address();
    head.is_encrypted = site_.options.tls.has_value();
    head.context = adopt_context(
        [&head](std::string_view name) { return head.header(name); }, site_.options.request_timeout
    );
    head.context.stop = exchange_->stop.get_token();
}

void Session::refuse(const Error& error, unsigned status) {
    if (exchange_->is_client_gone) return;
    exchange_->response = problem(error, exchange_->request.head.context, status);
    exchange_->is_answerable = true;
}

/// Asks what the request needs, and refuses a body that is too large before it is read.
void Session::admit() {
    auto& exchange = *exchange_;
    exchange.is_continue_due = exchange.parser.expects_continue();
    try {
        exchange.plan = site_.handler.plan(exchange.request.head);
    } catch (...) {
        report_exception(site_, exchange.request.head.context, "a handler threw while planning");
        refuse(Error{.code = ErrorCode::internal, .message = "an internal error occurred"}, 500);
        return;
    }
    const auto declared = exchange.parser.declared_bytes_left();
    if (declared && *declared > exchange.plan.max_body_bytes) {
        const auto message = over_limit(exchange.plan.max_body_bytes);
        refuse(Error{.code = ErrorCode::invalid_argument, .message = message}, 413);
        return;
    }
    if (!exchange.plan.stream_body) return;
    exchange.pipe = std::make_shared<BodyPipe>(pipe_bytes, bell_);
    exchange.request.stream = make_body_reader(exchange.pipe);
}

asio::awaitable<void> Session::send_continue() {
    exchange_->is_continue_due = false;
    std::string line = "HTTP/1.1 100 Continue\r\n\r\n";
    std::string nothing;
    co_await channel_->write(std::move(line), std::move(nothing));
}

/// The whole body, unless the plan wants a stream.
asio::awaitable<void> Session::receive_body() {
    auto& exchange = *exchange_;
    if (exchange.pipe) co_return;
    if (exchange.is_continue_due && channel_->input().empty()) co_await send_continue();
    exchange.is_continue_due = false;
    Deadline deadline = Channel::Clock::now() + site_.options.body_timeout;
    bool in_time = true;
    while (true) {
        if (take_body_part()) {
            deadline = Channel::Clock::now() + site_.options.body_timeout;
            in_time = true;
        }
        if (exchange.is_answerable || exchange.parser.state() == State::complete) co_return;
        if (channel_->has_ended()) break;
        if (!in_time) {
            exchange.is_body_broken = true;
            refuse(
                Error{.code = ErrorCode::deadline_exceeded, .message = "the body took too long"},
                408
            );
            co_return;
        }
        in_time = co_await channel_->wait(deadline);
    }
    exchange.is_client_gone = true;
    exchange.stop.request_stop();
}

/// Whether anything moved.
bool Session::take_body_part() {
    auto& exchange = *exchange_;
    auto& body = exchange.request.body;
    const auto max_bytes = exchange.plan.max_body_bytes;
    const auto room = max_bytes == std::numeric_limits<std::size_t>::max()
                          ? max_bytes
                          : max_bytes - body.size() + 1;
    const auto used = exchange.parser.take_body(channel_->input(), room, body);
    channel_->consume(used);
    exchange.request_bytes = body.size();
    if (exchange.parser.state() == State::refused) {
        refuse(exchange.parser.refusal().error, exchange.parser.refusal().status);
    } else if (body.size() > max_bytes) {
        refuse(Error{.code = ErrorCode::invalid_argument, .message = over_limit(max_bytes)}, 413);
    }
    return used > 0;
}

Result<void> Session::hand_over() {
    return site_.pool.submit([&site = site_, exchange = exchange_, bell = bell_] {
        respond(site, *exchange, bell);
        exchange->is_handled.store(true, std::memory_order_release);
        bell->ring();
    });
}

/// Gives the request to the pool; until it is handled, passes the body on and watches the client.
asio::awaitable<void> Session::handle() {
    auto& exchange = *exchange_;
    const auto handed_over = hand_over();
    if (!handed_over) {
        refuse(handed_over.error(), http_status(handed_over.error().code));
        co_return;
    }
    exchange.is_handed_over = true;
    exchange.is_input_over = channel_->has_ended();
    Deadline deadline = Channel::never;
    bool in_time = true;
    while (!exchange.is_handled.load(std::memory_order_acquire)) {
        const bool has_moved = feed_pipe();
        notice_lost_client();
        if (exchange.is_continue_due && exchange.pipe && exchange.pipe->is_wanted()) {
            co_await send_continue();
            continue;
        }
        if (!is_body_awaited()) {
            deadline = Channel::never;
        } else if (has_moved || deadline == Channel::never) {
            deadline = Channel::Clock::now() + site_.options.body_timeout;
        } else if (!in_time) {
            break_body(
                Error{.code = ErrorCode::deadline_exceeded, .message = "the body took too long"}
            );
            deadline = Channel::never;
        }
        in_time = co_await channel_->wait(deadline);
    }
    exchange.is_answerable = true;
}

/// Whether anything moved.
bool Session::feed_pipe() {
    auto& exchange = *exchange_;
    if (!exchange.pipe || exchange.is_body_broken) return false;
    bool has_moved = false;
    std::string part;
    while (exchange.parser.state() == State::body && exchange.pipe->room() > 0) {
        part.clear();
        const auto used = exchange.parser.take_body(channel_->input(), exchange.pipe->room(), part);
        if (used == 0) break;
        has_moved = true;
        channel_->consume(used);
        exchange.is_continue_due = false;
        exchange.request_bytes += part.size();
        if (exchange.request_bytes > exchange.plan.max_body_bytes) {
            break_body(Error{
                .code = ErrorCode::invalid_argument,
                .message = over_limit(exchange.plan.max_body_bytes)
            });
            return true;
        }
        exchange.pipe->push(part);
    }
    if (exchange.parser.state() == State::complete) exchange.pipe->end();
    if (exchange.parser.state() == State::refused) break_body(exchange.parser.refusal().error);
    return has_moved;
}

/// Whether it is the client's turn to send a part of the body.
bool Session::is_body_awaited() const {
    const auto& exchange = *exchange_;
    return exchange.pipe && exchange.parser.state() == State::body && !exchange.is_body_broken &&
           !exchange.is_continue_due && exchange.pipe->room() > 0;
}

/// A client that finishes sending while it waits for its answer has most likely closed; its handler
/// is asked to stop, but an answer is still sent in case it has not.
void Session::notice_lost_client() {
    if (!channel_->has_ended() || (exchange_->is_input_over && !channel_->is_broken())) return;
    exchange_->is_client_gone = true;
    exchange_->stop.request_stop();
    if (!is_body_awaited()) return;
    break_body(Error{.code = ErrorCode::cancelled, .message = "the client went away"});
}

void Session::break_body(Error error) {
    exchange_->is_body_broken = true;
    exchange_->pipe->fail(std::move(error));
}

/// Drops what is left of a body that nobody read; false when that is too much or too slow.
asio::awaitable<bool> Session::drain_body() {
    constexpr std::size_t most_bytes = drainable_bytes;
    const Deadline deadline = Channel::Clock::now() + site_.options.body_timeout;
    auto& parser = exchange_->parser;
    std::string dropped;
    std::size_t total = 0;
    bool in_time = true;
    while (parser.state() == State::body && total <= most_bytes) {
        dropped.clear();
        const auto used = parser.take_body(channel_->input(), most_bytes, dropped);
        channel_->consume(used);
        total += used;
        if (used > 0) continue;
        if (channel_->has_ended() || !in_time || is_stopping()) co_return false;
        in_time = co_await channel_->wait(deadline);
    }
    co_return parser.state() == State::complete;
}

}  // namespace lectern::transport::http
