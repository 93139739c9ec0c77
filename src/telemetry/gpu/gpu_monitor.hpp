#pragma once

#include <chrono>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "core/thread_annotations.hpp"
#include "telemetry/gpu/gpu_metrics.hpp"
#include "telemetry/gpu/gpu_reading.hpp"
#include "telemetry/log.hpp"
#include "telemetry/metric.hpp"

namespace lectern::telemetry::gpu {

/// Samples the GPUs of this machine in a thread of its own, so that whoever reads a sample never
/// asks the driver. Thread-safe, but for `stop`.
///
/// A call of the driver may hang. Readers then get the last sample, whose age tells. `stop` waits
/// for its patience and leaves the thread behind: what that still uses it shares, it touches
/// neither this object nor the log any more, and if the driver ever returns, it ends without
/// another call and leaves the library loaded.
class GpuMonitor final {
  public:
    struct Options {
        std::string library;  ///< A file or a name; empty: the driver's usual one.
        std::chrono::milliseconds interval{5'000};  ///< Between two samples.
        /// Between attempts to open the driver's library, and before it is opened anew for the sake
        /// of a lost device.
        std::chrono::milliseconds retry{60'000};
        std::chrono::milliseconds patience{2'000};  ///< How long a stop waits for the driver.
    };

    /// Begins to sample. What `log` writes to outlives this.
    GpuMonitor(const Options& options, Log log);
    ~GpuMonitor();
    GpuMonitor(const GpuMonitor&) = delete;
    GpuMonitor& operator=(const GpuMonitor&) = delete;

    /// The last sample that was finished. Before the first, there is none: no device, `problem` is
    /// `unavailable`, and `at` is when this was made.
    GpuSample latest() const;

    /// Shows the last sample as metrics: for each scrape. Always with metrics of the same sink.
    void collect(const Metrics& metrics);

    /// Ends the sampling, or after the patience the waiting for it. Idempotent.
    void stop();

  private:
    class Shared;

    const std::chrono::milliseconds patience_;
    const std::shared_ptr<Shared> shared_;  // with the thread, which may outlive this
    std::mutex metrics_mutex_;
    GpuMetrics metrics_ LECTERN_GUARDED_BY(metrics_mutex_);
    std::jthread thread_;
};

}  // namespace lectern::telemetry::gpu
