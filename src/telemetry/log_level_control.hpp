#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string_view>
#include <thread>

#include "core/request_context.hpp"
#include "core/result.hpp"
#include "core/thread_annotations.hpp"
#include "telemetry/log.hpp"

namespace lectern::telemetry {

/// Changes the level of the log while the server runs: for a while by request, for good by a new
/// configuration. Every change stands in the log, whatever the level. Thread-safe.
class LogLevelControl final {
  public:
    static constexpr std::chrono::seconds shortest{1};
    static constexpr std::chrono::hours longest{24};
    static constexpr std::chrono::minutes usual{10};

    struct State {
        LogLevel level = LogLevel::info;
        LogLevel configured = LogLevel::info;
        /// Until the level is the configured one again; nothing when it is.
        std::optional<std::chrono::milliseconds> expires_in{};
    };

    /// `apply` sets the level, and is called by one thread at a time. `log` gets the lines about
    /// changes and outlives this.
    LogLevelControl(LogLevel configured, std::function<void(LogLevel)> apply, LogSink& log);
    LogLevelControl(const LogLevelControl&) = delete;
    LogLevelControl& operator=(const LogLevelControl&) = delete;

    State state() const;

    /// Sets the level until `expires_in` is over; to the configured level for good. The context's
    /// caller and the address stand in the log. `invalid_argument` when `expires_in` is not within
    /// `shortest` and `longest`.
    Result<State> set(
        const RequestContext& context,
        std::string_view remote_address,
        LogLevel level,
        std::chrono::milliseconds expires_in
    );

    /// The configuration was read again: its level holds from now on, whatever was set before.
    void reconfigure(LogLevel configured);

  private:
    using Clock = std::chrono::steady_clock;

    State state_now() const LECTERN_REQUIRES(mutex_);
    void change(
        LogLevel level,
        const RequestContext* context,
        std::string_view remote_address,
        std::string_view reason
    ) LECTERN_REQUIRES(mutex_);
    void run(const std::stop_token& stop);

    const std::function<void(LogLevel)> apply_;
    LogSink& log_;
    mutable std::mutex mutex_;
    std::condition_variable_any changed_;
    LogLevel configured_ LECTERN_GUARDED_BY(mutex_);
    LogLevel level_ LECTERN_GUARDED_BY(mutex_);
    std::optional<Clock::time_point> expires_at_ LECTERN_GUARDED_BY(mutex_);
    std::jthread thread_;  // the last member, as it uses all others
};

}  // namespace lectern::telemetry
