#include "telemetry/log_level_control.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

#include <pthread.h>

namespace lectern::telemetry {

LogLevelControl::LogLevelControl(
    LogLevel configured, std::function<void(LogLevel)> apply, LogSink& log
)
    : apply_(std::move(apply)),
      log_(log),
      configured_(configured),
      level_(configured),
      thread_([this](const std::stop_token& stop) { run(stop); }) {}

LogLevelControl::State LogLevelControl::state() const {
    const std::lock_guard lock(mutex_);
    return state_now();
}

Result<LogLevelControl::State> LogLevelControl::set(
    const RequestContext& context,
    std::string_view remote_address,
    LogLevel level,
    std::chrono::milliseconds expires_in
) {
    if (expires_in < shortest || expires_in > longest)
        return fail(ErrorCode::invalid_argument, "expires_in is between 1s and 24h");
    const std::lock_guard lock(mutex_);
    if (level == configured_) {
        expires_at_.reset();
    } else {
        expires_at_ = Clock::now() + expires_in;
    }
    change(level, &context, remote_address, "requested");
    changed_.notify_all();
    return state_now();
}

void LogLevelControl::reconfigure(LogLevel configured) {
    const std::lock_guard lock(mutex_);
    configured_ = configured;
    expires_at_.reset();
    change(configured, nullptr, {}, "configuration read again");
    changed_.notify_all();
}

LogLevelControl::State LogLevelControl::state_now() const {
    State state{.level = level_, .configured = configured_};
    if (!expires_at_) return state;
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(*expires_at_ - Clock::now());
    state.expires_in = std::max(left, std::chrono::milliseconds{0});
    return state;
}

// The line is handed to the sink as it is, as a level that hides it would hide who set that level.
void LogLevelControl::change(
    LogLevel level,
    const RequestContext* context,
    std::string_view remote_address,
    std::string_view reason
) {
    const LogLevel before = std::exchange(level_, level);
    apply_(level);
    const auto expires_in = state_now().expires_in.value_or(std::chrono::milliseconds{0});
    const std::array<Field, 6> fields{
        Field{"old_level", to_string(before)},
        Field{"new_level", to_string(level)},
        Field{"reason", reason},
        Field{"expires_in_ms", static_cast<std::int64_t>(expires_in.count())},
        Field{"remote_address", remote_address},
        Field{"key_id", context == nullptr ? std::string_view{} : context->principal.key.value},
    };
    // The last two are about a caller.
    const auto said = std::span(fields).first(context == nullptr ? 4 : fields.size());
    log_.write(LogLevel::warning, context, "log level changed", said);
}

void LogLevelControl::run(const std::stop_token& stop) {
    ::pthread_setname_np(::pthread_self(), "log-level");
    std::unique_lock lock(mutex_);
    while (!stop.stop_requested()) {
        if (!expires_at_) {
            changed_.wait(lock, stop, [this] { return expires_at_.has_value(); });
            continue;
        }
        const auto deadline = *expires_at_;
        const bool is_other =
            changed_.wait_until(lock, stop, deadline, [&] { return expires_at_ != deadline; });
        if (is_other || stop.stop_requested()) continue;
        expires_at_.reset();
        change(configured_, nullptr, {}, "expired");
    }
}

}  // namespace lectern::telemetry
