#include "telemetry/gpu/nvml_library.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include <dlfcn.h>

#include "core/utf8.hpp"

namespace lectern::telemetry::gpu {
namespace {

using nvml::Functions;
using nvml::Status;

struct Unload {
    void operator()(void* handle) const { ::dlclose(handle); }
};

template <class Function>
bool find(void* library, const char* symbol, Function*& function) {
    function = reinterpret_cast<Function*>(::dlsym(library, symbol));
    return function != nullptr;
}

// False when the library lacks what nothing goes without.
bool find_functions(void* library, Functions& functions) {
    find(library, "nvmlErrorString", functions.error_string);
    find(library, "nvmlDeviceGetUUID", functions.uuid);
    find(library, "nvmlDeviceGetName", functions.name);
    find(library, "nvmlDeviceGetUtilizationRates", functions.utilization);
    find(library, "nvmlDeviceGetMemoryInfo", functions.memory);
    find(library, "nvmlDeviceGetTemperature", functions.temperature);
    find(library, "nvmlDeviceGetPowerUsage", functions.power);
    find(library, "nvmlDeviceGetTotalEccErrors", functions.ecc_errors);
    if (!find(library, "nvmlDeviceGetCurrentClocksEventReasons", functions.throttle))
        find(library, "nvmlDeviceGetCurrentClocksThrottleReasons", functions.throttle);
    return find(library, "nvmlInit_v2", functions.init) &&
           find(library, "nvmlShutdown", functions.shutdown) &&
           find(library, "nvmlDeviceGetCount_v2", functions.device_count) &&
           find(library, "nvmlDeviceGetHandleByIndex_v2", functions.device_by_index);
}

// A device without this value has no such series; that is no failure.
bool is_not_offered(Status status) {
    return status == nvml::not_supported || status == nvml::no_permission ||
           status == nvml::function_not_found || status == nvml::no_data ||
           status == nvml::deprecated;
}

// The driver counts devices that it does not let us at.
bool is_not_ours(Status status) {
    return status == nvml::no_permission || status == nvml::operating_system;
}

bool is_lost(Status status) {
    return status == nvml::gpu_is_lost || status == nvml::reset_required;
}

Error error_of(const Functions& functions, std::string_view call, Status status) {
    std::string message(call);
    message += " failed with code " + std::to_string(status);
    const char* text = functions.error_string == nullptr ? nullptr : functions.error_string(status);
    if (text != nullptr) message += ": " + as_utf8(text);
    return {.code = ErrorCode::unavailable, .message = std::move(message)};
}

Error init_error(const Functions& functions, Status status) {
    Error error = error_of(functions, "nvmlInit_v2", status);
    if (status == nvml::driver_not_loaded || status == nvml::library_not_found ||
        status == nvml::gpu_not_found)
        error.code = ErrorCode::not_found;
    return error;
}

std::string last_loader_error() {
    const char* text = ::dlerror();
    return text == nullptr ? std::string("unknown error") : as_utf8(text);
}

Throttle throttle_of(unsigned long long bits) {
    static_assert(nvml::throttle_bits.size() == throttle_reasons.size());
    Throttle throttle;
    for (std::size_t i = 0; i < nvml::throttle_bits.size(); ++i)
        throttle[i] = (bits & nvml::throttle_bits[i]) != 0;
    return throttle;
}

// Asks one device for one value after the other.
class DeviceReader {
  public:
    DeviceReader(const Functions& functions, unsigned index, const std::stop_token& stop)
        : functions_(functions), stop_(stop), reading_{.index = index, .uuid = {}, .name = {}} {}

    DeviceAnswer read() && {
        const Status found = functions_.device_by_index(reading_.index, &device_);
        if (is_not_ours(found)) return {};
        if (found != nvml::success) return failed("nvmlDeviceGetHandleByIndex_v2", found);
        read_identity();
        read_load();
        read_health();
        if (!answer_.lost) answer_.reading = std::move(reading_);
        return std::move(answer_);
    }

  private:
    void read_identity() {
        reading_.uuid = text("nvmlDeviceGetUUID", functions_.uuid);
        reading_.name = text("nvmlDeviceGetName", functions_.name);
    }

