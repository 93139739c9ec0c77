#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <mutex>
#include <string>
#include <thread>

#include "core/clock.hpp"
#include "core/thread_annotations.hpp"
#include "telemetry/log.hpp"

namespace lectern::telemetry {

/// Writes each log record as a JSON line to a file descriptor, from a thread of its own. A full
/// buffer drops lines and counts them; a request never waits for the disk. Thread-safe.
class JsonLog final : public LogSink {
  public:
    struct Options {
        int file_descriptor = 1;  ///< Not closed.
        LogLevel level = LogLevel::info;
        std::string service = "lectern";
        std::size_t capacity = 16384;  ///< Lines waiting.
    };

    /// `clock` outlives the log.
    JsonLog(const Clock& clock, Options options);
    /// Writes what waits.
    ~JsonLog() override;
    JsonLog(const JsonLog&) = delete;
    JsonLog& operator=(const JsonLog&) = delete;

    bool is_enabled(LogLevel level) const override;
    void write(
        LogLevel level,
        const RequestContext* context,
        std::string_view message,
        std::span<const Field> fields
    ) override;

    void set_level(LogLevel level);
    LogLevel level() const;

    /// Blocks until everything written so far has reached the descriptor.
    void flush();

    /// Lines dropped since the start.
    std::uint64_t dropped() const;

  private:
    void run();
    void write_out(const std::deque<std::string>& lines) const;

    const Clock& clock_;
    const Options options_;
    std::atomic<LogLevel> level_;
    std::atomic<std::uint64_t> dropped_ = 0;
    mutable std::mutex mutex_;
    std::condition_variable wake_;
    std::condition_variable written_;
    std::deque<std::string> waiting_ LECTERN_GUARDED_BY(mutex_);
    bool writing_ LECTERN_GUARDED_BY(mutex_) = false;
    bool closed_ LECTERN_GUARDED_BY(mutex_) = false;
    std::jthread thread_;
};

}  // namespace lectern::telemetry
