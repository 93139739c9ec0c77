#include "telemetry/tracing/sdk_log.hpp"

#include <chrono>
#include <cstdint>
#include <mutex>
#include <optional>
#include <utility>

#include <opentelemetry/sdk/common/global_log_handler.h>

#include "core/thread_annotations.hpp"

namespace lectern::telemetry {
namespace {

namespace internal_log = opentelemetry::sdk::common::internal_log;
using opentelemetry::nostd::shared_ptr;

class Handler final : public internal_log::LogHandler {
  public:
    Handler(const Log& log, std::shared_ptr<std::atomic<std::uint64_t>> errors)
        : log_(log), errors_(std::move(errors)) {}

    void
    Handle(internal_log::LogLevel level, const char*, int, const char* message, const opentelemetry::sdk::common::AttributeMap&) noexcept
        override {
        if (level == internal_log::LogLevel::Error) errors_->fetch_add(1);
        const auto suppressed = turn();
        if (!suppressed || message == nullptr) return;
        log_.write(
            LogLevel::warning,
            nullptr,
            "the tracing library has a complaint",
            {{"detail", message}, {"suppressed", *suppressed}}
        );
    }

  private:
    // How many were passed over since the last line; nothing when this one is passed over too.
    std::optional<std::uint64_t> turn() {
        constexpr std::chrono::seconds pause{10};
        const auto now = std::chrono::steady_clock::now();
        const std::lock_guard lock(mutex_);
        if (latest_ && now - *latest_ < pause) {
            ++suppressed_;
            return std::nullopt;
        }
        latest_ = now;
        return std::exchange(suppressed_, 0);
    }

    const Log log_;
    const std::shared_ptr<std::atomic<std::uint64_t>> errors_;
    std::mutex mutex_;
    std::optional<std::chrono::steady_clock::time_point> latest_ LECTERN_GUARDED_BY(mutex_);
    std::uint64_t suppressed_ LECTERN_GUARDED_BY(mutex_) = 0;
};

}  // namespace

SdkLog::SdkLog(const Log& log) : errors_(std::make_shared<std::atomic<std::uint64_t>>(0)) {
    internal_log::GlobalLogHandler::SetLogHandler(
        shared_ptr<internal_log::LogHandler>(new Handler(log, errors_))
    );
    internal_log::GlobalLogHandler::SetLogLevel(internal_log::LogLevel::Warning);
}

SdkLog::~SdkLog() {
    // A process that lacks these few bytes at its end may as well terminate.
    // NOLINTNEXTLINE(bugprone-unhandled-exception-at-new)
    shared_ptr<internal_log::LogHandler> silence(new internal_log::NoopLogHandler);
    internal_log::GlobalLogHandler::SetLogHandler(silence);
}

}  // namespace lectern::telemetry