    void read_load() {
        nvml::Utilization utilization{};
        if (ask("nvmlDeviceGetUtilizationRates", functions_.utilization, &utilization))
            reading_.utilization_ratio = std::min(1.0, utilization.gpu / 100.0);
        nvml::Memory memory{};
        if (ask("nvmlDeviceGetMemoryInfo", functions_.memory, &memory)) {
            reading_.memory_used_bytes = memory.used;
            reading_.memory_total_bytes = memory.total;
        }
        unsigned int milliwatts = 0;
        if (ask("nvmlDeviceGetPowerUsage", functions_.power, &milliwatts))
            reading_.power_watts = milliwatts / 1000.0;
    }

    void read_health() {
        unsigned int celsius = 0;
        if (ask("nvmlDeviceGetTemperature", functions_.temperature, nvml::die_sensor, &celsius))
            reading_.temperature_celsius = celsius;
        reading_.ecc_corrected = ecc_errors(nvml::corrected);
        reading_.ecc_uncorrected = ecc_errors(nvml::uncorrected);
        unsigned long long reasons = 0;
        if (ask("nvmlDeviceGetCurrentClocksEventReasons", functions_.throttle, &reasons))
            reading_.throttle = throttle_of(reasons);
    }

    std::optional<std::uint64_t> ecc_errors(unsigned int kind) {
        unsigned long long count = 0;
        if (!ask(
                "nvmlDeviceGetTotalEccErrors",
                functions_.ecc_errors,
                kind,
                nvml::volatile_counter,
                &count
            ))
            return std::nullopt;
        return count;
    }

    std::string text(
        std::string_view call, Status (*function)(nvml::Device*, char*, unsigned int)
    ) {
        std::array<char, nvml::text_capacity + 1> buffer{};  // one more: ends with a 0 in any case
        if (!ask(call, function, buffer.data(), nvml::text_capacity)) return {};
        return as_utf8(buffer.data());
    }

    // Whether there is a value. Nothing more is asked of a device that is lost.
    template <class Function, class... Arguments>
    bool ask(std::string_view call, Function* function, Arguments... arguments) {
        if (function == nullptr || answer_.lost || stop_.stop_requested()) return false;
        const Status status = function(device_, arguments...);
        if (status == nvml::success) return true;
        if (!is_not_offered(status)) failed(call, status);
        return false;
    }

    DeviceAnswer failed(std::string_view call, Status status) {
        answer_.failure = error_of(functions_, call, status);
        answer_.lost = is_lost(status);
        return answer_;
    }

    const Functions& functions_;
    const std::stop_token& stop_;
    nvml::Device* device_ = nullptr;
    GpuReading reading_;
    DeviceAnswer answer_;
};

}  // namespace

Result<std::unique_ptr<NvmlLibrary>> NvmlLibrary::open(const std::string& library) {
    const char* file = library.empty() ? nvml::default_library : library.c_str();
    std::unique_ptr<void, Unload> handle(::dlopen(file, RTLD_NOW | RTLD_LOCAL));
    if (handle == nullptr) {
        const auto code = library.empty() ? ErrorCode::not_found : ErrorCode::failed_precondition;
        return fail(code, "the library cannot be loaded: " + last_loader_error());
    }
    Functions functions;
    if (!find_functions(handle.get(), functions)) {
        return fail(
            ErrorCode::failed_precondition, std::string(file) + " is not a library of NVML"
        );
    }
    if (const Status status = functions.init(); status != nvml::success)
        return fail(init_error(functions, status));
    return std::unique_ptr<NvmlLibrary>(new NvmlLibrary(handle.release(), functions));
}

NvmlLibrary::NvmlLibrary(void* handle, const Functions& functions)
    : handle_(handle), functions_(functions) {}

NvmlLibrary::~NvmlLibrary() {
    if (handle_ == nullptr) return;
    functions_.shutdown();
    ::dlclose(handle_);
}

Result<unsigned> NvmlLibrary::device_count() const {
    unsigned int count = 0;
    if (const Status status = functions_.device_count(&count); status != nvml::success)
        return fail(error_of(functions_, "nvmlDeviceGetCount_v2", status));
    return count;
}

DeviceAnswer NvmlLibrary::read(unsigned index, const std::stop_token& stop) const {
    return DeviceReader(functions_, index, stop).read();
}

// Whatever still runs in the library stays mapped, as the loader has it as in use for good.
void NvmlLibrary::abandon() { handle_ = nullptr; }

}  // namespace lectern::telemetry::gpu
