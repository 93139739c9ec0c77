#pragma once

#include <chrono>
#include <cstddef>
#include <thread>

#include "core/clock.hpp"
#include "core/pause.hpp"
#include "core/request_context.hpp"
#include "core/result.hpp"
#include "ports/job_events.hpp"
#include "ports/job_store.hpp"
#include "telemetry/telemetry.hpp"

namespace lectern::services {

/// Forgets jobs, with their events, some time after they ended, so that what is kept of them is
/// bounded. Jobs with dead letters stay until those are redriven or purged. Thread-safe.
class JobRetention final {
  public:
    struct Options {
        std::chrono::milliseconds keep_for{0};  ///< After the end of a job; 0: for ever.
        std::chrono::milliseconds interval{600'000};
    };

    /// The ports and `clock` outlive it.
    JobRetention(
        ports::JobStore& jobs,
        ports::JobEvents& events,
        const Clock& clock,
        const telemetry::Telemetry& telemetry,
        Options options
    );
    /// Stops.
    ~JobRetention();
    JobRetention(const JobRetention&) = delete;
    JobRetention& operator=(const JobRetention&) = delete;

    /// Starts a thread that sweeps now and then. Once.
    void start();

    /// Joins it after the step under way. Idempotent.
    void stop();

    /// Forgets what is due and returns how many jobs that were. What a failure leaves, the next
    /// sweep finds.
    Result<std::size_t> sweep(const RequestContext& context);

  private:
    void run(const std::stop_token& stop);

    ports::JobStore& jobs_;
    ports::JobEvents& events_;
    const Clock& clock_;
    const telemetry::Telemetry telemetry_;
    const Options options_;
    Pause pause_;
    std::jthread thread_;
};

}  // namespace lectern::services
