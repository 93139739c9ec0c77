#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <utility>

#include "telemetry/gpu/gpu_reading.hpp"
#include "telemetry/gpu/nvml_library.hpp"

namespace lectern::telemetry::gpu {

/// Takes samples, and opens the driver's library whenever there is none open. One thread at a time;
/// every call may hang with the driver.
class GpuSampler final {
  public:
    using Time = std::chrono::steady_clock::time_point;

    struct Options {
        std::string library;  ///< Empty: the usual name.
        /// After a failure to open, and before a library is opened anew because a device is lost:
        /// where a driver is absent an attempt starts processes, and others pay for both.
        std::chrono::milliseconds retry{60'000};
    };

    explicit GpuSampler(Options options) : options_(std::move(options)) {}

    /// Once asked to stop, it makes no further call; what it returns then lacks the rest.
    GpuSample sample(Time now, const std::stop_token& stop = {});

    /// Ends the use of the driver without another call of it.
    void abandon();

  private:
    bool ensure_open(Time now, const std::stop_token& stop);
    void read_devices(unsigned count, const std::stop_token& stop, GpuSample& sample);
    void fail(Error error, Time now);

    const Options options_;
    std::unique_ptr<NvmlLibrary> library_;
    std::optional<Error> problem_;  // why there is no library
    Time next_open_ = Time::min();
    std::uint64_t failed_total_ = 0;
    bool device_lost_ = false;  // since the library was opened; `next_open_` says when that is anew
};

}  // namespace lectern::telemetry::gpu
