// A stand-in for the driver's library: the functions of telemetry/gpu/nvml_abi.hpp under their C
// names, answering by a script (or, without one, for the devices that the environment asks for).
// With LECTERN_FAKE_NVML_IS_OLD it lacks what old drivers lack.
#include "telemetry/gpu/testing/fake_nvml.hpp"

#include <array>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

#include "telemetry/gpu/nvml_abi.hpp"

namespace {

using lectern::telemetry::gpu::nvml::Device;
using lectern::telemetry::gpu::nvml::Memory;
using lectern::telemetry::gpu::nvml::Status;
using lectern::telemetry::gpu::nvml::Utilization;
using lectern::telemetry::gpu::testing::fake_device;
using lectern::telemetry::gpu::testing::FakeCall;
using lectern::telemetry::gpu::testing::FakeDevice;
using lectern::telemetry::gpu::testing::FakeNvml;
using State = FakeNvml::State;

constexpr Status insufficient_size = 7;

// For programs that load the library without a script: so many devices.
std::vector<FakeDevice> devices_of_environment() {
    std::vector<FakeDevice> devices;
    const char* count = std::getenv("FAKE_NVML_DEVICES");
    for (int i = 0; count != nullptr && i < std::atoi(count); ++i)
        devices.push_back(fake_device("GPU-" + std::to_string(i)));
    return devices;
}

// Lives for as long as the library is loaded, as a driver's state does.
FakeNvml& fake() {
    static FakeNvml state(devices_of_environment());
    return state;
}

// A device's handle is the place of its index here.
std::array<char, 256> handles{};

FakeDevice* find_device(State& state, void* handle) {
    const auto index = static_cast<std::size_t>(static_cast<char*>(handle) - handles.data());
    return index < state.devices.size() ? &state.devices[index] : nullptr;
}

template <class Answer>
Status of_device(FakeCall call, Device* device, const Answer& answer) {
    return fake().call(call, find_device, device, [&](State&, const FakeDevice* found) {
        return answer(*found);
    });
}

template <class Answer>
Status of_library(FakeCall call, const Answer& answer) {
    return fake().call(call, nullptr, nullptr, [&](State& state, const FakeDevice*) {
        return answer(state);
    });
}

Status copy(const std::string& text, char* out, unsigned int length) {
    if (text.size() >= length) return insufficient_size;
    std::memcpy(out, text.c_str(), text.size() + 1);
    return 0;
}

}  // namespace

// The names are the library's.
// NOLINTBEGIN(readability-identifier-naming)
extern "C" {

FakeNvml* fake_nvml() { return &fake(); }

Status nvmlInit_v2() {
    return of_library(FakeCall::init, [](State& state) {
        ++state.inits;
        ++state.initialized;
        return Status{0};
    });
}

Status nvmlShutdown() {
    return of_library(FakeCall::shutdown, [](State& state) {
        --state.initialized;
        return Status{0};
    });
}

Status nvmlDeviceGetCount_v2(unsigned int* count) {
    return of_library(FakeCall::device_count, [&](const State& state) {
        *count = static_cast<unsigned int>(state.devices.size());
        return Status{0};
    });
}

Status nvmlDeviceGetHandleByIndex_v2(unsigned int index, Device** device) {
    void* handle = &handles.at(index);
    return of_device(
        FakeCall::device_by_index,
        static_cast<Device*>(handle),
        [&](const FakeDevice&) {
            *device = static_cast<Device*>(handle);
            return Status{0};
        }
    );
}

const char* nvmlErrorString(Status status) {
    return status == 15 ? "GPU is lost" : status == 9 ? "Driver Not Loaded" : "Scripted Error";
}

Status nvmlDeviceGetUUID(Device* device, char* uuid, unsigned int length) {
    return of_device(FakeCall::uuid, device, [&](const FakeDevice& found) {
        return copy(found.uuid, uuid, length);
    });
}

Status nvmlDeviceGetName(Device* device, char* name, unsigned int length) {
    return of_device(FakeCall::name, device, [&](const FakeDevice& found) {
        return copy(found.name, name, length);
    });
}

Status nvmlDeviceGetUtilizationRates(Device* device, Utilization* utilization) {
    return of_device(FakeCall::utilization, device, [&](const FakeDevice& found) {
        *utilization = {.gpu = found.utilization_percent, .memory = 0};
        return Status{0};
    });
}

Status nvmlDeviceGetMemoryInfo(Device* device, Memory* memory) {
    return of_device(FakeCall::memory, device, [&](const FakeDevice& found) {
        *memory = {
            .total = found.memory_total,
            .free = found.memory_total - found.memory_used,
            .used = found.memory_used,
        };
        return Status{0};
    });
}

Status nvmlDeviceGetTemperature(Device* device, unsigned int sensor, unsigned int* celsius) {
    return of_device(FakeCall::temperature, device, [&](const FakeDevice& found) {
        *celsius = found.celsius;
        return sensor == 0 ? Status{0} : Status{2};
    });
}

Status nvmlDeviceGetPowerUsage(Device* device, unsigned int* milliwatts) {
    return of_device(FakeCall::power, device, [&](const FakeDevice& found) {
        *milliwatts = found.milliwatts;
        return Status{0};
    });
}

#ifndef LECTERN_FAKE_NVML_IS_OLD

Status nvmlDeviceGetTotalEccErrors(
    Device* device, unsigned int error, unsigned int counter, unsigned long long* count
) {
    return of_device(FakeCall::ecc_errors, device, [&](const FakeDevice& found) {
        *count = error == 0 ? found.corrected : found.uncorrected;
        return counter == 0 ? Status{0} : Status{2};
    });
}

Status nvmlDeviceGetCurrentClocksEventReasons(Device* device, unsigned long long* reasons) {
    return of_device(FakeCall::throttle, device, [&](const FakeDevice& found) {
        *reasons = found.clock_reasons;
        return Status{0};
    });
}

#else

Status nvmlDeviceGetCurrentClocksThrottleReasons(Device* device, unsigned long long* reasons) {
    return of_device(FakeCall::throttle, device, [&](const FakeDevice& found) {
        *reasons = found.clock_reasons;
        return Status{0};
    });
}

#endif

}  // extern "C"
// NOLINTEND(readability-identifier-naming)
