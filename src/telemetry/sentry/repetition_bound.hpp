#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "core/lru_map.hpp"
#include "core/thread_annotations.hpp"

namespace lectern::telemetry::sentry {

/// Lets so many reports of one kind through in a stretch of time, and counts the others, so that an
/// error in a loop is one report rather than a flood. Remembers a bounded number of kinds.
/// Thread-safe.
class RepetitionBound final {
  public:
    using Time = std::chrono::steady_clock::time_point;

    struct Options {
        std::size_t reports = 5;
        std::chrono::milliseconds stretch{60'000};
        std::size_t kinds = 256;
    };

    explicit RepetitionBound(Options options) : options_(options) {}

    /// Nothing when this one is to be left out; otherwise how many were since the last that was
    /// not.
    std::optional<std::uint64_t> admit(std::string_view kind, Time now);

  private:
    struct Kind {
        Time begin{};
        std::size_t reports = 0;
        std::uint64_t left_out = 0;
    };

    const Options options_;
    std::mutex mutex_;
    LruMap<std::string, Kind> kinds_ LECTERN_GUARDED_BY(mutex_);
};

}  // namespace lectern::telemetry::sentry
