#include "transport/http/session.hpp"

#include <algorithm>
#include <utility>

#include <boost/asio/post.hpp>

#include "transport/common/context.hpp"
#include "transport/http/answering.hpp"
#include "transport/http/response_head.hpp"

namespace lectern::transport::http {
namespace {

namespace asio = boost::asio;

Channel::Limits limits_of(const ServerOptions& options) {
    constexpr std::size_t read_ahead = std::size_t{64} << 10;
    return {
        .input_bytes = std::max(read_ahead, options.max_header_bytes + 1),
        .write_timeout = options.write_timeout,
    };
}

RequestContext context_of_nobody(const ServerOptions& options) {
    return adopt_context(
        [](std::string_view) { return std::string_view{}; }, options.request_timeout
    );
}

/// Some clients send an empty line after a body (RFC 9112 §2.2).
std::size_t empty_lines_at_front(std::string_view input) {
    std::size_t size = 0;
    while (input.substr(size).starts_with("\r\n")) size += 2;
    return size;
}

}  // namespace

Session::Session(Site& site, std::unique_ptr<Wire> wire)
    : site_(site), channel_(std::make_shared<Channel>(std::move(wire), limits_of(site.options))) {}

void Session::hang_bell() {
    bell_ = std::make_shared<Doorbell>([weak = weak_from_this(), strand = executor()] {
        asio::post(strand, [weak] {
            const auto self = weak.lock();
            if (!self) return;
            self->bell_->answer();
            self->channel_->notice();
        });
    });
}

void Session::stop_soon() {
    asio::post(executor(), [self = shared_from_this()] { self->channel_->notice(); });
}

void Session::abort() {
    asio::post(executor(), [self = shared_from_this()] { self->channel_->close(); });
}

asio::awaitable<void> Session::run() {
    hang_bell();
    const Deadline deadline = Channel::Clock::now() + site_.options.header_timeout;
    bool goes_on = co_await channel_->open(deadline);
    try {
        while (goes_on) goes_on = co_await serve_one();
    } catch (...) {
        report_exception(
            site_, exchange_ ? exchange_->request.head.context : RequestContext{}, "a session threw"
        );
        channel_->close();
    }
    co_await outlast_handler();
    if (exchange_) complete();
    co_await channel_->end(is_drain_needed_);
    bell_->silence();
}

/// Only has to wait when the session itself has failed.
asio::awaitable<void> Session::outlast_handler() {
    if (!exchange_ || !exchange_->is_handed_over) co_return;
    if (exchange_->pipe) {
        exchange_->pipe->fail(Error{.code = ErrorCode::cancelled, .message = "the session failed"});
    }
    exchange_->stop.request_stop();
    while (!exchange_->is_handled.load(std::memory_order_acquire)) {
        co_await channel_->wait(Channel::never);
    }
    if (exchange_->line) {
        exchange_->line->outbox().sever();
        co_await end_conversation();
    }
}

asio::awaitable<void> Session::turn_away() {
    const Deadline deadline = Channel::Clock::now() + site_.options.header_timeout;
    const bool is_open = co_await channel_->open(deadline);
    if (!is_open) co_return;
    const auto context = context_of_nobody(site_.options);
    const Error error{
        .code = ErrorCode::unavailable,
        .message = "too many connections",
        .retry_after = std::chrono::seconds{1},
    };
    const auto response = problem(error, context, 503);
    auto head = response_head(response, context, Framing{.keep_alive = false});
    auto body = response.body;
    const auto size = body.size();
    co_await channel_->write(std::move(head), std::move(body));
    co_await channel_->end(true);
    const RequestHead unread{.remote_address = channel_->remote_address(), .context = context};
    tell_handler(unread, {.endpoint = RoutePlan{}.endpoint, .status = 503, .response_bytes = size});
}

/// Whether a request has begun to arrive; otherwise the connection is over.
asio::awaitable<bool> Session::await_request() {
    constexpr std::chrono::milliseconds last_look{100};
    Deadline deadline = Channel::Clock::now() + site_.options.idle_timeout;
    bool in_time = true;
    while (true) {
        channel_->consume(empty_lines_at_front(channel_->input()));
        if (!channel_->input().empty() && channel_->input() != "\r") co_return true;
        if (channel_->has_ended() || !in_time) co_return false;
        if (is_stopping()) {
            // A request that is on its way already is still served.
            if (!channel_->has_unread_bytes()) co_return false;
            deadline = std::min(deadline, Channel::Clock::now() + last_look);
        }
        in_time = co_await channel_->wait(deadline);
    }
}

/// Whether the connection goes on.
asio::awaitable<bool> Session::serve_one() {
    const bool has_arrived = co_await await_request();
    if (!has_arrived) co_return false;
    exchange_ = std::make_shared<Exchange>(site_.options.max_header_bytes);
    co_await receive_head();
    if (!exchange_->is_answerable && !exchange_->is_client_gone) admit();
    if (!exchange_->is_answerable && !exchange_->is_client_gone) co_await receive_body();
    if (!exchange_->is_answerable && !exchange_->is_client_gone) co_await handle();
    co_await answer();
    complete();
    bool goes_on = exchange_->keeps_connection && !channel_->is_broken();
    if (goes_on) goes_on = co_await drain_body();
    is_drain_needed_ =
        exchange_->parser.state() != RequestParser::State::complete || !channel_->input().empty();
    exchange_.reset();
    co_return goes_on;
}

/// Tells the handler, and lets go of everything that is its own.
void Session::complete() {
    auto& exchange = *exchange_;
    if (std::exchange(exchange.is_complete, true)) return;
    exchange.response.stream.reset();
    exchange.response.web_socket.reset();
    exchange.request.stream.reset();
    const Completion completion{
        .endpoint = exchange.plan.endpoint,
        .status = exchange.status == 0 ? 499 : exchange.status,
        .request_bytes = exchange.request_bytes,
        .response_bytes = exchange.response_bytes,
        .duration = std::chrono::steady_clock::now() - exchange.started,
    };
    tell_handler(exchange.request.head, completion);
}

void Session::tell_handler(const RequestHead& head, const Completion& completion) {
    try {
        site_.handler.finished(head, completion);
    } catch (...) {
        report_exception(site_, head.context, "a handler threw after an exchange");
    }
}

}  // namespace lectern::transport::http
