#pragma once

#include <memory>
#include <optional>
#include <stop_token>
#include <string>

#include "core/result.hpp"
#include "telemetry/gpu/gpu_reading.hpp"
#include "telemetry/gpu/nvml_abi.hpp"

namespace lectern::telemetry::gpu {

/// What became of looking at one device. Neither a reading nor a failure: the device is there but
/// not ours to see.
struct DeviceAnswer {
    std::optional<GpuReading> reading{};
    std::optional<Error> failure{};  ///< `unavailable`; with a reading, that lacks something.
    bool lost = false;               ///< Gone from the bus, or needs a reset; there is no reading.
};

/// NVIDIA's management library, loaded and initialized. Every call asks the driver and may hang
/// with it. One thread at a time.
class NvmlLibrary final {
  public:
    /// Loads `library` (a file, or a name that the loader looks for; empty: the usual name) and
    /// initializes it. Errors: see `GpuSample::problem`. A library that was named but cannot be
    /// loaded is `failed_precondition`.
    static Result<std::unique_ptr<NvmlLibrary>> open(const std::string& library);

    /// Shuts the library down and unloads it.
    ~NvmlLibrary();
    NvmlLibrary(const NvmlLibrary&) = delete;
    NvmlLibrary& operator=(const NvmlLibrary&) = delete;

    /// Devices, with those that are not ours to see.
    Result<unsigned> device_count() const;

    /// Asks the device `index` for everything. Once asked to stop, it makes no further call.
    DeviceAnswer read(unsigned index, const std::stop_token& stop = {}) const;

    /// Leaves the library loaded and calls it no more, not even on destruction.
    void abandon();

  private:
    NvmlLibrary(void* handle, const nvml::Functions& functions);

    void* handle_;  // the loader's; null once abandoned
    nvml::Functions functions_;
};

}  // namespace lectern::telemetry::gpu
