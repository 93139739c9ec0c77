#include <utility>

#include "transport/http/answering.hpp"
#include "transport/http/session.hpp"

namespace lectern::transport::http {

namespace asio = boost::asio;

/// Sends the grant and lets the two talk, until the conversation has heard that it is over.
asio::awaitable<void> Session::converse(std::string head) {
    std::string nothing;
    bool is_granted = false;
    if (!exchange_->is_client_gone) {
        is_granted = co_await channel_->write(std::move(head), std::move(nothing));
    }
    if (is_granted) {
        exchange_->status = exchange_->response.status;
        co_await exchange_frames();
    }
    exchange_->stop.request_stop();
    exchange_->line->outbox().sever();
    // The peer need not wait until the conversation has noticed.
    co_await channel_->end(exchange_->line->has_failed());
    co_await end_conversation();
}

/// Until nothing is to be said any more.
asio::awaitable<void> Session::exchange_frames() {
    auto& line = *exchange_->line;
    while (true) {
        receive_frames();
        hand_over_turn();
        if (is_stopping()) line.outbox().close(close_code::going_away, "the server stops");
        send_frames();
        if (are_frames_over()) co_return;
        if (!line.keep_alive(Channel::Clock::now())) break;
        send_frames();
        const Deadline next_look = line.next_look(is_turn_under_way());
        co_await channel_->wait(next_look);
    }
    channel_->close();
}

void Session::receive_frames() {
    auto& line = *exchange_->line;
    const auto used = line.take_input(channel_->input());
    channel_->consume(used);
    exchange_->request_bytes += used;
    // Who is not listened to cannot be heard.
    if (used > 0 || !line.has_room()) line.note_heard(Channel::Clock::now());
}

void Session::send_frames() {
    auto& line = *exchange_->line;
    if (channel_->unsent_bytes() == 0) {
        auto bytes = line.outbox().take();
        exchange_->response_bytes += bytes.size();
        channel_->start_sending(std::move(bytes));
    }
    line.note_unsent(channel_->unsent_bytes(), Channel::Clock::now());
}

bool Session::are_frames_over() const {
    auto& line = *exchange_->line;
    if (channel_->is_broken()) return true;
    if (line.is_closed() || line.has_failed()) {
        return channel_->unsent_bytes() == 0 && !line.outbox().has_output();
    }
    return channel_->has_ended() && line.has_room();
}

/// Has the conversation called, unless it is busy.
void Session::hand_over_turn() {
    constexpr std::chrono::milliseconds pause{20};
    if (is_turn_under_way()) return;
    auto& line = *exchange_->line;
    const auto now = Channel::Clock::now();
    turn_ = line.next_turn(now);
    if (!turn_) return;
    const auto handed_over = submit_turn(turn_);
    if (handed_over) return;
    if (turn_->message) {
        line.outbox().fail(close_code::try_again_later, "the server is too busy");
    } else {
        line.outbox().postpone_wake(now + pause);
    }
    turn_.reset();
}

bool Session::is_turn_under_way() const {
    return turn_ && !turn_->is_done.load(std::memory_order_acquire);
}

Result<void> Session::submit_turn(std::shared_ptr<WebSocketTurn> turn) {
    return site_.pool.submit([&site = site_, exchange = exchange_, bell = bell_, turn] {
        take_turn(site, *exchange, *turn);
        turn->is_done.store(true, std::memory_order_release);
        bell->ring();
    });
}

/// Tells the conversation, whatever it takes.
asio::awaitable<void> Session::end_conversation() {
    constexpr std::chrono::milliseconds pause{20};
    while (is_turn_under_way()) co_await channel_->wait(Channel::never);
    if (std::exchange(exchange_->is_conversation_over, true)) co_return;
    turn_ = std::make_shared<WebSocketTurn>();
    turn_->close_code = exchange_->line->outbox().close_code();
    while (true) {
        const auto handed_over = submit_turn(turn_);
        if (handed_over) break;
        if (handed_over.error().code != ErrorCode::resource_exhausted) {
            // No pool any more.
            take_turn(site_, *exchange_, *turn_);
            co_return;
        }
        const Deadline retry = Channel::Clock::now() + pause;
        co_await channel_->wait(retry);
    }
    while (is_turn_under_way()) co_await channel_->wait(Channel::never);
}

}  // namespace lectern::transport::http
