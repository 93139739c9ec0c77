#pragma once

#include <condition_variable>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace lectern::telemetry::gpu::testing {

/// The functions of the library that a script can make fail or hang.
enum class FakeCall {
    init,
    shutdown,
    device_count,
    device_by_index,
    uuid,
    name,
    utilization,
    memory,
    temperature,
    power,
    ecc_errors,
    throttle,
};

/// What a device of the stand-in says, in the library's units; and the codes of calls that fail.
struct FakeDevice {
    std::string uuid{};
    std::string name = "Stand-in 1";
    unsigned int utilization_percent = 0;
    unsigned long long memory_total = 0;
    unsigned long long memory_used = 0;
    unsigned int celsius = 0;
    unsigned int milliwatts = 0;
    unsigned long long corrected = 0;
    unsigned long long uncorrected = 0;
    unsigned long long clock_reasons = 0;
    bool lost = false;  ///< Every call of it fails.
    std::map<FakeCall, unsigned int> errors{};
};

/// A device with a value of everything.
inline FakeDevice fake_device(const std::string& uuid) {
    return {
        .uuid = uuid,
        .utilization_percent = 37,
        .memory_total = 80'000'000'000,
        .memory_used = 20'000'000'000,
        .celsius = 61,
        .milliwatts = 312'500,
        .corrected = 7,
        .uncorrected = 1,
        .clock_reasons = 0x24,
    };
}

/// The state of the stand-in, which tests change while it is used. Thread-safe by `script`.
class FakeNvml final {
  public:
    struct State {
        std::vector<FakeDevice> devices{};
        std::map<FakeCall, unsigned int> errors{};  ///< Of calls for whatever device.
        std::optional<FakeCall> hang_on{};          ///< This call returns when it is no more here.
        // What happened.
        int initialized = 0;  ///< Not yet shut down again.
        int inits = 0;        ///< Ever.
        int hanging = 0;      ///< Calls that do now.
        int calls = 0;        ///< Ever.
    };

    explicit FakeNvml(std::vector<FakeDevice> devices) { state_.devices = std::move(devices); }

    /// Changes or reads the state.
    template <class Change>
    auto script(const Change& change) {
        const std::lock_guard lock(mutex_);
        changed_.notify_all();
        return change(state_);
    }

    /// Waits until the state is so.
    template <class Condition>
    void wait_until(const Condition& condition) {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [&] { return condition(std::as_const(state_)); });
    }

    /// For the library: one call, which `answer` makes when no error is scripted for it.
    template <class Answer>
    unsigned int call(
        FakeCall which, FakeDevice* (*find)(State&, void*), void* device, const Answer& answer
    ) {
        std::unique_lock lock(mutex_);
        ++state_.calls;
        changed_.notify_all();
        hang(which, lock);
        if (const auto error = state_.errors.find(which); error != state_.errors.end())
            return error->second;
        if (which != FakeCall::init && state_.initialized == 0) return uninitialized;
        if (find == nullptr) return answer(state_, nullptr);
        FakeDevice* found = find(state_, device);
        if (found == nullptr) return invalid_argument;
        if (found->lost) return gpu_is_lost;
        if (const auto error = found->errors.find(which); error != found->errors.end())
            return error->second;
        return answer(state_, found);
    }

  private:
    static constexpr unsigned int uninitialized = 1;
    static constexpr unsigned int invalid_argument = 2;
    static constexpr unsigned int gpu_is_lost = 15;

    void hang(FakeCall which, std::unique_lock<std::mutex>& lock) {
        if (state_.hang_on != which) return;
        ++state_.hanging;
        changed_.notify_all();
        changed_.wait(lock, [&] { return state_.hang_on != which; });
        --state_.hanging;
        changed_.notify_all();
    }

    std::mutex mutex_;
    std::condition_variable changed_;
    State state_;
};

/// Beside the library's own functions: `extern "C" FakeNvml* fake_nvml()`.
using FakeNvmlControl = FakeNvml*();
constexpr const char* fake_nvml_control = "fake_nvml";

}  // namespace lectern::telemetry::gpu::testing
