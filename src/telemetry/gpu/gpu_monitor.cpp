#include "telemetry/gpu/gpu_monitor.hpp"

#include <algorithm>
#include <condition_variable>
#include <optional>
#include <stop_token>
#include <utility>

#include "telemetry/gpu/gpu_sampler.hpp"

namespace lectern::telemetry::gpu {
namespace {

bool names_device(const std::vector<GpuFailure>& failures, unsigned index) {
    return std::ranges::find(failures, index, &GpuFailure::index) != failures.end();
}

void log_problem(const Log& log, const GpuSample& before, const GpuSample& now) {
    if (now.problem) {
        if (now.problem == before.problem) return;
        const bool is_usual = now.problem->code == ErrorCode::not_found;
        log.write(
            is_usual ? LogLevel::info : LogLevel::warning,
            nullptr,
            "gpus cannot be sampled",
            {{"error", now.problem->message}}
        );
    } else if (before.problem || before.devices.size() != now.devices.size()) {
        log.write(LogLevel::info, nullptr, "gpus found", {{"count", now.devices.size()}});
    }
}

// What changed, so that a lasting state is one line.
void log_changes(const Log& log, const GpuSample& before, const GpuSample& now) {
    log_problem(log, before, now);
    for (const GpuFailure& failure : now.failures) {
        if (std::ranges::find(before.failures, failure) != before.failures.end()) continue;
        log.write(
            LogLevel::warning,
            nullptr,
            "a gpu failed to answer",
            {{"device", failure.index}, {"error", failure.error.message}}
        );
    }
    for (const GpuReading& reading : now.devices) {
        if (!names_device(before.failures, reading.index)) continue;
        if (names_device(now.failures, reading.index)) continue;
        log.write(LogLevel::info, nullptr, "a gpu answers again", {{"device", reading.index}});
    }
}

}  // namespace

// What the monitor and its thread have in common.
class GpuMonitor::Shared final {
  public:
    explicit Shared(Log log) : log_(log) {
        latest_.at = std::chrono::steady_clock::now();
        latest_.problem = Error{
            .code = ErrorCode::unavailable, .message = "no sample of the gpus was finished yet"
        };
    }

    GpuSample latest() const {
        const std::lock_guard lock(mutex_);
        return latest_;
    }

    // The thread: samples until it is asked to stop.
    void run(const std::stop_token& stop, const Options& options) {
        std::optional<GpuSampler> sampler(
            GpuSampler::Options{.library = options.library, .retry = options.retry}
        );
        while (!stop.stop_requested()) {
            publish(sampler->sample(std::chrono::steady_clock::now(), stop), stop);
            std::unique_lock lock(mutex_);
            changed_.wait_for(lock, stop, options.interval, [] { return false; });
        }
        if (is_abandoned()) sampler->abandon();
        sampler.reset();  // calls the driver too
        const std::lock_guard lock(mutex_);
        is_over_ = true;
        changed_.notify_all();
    }

    // Whether the thread ended in time; from then on it calls nobody.
    bool wait_for_end(std::chrono::milliseconds patience) {
        std::unique_lock lock(mutex_);
        if (changed_.wait_for(lock, patience, [this] { return is_over_; })) return true;
        is_abandoned_ = true;
        log_.write(
            LogLevel::warning, nullptr, "the gpu driver does not return; its thread is left behind"
        );
        log_ = Log();
        return false;
    }

  private:
    // The log takes what it is given without waiting.
    void publish(GpuSample sample, const std::stop_token& stop) {
        const std::lock_guard lock(mutex_);
        if (stop.stop_requested()) return;  // it may lack devices
        log_changes(log_, latest_, sample);
        latest_ = std::move(sample);
    }

    bool is_abandoned() const {
        const std::lock_guard lock(mutex_);
        return is_abandoned_;
    }

    mutable std::mutex mutex_;
    std::condition_variable_any changed_;
    Log log_ LECTERN_GUARDED_BY(mutex_);
    GpuSample latest_ LECTERN_GUARDED_BY(mutex_);
    bool is_over_ LECTERN_GUARDED_BY(mutex_) = false;
    bool is_abandoned_ LECTERN_GUARDED_BY(mutex_) = false;
};

GpuMonitor::GpuMonitor(const Options& options, Log log)
    : patience_(options.patience),
      shared_(std::make_shared<Shared>(log)),
      thread_([shared = shared_, options](const std::stop_token& stop) {
          shared->run(stop, options);
      }) {}

GpuMonitor::~GpuMonitor() { stop(); }

GpuSample GpuMonitor::latest() const { return shared_->latest(); }

void GpuMonitor::collect(const Metrics& metrics) {
    const GpuSample sample = latest();
    const std::lock_guard lock(metrics_mutex_);
    metrics_.show(metrics, sample, std::chrono::steady_clock::now() - sample.at);
}

void GpuMonitor::stop() {
    if (!thread_.joinable()) return;
    thread_.request_stop();
    if (shared_->wait_for_end(patience_)) {
        thread_.join();
    } else {
        thread_.detach();
    }
}

}  // namespace lectern::telemetry::gpu
