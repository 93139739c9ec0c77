#include <utility>

#include "transport/http/answering.hpp"
#include "transport/http/response_head.hpp"
#include "transport/http/session.hpp"

namespace lectern::transport::http {
namespace {

namespace asio = boost::asio;
using State = RequestParser::State;

}  // namespace

bool Session::may_keep_connection() const {
    const auto& exchange = *exchange_;
    const auto& parser = exchange.parser;
    if (parser.state() == State::head || parser.state() == State::refused) return false;
    if (is_stopping() || !parser.wants_keep_alive()) return false;
    if (exchange.is_body_broken || channel_->is_broken()) return false;
    if (channel_->has_ended() && channel_->input().empty()) return false;
    if (exchange.response.stream && parser.is_http_1_0()) return false;
    if (parser.state() == State::complete) return true;
    // Nobody knows whether a client that waits for `100 Continue` sends its body after another
    // answer.
    return !exchange.is_continue_due && parser.declared_bytes_left().value_or(0) <= drainable_bytes;
}

asio::awaitable<void> Session::answer() {
    auto& exchange = *exchange_;
    if (!exchange.is_answerable) co_return;
    exchange.keeps_connection = may_keep_connection();
    const Framing framing{
        .is_http_1_0 = exchange.parser.is_http_1_0(),
        .is_head = exchange.request.head.method == "HEAD",
        .keep_alive = exchange.keeps_connection || exchange.line,
    };
    const auto& response = exchange.response;
    auto head = response_head(response, exchange.request.head.context, framing);
    if (exchange.line) {
        exchange.keeps_connection = false;
        co_await converse(std::move(head));
    } else if (response.stream && !framing.is_head && has_body(response.status)) {
        const bool in_chunks = is_chunked(response, framing);
        co_await answer_stream(std::move(head), in_chunks);
    } else {
        co_await answer_whole(std::move(head), framing.is_head);
    }
}

asio::awaitable<void> Session::answer_whole(std::string head, bool is_head) {
    auto& exchange = *exchange_;
    auto body = std::move(exchange.response.body);
    if (is_head || !has_body(exchange.response.status)) body.clear();
    const auto size = body.size();
    const bool is_sent = co_await channel_->write(std::move(head), std::move(body));
    if (!is_sent || exchange.is_client_gone) co_return;
    exchange.status = exchange.response.status;
    exchange.response_bytes = size;
}

asio::awaitable<void> Session::answer_stream(std::string head, bool is_chunked) {
    auto& exchange = *exchange_;
    std::string body;
    const bool is_begun = co_await channel_->write(std::move(head), std::move(body));
    if (!is_begun || exchange.is_client_gone) co_return;
    exchange.status = exchange.response.status;
    const bool is_whole = co_await send_parts(is_chunked);
    exchange.response.stream.reset();
    if (channel_->has_ended()) exchange.stop.request_stop();
    exchange.keeps_connection = exchange.keeps_connection && is_whole;
    if (!is_whole || !is_chunked) co_return;
    std::string end(last_chunk);
    std::string nothing;
    co_await channel_->write(std::move(end), std::move(nothing));
}

/// Until the source ends or the server stops: true. False when the answer breaks off.
asio::awaitable<bool> Session::send_parts(bool is_chunked) {
    is_source_ready_ = std::make_shared<std::atomic<bool>>(false);
    auto step = std::make_shared<Pull>();
    step->is_first = true;
    while (!is_stopping()) {
        if (channel_->has_ended()) co_return false;
        is_source_ready_->store(false);
        const bool is_pulled = co_await pull(step);
        if (!is_pulled) co_return is_stopping();
        if (!step->part) co_return true;
        auto part = std::move(*step->part);
        step = std::make_shared<Pull>();
        if (part.empty()) {
            const bool is_due = co_await is_heartbeat_due();
            if (is_due) part = exchange_->response.stream->heartbeat();
        }
        if (part.empty()) continue;
        const bool is_sent = co_await send_part(std::move(part), is_chunked);
        if (!is_sent) co_return false;
    }
    co_return true;
}

asio::awaitable<bool> Session::send_part(std::string part, bool is_chunked) {
    exchange_->response_bytes += part.size();
    std::string head;
    if (is_chunked) {
        head = chunk_head(part.size());
        part += "\r\n";
    }
    const bool is_sent = co_await channel_->write(std::move(head), std::move(part));
    co_return is_sent;
}

Result<void> Session::hand_over_pull(std::shared_ptr<Pull> step) {
    return site_.pool.submit(
        [&site = site_, exchange = exchange_, bell = bell_, ready = is_source_ready_, step] {
            auto& source = *exchange->response.stream;
            try {
                if (step->is_first) {
                    source.on_ready([ready, bell] {
                        ready->store(true);
                        bell->ring();
                    });
                }
                step->part = source.next();
            } catch (...) {
                report_exception(site, exchange->request.head.context, "a body source threw");
                step->has_failed = true;
            }
            step->is_done.store(true, std::memory_order_release);
            bell->ring();
        }
    );
}

/// Asks the source, on the request pool; false when that fails. A full pool only delays a stream.
asio::awaitable<bool> Session::pull(std::shared_ptr<Pull> step) {
    constexpr std::chrono::milliseconds pause{20};
    while (true) {
        const auto handed_over = hand_over_pull(step);
        if (handed_over) break;
        if (handed_over.error().code != ErrorCode::resource_exhausted) co_return false;
        if (channel_->has_ended() || is_stopping()) co_return false;
        const Deadline retry = Channel::Clock::now() + pause;
        co_await channel_->wait(retry);
    }
    while (!step->is_done.load(std::memory_order_acquire)) co_await channel_->wait(Channel::never);
    co_return !step->has_failed;
}

/// Waits until the source has something, or it is time for a sign of life: true.
asio::awaitable<bool> Session::is_heartbeat_due() {
    const Deadline deadline = Channel::Clock::now() + site_.options.heartbeat;
    bool in_time = true;
    while (!is_source_ready_->load() && !channel_->has_ended() && !is_stopping()) {
        if (!in_time) co_return true;
        in_time = co_await channel_->wait(deadline);
    }
    co_return false;
}

}  // namespace lectern::transport::http
