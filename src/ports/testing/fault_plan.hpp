#pragma once

#include <deque>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

#include "core/result.hpp"
#include "core/thread_annotations.hpp"

namespace lectern::ports::testing {

/// Which calls of a wrapped port fail, and with what. A call takes the next planned fault; without
/// one it goes through. Thread-safe.
class FaultPlan final {
  public:
    /// The next `times` calls fail.
    void fail_next(ErrorCode code, std::size_t times = 1) {
        const std::lock_guard lock(mutex_);
        for (std::size_t i = 0; i < times; ++i) next_.push_back(code);
    }

    /// The next `times` calls go through.
    void pass_next(std::size_t times = 1) {
        const std::lock_guard lock(mutex_);
        for (std::size_t i = 0; i < times; ++i) next_.push_back(std::nullopt);
    }

    /// Every call beyond the planned ones fails, until `recover`.
    void fail_always(ErrorCode code) {
        const std::lock_guard lock(mutex_);
        always_ = code;
    }

    /// Forgets all faults.
    void recover() {
        const std::lock_guard lock(mutex_);
        next_.clear();
        always_.reset();
    }

    /// Calls so far, failed or not.
    std::size_t calls() const {
        const std::lock_guard lock(mutex_);
        return calls_;
    }

    /// For the wrappers: counts a call, and fails when it is to fail.
    Result<void> enter(const std::string& operation) {
        const std::lock_guard lock(mutex_);
        ++calls_;
        std::optional<ErrorCode> code = always_;
        if (!next_.empty()) {
            code = next_.front();
            next_.pop_front();
        }
        if (code) return fail(*code, operation + " failed by plan");
        return {};
    }

  private:
    mutable std::mutex mutex_;
    std::deque<std::optional<ErrorCode>> next_ LECTERN_GUARDED_BY(mutex_);
    std::optional<ErrorCode> always_ LECTERN_GUARDED_BY(mutex_);
    std::size_t calls_ LECTERN_GUARDED_BY(mutex_) = 0;
};

/// `call()` unless the plan says that this one fails.
template <class Call>
auto unless_planned(FaultPlan& plan, const std::string& operation, Call call) -> decltype(call()) {
    if (auto entered = plan.enter(operation); !entered) return fail(entered);
    return call();
}

}  // namespace lectern::ports::testing
