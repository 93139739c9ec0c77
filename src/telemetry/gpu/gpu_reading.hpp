#pragma once

#include <array>
#include <bitset>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.hpp"

namespace lectern::telemetry::gpu {

/// Devices beyond these are not looked at.
constexpr std::size_t max_devices = 64;

/// Why a GPU's clocks are held down, as the metric's label has it. That a GPU is idle is none of
/// them.
constexpr std::array<std::string_view, 8> throttle_reasons{
    "applications_clocks",  // clocks that an operator set
    "sw_power_cap",         // the power limit
    "hw_slowdown",          // heat, power brake or a sudden draw; to half speed or less
    "sync_boost",           // another GPU of the same group is held down
    "sw_thermal",           // the driver keeps a temperature
    "hw_thermal",           // the hardware does; to half speed or less
    "hw_power_brake",       // asserted from outside, as by the power supply
    "display_clocks",       // what a display needs
};

/// One bit each of `throttle_reasons`, in their order.
using Throttle = std::bitset<throttle_reasons.size()>;

/// What one device said. A value that it does not offer is absent.
struct GpuReading {
    unsigned index = 0;  ///< The driver's; may name another device after a restart.
    std::string uuid;    ///< Stays with the device. UTF-8, as is the name.
    std::string name;    ///< Of the product.
    std::optional<double> utilization_ratio{};  ///< 0 to 1, over the driver's last period (< 1 s).
    std::optional<std::uint64_t> memory_used_bytes{};
    std::optional<std::uint64_t> memory_total_bytes{};
    std::optional<double> temperature_celsius{};
    std::optional<double> power_watts{};
    std::optional<std::uint64_t> ecc_corrected{};  ///< Since the driver was loaded.
    std::optional<std::uint64_t> ecc_uncorrected{};
    std::optional<Throttle> throttle{};

    bool operator==(const GpuReading&) const = default;
};

/// A device of which a sample lacks something, or all.
struct GpuFailure {
    unsigned index = 0;
    Error error;

    bool operator==(const GpuFailure&) const = default;
};

/// One look at all devices.
struct GpuSample {
    std::chrono::steady_clock::time_point at{};  ///< When it was begun.
    std::vector<GpuReading> devices;             ///< By index; lost ones are not among them.
    std::vector<GpuFailure> failures;            ///< By index.
    /// Why no device could be looked at: `not_found` where there is no library or no driver,
    /// `failed_precondition` for a library that is not NVML, `unavailable` for what the driver
    /// said.
    std::optional<Error> problem{};
    /// Samples of a device, or of all, that failed since the start. That there is no driver is no
    /// failure.
    std::uint64_t failed_total = 0;
};

}  // namespace lectern::telemetry::gpu
