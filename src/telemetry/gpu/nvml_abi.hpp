#pragma once

// The part of the C interface of NVIDIA's management library that is used here, declared by us, so
// that neither the driver nor its headers are needed to build. Names, numbers and layouts are those
// of the NVML API Reference Guide (https://docs.nvidia.com/deploy/nvml-api/), for Linux on 64 bits;
// the library keeps them for programs built against older versions.

#include <array>
#include <cstdint>

namespace lectern::telemetry::gpu::nvml {

constexpr const char* default_library = "libnvidia-ml.so.1";

/// nvmlReturn_t, an enum in C. Only those that are told apart.
using Status = unsigned int;
constexpr Status success = 0;
constexpr Status not_supported = 3;
constexpr Status no_permission = 4;
constexpr Status driver_not_loaded = 9;
constexpr Status library_not_found = 12;
constexpr Status function_not_found = 13;
constexpr Status gpu_is_lost = 15;
constexpr Status reset_required = 16;
constexpr Status operating_system = 17;  ///< The device is closed to us, e.g. by a cgroup.
constexpr Status no_data = 21;
constexpr Status deprecated = 26;
constexpr Status gpu_not_found = 28;

/// nvmlDevice_t is a pointer to it; what it holds is the driver's own.
struct Device;

/// nvmlUtilization_t: percent of the last sampling period, a sixth of a second to a second long, in
/// which a kernel ran and in which memory was read or written.
struct Utilization {
    unsigned int gpu;
    unsigned int memory;
};

/// nvmlMemory_t (version 1), in bytes; `used` has what the driver reserves in it.
struct Memory {
    unsigned long long total;
    unsigned long long free;
    unsigned long long used;
};

static_assert(sizeof(Utilization) == 8 && sizeof(Memory) == 24);

/// nvmlTemperatureSensors_t: the die.
constexpr unsigned int die_sensor = 0;

/// nvmlMemoryErrorType_t.
constexpr unsigned int corrected = 0;
constexpr unsigned int uncorrected = 1;

/// nvmlEccCounterType_t: since the driver was loaded, not over the device's life.
constexpr unsigned int volatile_counter = 0;

/// Longest texts with their final 0 (NVML_DEVICE_UUID_V2_BUFFER_SIZE,
/// NVML_DEVICE_NAME_V2_BUFFER_SIZE).
constexpr unsigned int text_capacity = 96;

/// Bits of nvmlClocksEventReasons (once nvmlClocksThrottleReasons), in the order of
/// `throttle_reasons`. 0x1 means idle.
constexpr std::array<std::uint64_t, 8> throttle_bits{
    0x002, 0x004, 0x008, 0x010, 0x020, 0x040, 0x080, 0x100
};

/// The functions, each under its C name. All but the first four may be absent: a driver older than
/// a function, or so new that it has dropped it, leaves its values out.
struct Functions {
    Status (*init)() = nullptr;                                   // nvmlInit_v2
    Status (*shutdown)() = nullptr;                               // nvmlShutdown
    Status (*device_count)(unsigned int*) = nullptr;              // nvmlDeviceGetCount_v2
    Status (*device_by_index)(unsigned int, Device**) = nullptr;  // nvmlDeviceGetHandleByIndex_v2
    const char* (*error_string)(Status) = nullptr;                // nvmlErrorString
    Status (*uuid)(Device*, char*, unsigned int) = nullptr;       // nvmlDeviceGetUUID
    Status (*name)(Device*, char*, unsigned int) = nullptr;       // nvmlDeviceGetName
    Status (*utilization)(Device*, Utilization*) = nullptr;       // nvmlDeviceGetUtilizationRates
    Status (*memory)(Device*, Memory*) = nullptr;                 // nvmlDeviceGetMemoryInfo
    // nvmlDeviceGetTemperature: sensor; degrees Celsius.
    Status (*temperature)(Device*, unsigned int, unsigned int*) = nullptr;
    // nvmlDeviceGetPowerUsage: milliwatts.
    Status (*power)(Device*, unsigned int*) = nullptr;
    // nvmlDeviceGetTotalEccErrors: kind of error, kind of counter.
    Status (*ecc_errors)(Device*, unsigned int, unsigned int, unsigned long long*) = nullptr;
    // nvmlDeviceGetCurrentClocksEventReasons, nvmlDeviceGetCurrentClocksThrottleReasons before 535.
    Status (*throttle)(Device*, unsigned long long*) = nullptr;
};

}  // namespace lectern::telemetry::gpu::nvml
