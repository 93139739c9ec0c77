#include "telemetry/gpu/nvml_library.hpp"

#include <string>

#include <gtest/gtest.h>

#include "telemetry/gpu/testing/loaded_fake.hpp"

namespace lectern::telemetry::gpu {
namespace {

using testing::fake_device;
using testing::FakeCall;
using testing::FakeNvml;
using testing::LoadedFake;

class NvmlLibraryTest : public ::testing::Test {
  protected:
    std::unique_ptr<NvmlLibrary> open(const LoadedFake& fake) {
        auto library = NvmlLibrary::open(fake.file());
        if (!library) throw std::runtime_error(library.error().message);
        return std::move(*library);
    }

    // What the first device answers after `change` of it.
    template <class Change>
    DeviceAnswer answer_after(const Change& change) {
        fake_->script([&](FakeNvml::State& state) {
            state.devices = {fake_device("GPU-0")};
            change(state.devices.front());
        });
        return open(fake_)->read(0);
    }

    LoadedFake fake_{LECTERN_FAKE_NVML_CURRENT};
};

TEST_F(NvmlLibraryTest, ReadsEveryValueInItsUnit) {
    const DeviceAnswer answer = answer_after([](auto&) {});
    ASSERT_TRUE(answer.reading);
    EXPECT_FALSE(answer.failure);
    const GpuReading& reading = *answer.reading;
    EXPECT_EQ(reading.index, 0U);
    EXPECT_EQ(reading.uuid, "GPU-0");
    EXPECT_EQ(reading.name, "Stand-in 1");
    EXPECT_EQ(reading.utilization_ratio, 0.37);
    EXPECT_EQ(reading.memory_used_bytes, 20'000'000'000U);
    EXPECT_EQ(reading.memory_total_bytes, 80'000'000'000U);
    EXPECT_EQ(reading.temperature_celsius, 61);
    EXPECT_EQ(reading.power_watts, 312.5);
    EXPECT_EQ(reading.ecc_corrected, 7U);
    EXPECT_EQ(reading.ecc_uncorrected, 1U);
    EXPECT_EQ(reading.throttle, Throttle("00010010"));  // 0x24: the software's power and heat
}

TEST_F(NvmlLibraryTest, NamesEachBitOfTheClocks) {
    // The numbers of the API reference, by the names of the metric.
    const std::pair<unsigned long long, std::string_view> bits[] = {
        {0x002, "applications_clocks"},
        {0x004, "sw_power_cap"},
        {0x008, "hw_slowdown"},
        {0x010, "sync_boost"},
        {0x020, "sw_thermal"},
        {0x040, "hw_thermal"},
        {0x080, "hw_power_brake"},
        {0x100, "display_clocks"},
    };
    for (const auto& [bit, name] : bits) {
        const auto answer = answer_after([&](auto& device) { device.clock_reasons = bit; });
        ASSERT_TRUE(answer.reading && answer.reading->throttle);
        for (std::size_t i = 0; i < throttle_reasons.size(); ++i)
            EXPECT_EQ(answer.reading->throttle->test(i), throttle_reasons[i] == name) << bit;
    }
    const auto idle = answer_after([](auto& device) { device.clock_reasons = 0x1; });
    EXPECT_TRUE(idle.reading->throttle->none()) << "an idle device is not held down";
}

TEST_F(NvmlLibraryTest, LeavesOutWhatADeviceDoesNotOffer) {
    const DeviceAnswer answer = answer_after([](auto& device) {
        device.errors = {
            {FakeCall::utilization, 3},  // not supported
            {FakeCall::memory, 4},       // no permission
            {FakeCall::ecc_errors, 3},
            {FakeCall::throttle, 13},  // function not found
        };
    });
    ASSERT_TRUE(answer.reading);
    EXPECT_FALSE(answer.failure);
    EXPECT_FALSE(answer.reading->utilization_ratio);
    EXPECT_FALSE(answer.reading->memory_used_bytes);
    EXPECT_FALSE(answer.reading->memory_total_bytes);
    EXPECT_FALSE(answer.reading->ecc_corrected);
    EXPECT_FALSE(answer.reading->ecc_uncorrected);
    EXPECT_FALSE(answer.reading->throttle);
    EXPECT_TRUE(answer.reading->temperature_celsius);
    EXPECT_TRUE(answer.reading->power_watts);
}

TEST_F(NvmlLibraryTest, KeepsTheOtherValuesWhenACallFails) {
    constexpr FakeCall calls[] = {
        FakeCall::uuid,
        FakeCall::name,
        FakeCall::utilization,
        FakeCall::memory,
        FakeCall::temperature,
        FakeCall::power,
        FakeCall::ecc_errors,
        FakeCall::throttle,
    };
    for (const FakeCall call : calls) {
        const auto answer = answer_after([&](auto& device) { device.errors = {{call, 999}}; });
        ASSERT_TRUE(answer.failure);
        EXPECT_TRUE(answer.failure->message.ends_with(" failed with code 999: Scripted Error"));
        EXPECT_FALSE(answer.lost);
        ASSERT_TRUE(answer.reading);
        const GpuReading& reading = *answer.reading;
        EXPECT_EQ(reading.uuid.empty(), call == FakeCall::uuid);
        EXPECT_EQ(reading.name.empty(), call == FakeCall::name);
        EXPECT_EQ(reading.utilization_ratio.has_value(), call != FakeCall::utilization);
        EXPECT_EQ(reading.memory_used_bytes.has_value(), call != FakeCall::memory);
        EXPECT_EQ(reading.temperature_celsius.has_value(), call != FakeCall::temperature);
        EXPECT_EQ(reading.power_watts.has_value(), call != FakeCall::power);
        EXPECT_EQ(reading.ecc_uncorrected.has_value(), call != FakeCall::ecc_errors);
        EXPECT_EQ(reading.throttle.has_value(), call != FakeCall::throttle);
    }
}

TEST_F(NvmlLibraryTest, SeesALostDevice) {
    const auto gone = answer_after([](auto& device) { device.lost = true; });
    EXPECT_TRUE(gone.lost);
    EXPECT_FALSE(gone.reading);
    ASSERT_TRUE(gone.failure);
    EXPECT_EQ(gone.failure->code, ErrorCode::unavailable);

    // In the middle, and as one that needs a reset.
    const auto broken = answer_after([](auto& device) { device.errors = {{FakeCall::power, 16}}; });
    EXPECT_TRUE(broken.lost);
    EXPECT_FALSE(broken.reading);
}

TEST_F(NvmlLibraryTest, PassesOverDevicesOfOthers) {
    for (const unsigned int code : {4U, 17U}) {  // no permission, closed by the system
        const auto answer = answer_after([&](auto& device) {
            device.errors = {{FakeCall::device_by_index, code}};
        });
        EXPECT_FALSE(answer.reading);
        EXPECT_FALSE(answer.failure);
        EXPECT_FALSE(answer.lost);
    }
}

TEST_F(NvmlLibraryTest, BoundsAndMendsWhatTheDriverSays) {
    const auto answer = answer_after([](auto& device) {
        device.utilization_percent = 104;
        device.name = "bad \xff name";
    });
    ASSERT_TRUE(answer.reading);
    EXPECT_EQ(answer.reading->utilization_ratio, 1.0);
    EXPECT_EQ(answer.reading->name, "bad \xef\xbf\xbd name");
}

TEST_F(NvmlLibraryTest, DoesWithoutWhatOldDriversLack) {
    const LoadedFake old(LECTERN_FAKE_NVML_OLD);
    old->script([](FakeNvml::State& state) { state.devices = {fake_device("GPU-0")}; });
    const DeviceAnswer answer = open(old)->read(0);
    ASSERT_TRUE(answer.reading);
    EXPECT_FALSE(answer.failure);
    EXPECT_FALSE(answer.reading->ecc_corrected);
    EXPECT_EQ(answer.reading->throttle, Throttle("00010010")) << "by the function's old name";
    EXPECT_EQ(answer.reading->power_watts, 312.5);
}

TEST_F(NvmlLibraryTest, ShutsDownWhatItInitialized) {
    {
        const auto library = open(fake_);
        EXPECT_EQ(fake_->script([](auto& state) { return state.initialized; }), 1);
    }
    EXPECT_EQ(fake_->script([](auto& state) { return state.initialized; }), 0);
}

TEST_F(NvmlLibraryTest, CallsAnAbandonedLibraryNoMore) {
    open(fake_)->abandon();
    EXPECT_EQ(fake_->script([](auto& state) { return state.calls; }), 1) << "that to open it";
}

TEST_F(NvmlLibraryTest, TellsNoDriverFromADriverThatFails) {
    for (const unsigned int code : {9U, 12U, 28U}) {
        fake_->script([&](FakeNvml::State& state) { state.errors = {{FakeCall::init, code}}; });
        const auto library = NvmlLibrary::open(fake_.file());
        ASSERT_FALSE(library);
        EXPECT_EQ(library.error().code, ErrorCode::not_found) << code;
    }
    for (const unsigned int code : {4U, 18U, 999U}) {
        fake_->script([&](FakeNvml::State& state) { state.errors = {{FakeCall::init, code}}; });
        const auto library = NvmlLibrary::open(fake_.file());
        ASSERT_FALSE(library);
        EXPECT_EQ(library.error().code, ErrorCode::unavailable) << code;
    }
}

TEST_F(NvmlLibraryTest, RefusesAnotherLibrary) {
    const auto library = NvmlLibrary::open("libm.so.6");
    ASSERT_FALSE(library);
    EXPECT_EQ(library.error().code, ErrorCode::failed_precondition);
    EXPECT_EQ(library.error().message, "libm.so.6 is not a library of NVML");
}

TEST_F(NvmlLibraryTest, SaysWhyANamedLibraryCannotBeLoaded) {
    const auto library = NvmlLibrary::open("/nowhere/libnvidia-ml.so.1");
    ASSERT_FALSE(library);
    EXPECT_EQ(library.error().code, ErrorCode::failed_precondition);
    EXPECT_TRUE(library.error().message.contains("/nowhere/libnvidia-ml.so.1"));
}

TEST_F(NvmlLibraryTest, PassesOnThatDevicesCannotBeCounted) {
    const auto library = open(fake_);
    fake_->script([](FakeNvml::State& state) { state.errors = {{FakeCall::device_count, 999}}; });
    const auto count = library->device_count();
    ASSERT_FALSE(count);
    EXPECT_EQ(count.error().code, ErrorCode::unavailable);
    EXPECT_EQ(count.error().message, "nvmlDeviceGetCount_v2 failed with code 999: Scripted Error");
}

}  // namespace
}  // namespace lectern::telemetry::gpu
