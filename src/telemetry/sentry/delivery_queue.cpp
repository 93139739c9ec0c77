#include "telemetry/sentry/delivery_queue.hpp"

#include <algorithm>
#include <utility>

#include <pthread.h>

#include "core/backoff.hpp"

namespace lectern::telemetry::sentry {
namespace {

using Milliseconds = std::chrono::milliseconds;

// Nothing happens, but libraries may have been loaded.
constexpr Milliseconds longest_wait{60'000};
// An event that makes the server fail over and over must not keep others from it.
constexpr std::uint32_t most_failures_of_one = 8;
constexpr unsigned server_failed = 500;

}  // namespace

DeliveryQueue::DeliveryQueue(
    Options options, Spool spool, Sender::Options sender, const Clock& clock, Log log
)
    : options_(std::move(options)),
      clock_(clock),
      log_(log),
      spool_(std::move(spool)),
      sender_(std::move(sender), clock),
      thread_([this](const std::stop_token& stop) { run(stop); }) {}

DeliveryQueue::~DeliveryQueue() { close(); }

bool DeliveryQueue::put(Event event) {
    {
        const std::lock_guard lock(mutex_);
        if (closed_ || waiting_.size() >= options_.capacity) {
            drop(1);
            return false;
        }
        waiting_.push_back(std::move(event));
    }
    wake_.notify_one();
    return true;
}

void DeliveryQueue::close() {
    {
        std::unique_lock lock(mutex_);
        closed_ = true;
        wake_.notify_one();
        idle_.wait_for(lock, options_.flush_timeout, [this] { return ended_; });
    }
    thread_.request_stop();
    if (thread_.joinable()) thread_.join();
}

void DeliveryQueue::run(const std::stop_token& stop) {
    ::pthread_setname_np(::pthread_self(), "error-reports");
    bool goes_on = true;
    while (goes_on) {
        goes_on = wait_for_work();
        if (options_.on_turn) options_.on_turn();
        std::deque<Event> events;
        {
            const std::lock_guard lock(mutex_);
            events.swap(waiting_);
        }
        keep(std::move(events), stop);
        send_kept(stop);
    }
    const std::lock_guard lock(mutex_);
    ended_ = true;
    idle_.notify_all();
}

// False once the queue is closed.
bool DeliveryQueue::wait_for_work() {
    const auto now = std::chrono::steady_clock::now();
    auto until = now + longest_wait;
    if (!spool_.empty()) until = std::clamp(not_before_, now, until);
    std::unique_lock lock(mutex_);
    wake_.wait_until(lock, until, [this] { return closed_ || !waiting_.empty(); });
    return !closed_;
}

void DeliveryQueue::keep(std::deque<Event> events, const std::stop_token& stop) {
    for (const Event& event : events) keep_or_send(event, stop);
}

void DeliveryQueue::keep_or_send(const Event& event, const std::stop_token& stop) {
    const std::string payload = to_json(event);
    auto kept = spool_.put(event.id, payload, clock_.now());
    if (kept) {
        drop(*kept);
        return;
    }
    log_.write(
        LogLevel::error,
        nullptr,
        "an error report could not be kept",
        {{"error", kept.error().message}}
    );
    // The disk may be what is reported.
    const Delivery delivery = sender_.send(event.id, payload, stop);
    if (delivery.outcome != Delivery::Outcome::delivered) drop(1);
}

void DeliveryQueue::send_kept(const std::stop_token& stop) {
    while (!spool_.empty() && may_send() && !stop.stop_requested()) {
        if (!send_oldest(stop)) return;
        const std::lock_guard lock(mutex_);
        if (!waiting_.empty()) return;  // to the spool first
    }
}

bool DeliveryQueue::send_oldest(const std::stop_token& stop) {
    const auto payload = spool_.read_oldest();
    if (!payload) {
        spool_.remove_oldest();
        drop(1);
        return true;
    }
    const Delivery delivery = sender_.send(spool_.oldest().event_id, *payload, stop);
    if (stop.stop_requested() && delivery.status == 0) return false;
    settle(delivery);
    return delivery.outcome != Delivery::Outcome::later;
}

void DeliveryQueue::settle(const Delivery& delivery) {
    if (delivery.pause.count() > 0) not_before_ = std::chrono::steady_clock::now() + delivery.pause;
    switch (delivery.outcome) {
        case Delivery::Outcome::delivered:
            if (std::exchange(failures_, 0) > 0)
                log_.write(LogLevel::info, nullptr, "error reports are delivered again");
            break;
        case Delivery::Outcome::refused:
            log_.write(
                LogLevel::warning,
                nullptr,
                "an error report was refused",
                {{"status", delivery.status}, {"reason", delivery.reason}}
            );
            drop(1);
            break;
        case Delivery::Outcome::later:
            postpone(delivery);
            return;
    }
    failures_of_oldest_ = 0;
    spool_.remove_oldest();
}

void DeliveryQueue::postpone(const Delivery& delivery) {
    if (failures_++ == 0) {
        log_.write(
            LogLevel::warning,
            nullptr,
            "error reports cannot be delivered and are kept",
            {{"status", delivery.status}, {"reason", delivery.reason}}
        );
    }
    if (delivery.pause.count() == 0) {
        // Half of it fixed, half random, so that many processes do not come back at once.
        const Backoff backoff{.first = options_.first_pause, .longest = options_.longest_pause};
        const auto pause = backoff.bound(failures_) / 2 + backoff.delay(failures_) / 2;
        not_before_ = std::chrono::steady_clock::now() + pause;
    }
    if (delivery.status == server_failed && ++failures_of_oldest_ >= most_failures_of_one) {
        failures_of_oldest_ = 0;
        spool_.remove_oldest();
        drop(1);
    }
}

}  // namespace lectern::telemetry::sentry
