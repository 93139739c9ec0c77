#pragma once

#include <chrono>
#include <cstddef>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "core/thread_annotations.hpp"

namespace lectern {

/// Where a request stands, for those who watch it while it runs: whose it is, and the stages that
/// it went through and is in. Holds at most `most_stages` names, as a request may go through a
/// stage very often. Thread-safe.
class RequestProgress final {
  public:
    using Clock = std::chrono::steady_clock;

    static constexpr std::size_t most_stages = 32;

    /// All passes of a request through one stage.
    struct Stage {
        std::string name;
        std::chrono::nanoseconds ended{};   ///< Of passes that are over, together.
        std::size_t passes = 0;             ///< Those that are over.
        std::size_t running = 0;            ///< Those that are not.
        Clock::time_point running_since{};  ///< When the oldest of these began, about.
    };

    void begin(std::string_view stage);
    void end(std::string_view stage, std::chrono::nanoseconds duration);

    /// The request's caller is known.
    void identify(std::string_view tenant);
    /// Empty until it is known.
    std::string tenant() const;

    /// In the order in which they began.
    std::vector<Stage> stages() const;

    /// It took longer than requests should.
    void mark_slow();
    bool is_slow() const;

  private:
    Stage* find(std::string_view stage) LECTERN_REQUIRES(mutex_);

    mutable std::mutex mutex_;
    std::vector<Stage> stages_ LECTERN_GUARDED_BY(mutex_);
    std::string tenant_ LECTERN_GUARDED_BY(mutex_);
    bool is_slow_ LECTERN_GUARDED_BY(mutex_) = false;
};

}  // namespace lectern
