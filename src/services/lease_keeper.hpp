#pragma once

#include <chrono>
#include <map>
#include <mutex>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "core/clock.hpp"
#include "core/request_context.hpp"
#include "core/thread_annotations.hpp"
#include "ports/job_queue.hpp"
#include "telemetry/telemetry.hpp"

namespace lectern::services {

/// The leases that this process works on, and which of them it lost. Thread-safe.
class LeaseKeeper final {
  public:
    /// Holds leases until it is destroyed. The keeper outlives it.
    class Hold final {
      public:
        Hold(LeaseKeeper& keeper, std::span<const ports::Lease> leases);
        ~Hold();
        Hold(const Hold&) = delete;
        Hold& operator=(const Hold&) = delete;

      private:
        LeaseKeeper& keeper_;
        std::vector<std::string> tokens_;
    };

    /// `queue` and `clock` outlive the keeper.
    LeaseKeeper(
        ports::JobQueue& queue,
        std::chrono::milliseconds duration,
        const Clock& clock,
        const telemetry::Telemetry& telemetry
    );

    /// Pushes the end of every held lease out that has used up a third of its duration; to be
    /// called more often than that.
    void extend(const RequestContext& context);

    /// Whether somebody else may work on it by now.
    bool is_lost(const std::string& token) const;

  private:
    ports::JobQueue& queue_;
    const std::chrono::milliseconds duration_;
    const Clock& clock_;
    const telemetry::Telemetry telemetry_;
    mutable std::mutex mutex_;  ///< Guards the leases; not held while the queue is asked.
    std::map<std::string, ports::Lease> held_ LECTERN_GUARDED_BY(mutex_);
    std::set<std::string> lost_ LECTERN_GUARDED_BY(mutex_);
};

}  // namespace lectern::services
