#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>

#include "core/clock.hpp"
#include "core/thread_annotations.hpp"
#include "telemetry/log.hpp"
#include "telemetry/sentry/event.hpp"
#include "telemetry/sentry/sender.hpp"
#include "telemetry/sentry/spool.hpp"

namespace lectern::telemetry::sentry {

/// Takes events from any thread and delivers them from one of its own: first to the spool, so that
/// the end of the process loses none, then to the server, the oldest first. The server's wishes are
/// obeyed, failures are tried again with longer and longer pauses. Whoever hands in waits for
/// nothing: a full queue drops and counts.
class DeliveryQueue final {
  public:
    struct Options {
        std::size_t capacity = 64;                     ///< Events that wait for the spool.
        std::chrono::milliseconds first_pause{1'000};  ///< After a failure; doubled with each.
        std::chrono::milliseconds longest_pause{300'000};
        std::chrono::milliseconds flush_timeout{2'000};  ///< For `close` to send what waits.
        std::function<void()> on_turn{};  ///< Called by the thread now and then; may be empty.
    };

    /// `clock` and what the log leads to outlive it.
    DeliveryQueue(
        Options options, Spool spool, Sender::Options sender, const Clock& clock, Log log
    );
    /// As `close`.
    ~DeliveryQueue();
    DeliveryQueue(const DeliveryQueue&) = delete;
    DeliveryQueue& operator=(const DeliveryQueue&) = delete;

    /// False, and counted, when the queue is full.
    bool put(Event event);

    /// Takes no more, sends what waits for the flush timeout, leaves the rest in the spool for the
    /// next process, and returns about a second after that timeout at the latest. Idempotent, one
    /// caller at a time.
    void close();

    /// Events that were lost since the start.
    std::uint64_t dropped() const { return dropped_.load(std::memory_order_relaxed); }

  private:
    using Time = std::chrono::steady_clock::time_point;

    void run(const std::stop_token& stop);
    bool wait_for_work();
    void keep(std::deque<Event> events, const std::stop_token& stop);
    void keep_or_send(const Event& event, const std::stop_token& stop);
    void send_kept(const std::stop_token& stop);
    /// False when no more is to be sent now.
    bool send_oldest(const std::stop_token& stop);
    void settle(const Delivery& delivery);
    void postpone(const Delivery& delivery);
    bool may_send() const { return std::chrono::steady_clock::now() >= not_before_; }
    void drop(std::uint64_t count) { dropped_.fetch_add(count, std::memory_order_relaxed); }

    const Options options_;
    const Clock& clock_;
    const Log log_;
    std::atomic<std::uint64_t> dropped_ = 0;

    std::mutex mutex_;
    std::condition_variable wake_;
    std::condition_variable idle_;
    std::deque<Event> waiting_ LECTERN_GUARDED_BY(mutex_);
    bool closed_ LECTERN_GUARDED_BY(mutex_) = false;
    bool ended_ LECTERN_GUARDED_BY(mutex_) = false;

    // Of the thread alone.
    Spool spool_;
    Sender sender_;
    Time not_before_{};
    std::uint32_t failures_ = 0;            // in a row
    std::uint32_t failures_of_oldest_ = 0;  // that were the server's answer to this very event
    std::jthread thread_;
};

}  // namespace lectern::telemetry::sentry
