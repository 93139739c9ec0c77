#include "telemetry/gpu/gpu_monitor.hpp"

#include <algorithm>
#include <chrono>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "telemetry/gpu/testing/loaded_fake.hpp"
#include "telemetry/recording.hpp"

namespace lectern::telemetry::gpu {
namespace {

using testing::fake_device;
using testing::FakeCall;
using testing::FakeNvml;
using testing::LoadedFake;
using namespace std::chrono_literals;

constexpr auto long_enough = 60s;  // by which a condition that is not met fails the test

class GpuMonitorTest : public ::testing::Test {
  protected:
    void SetUp() override {
        fake_->script([](FakeNvml::State& state) {
            state.devices = {fake_device("GPU-0"), fake_device("GPU-1")};
        });
    }

    GpuMonitor::Options options() const {
        return {.library = fake_.file(), .interval = 1ms, .retry = 1ms, .patience = long_enough};
    }

    // The first sample that is so.
    template <class Condition>
    static GpuSample sample_when(const GpuMonitor& monitor, const Condition& condition) {
        const auto end = std::chrono::steady_clock::now() + long_enough;
        while (std::chrono::steady_clock::now() < end) {
            GpuSample sample = monitor.latest();
            if (condition(sample)) return sample;
            std::this_thread::yield();
        }
        throw std::runtime_error("no such sample came");
    }

    static auto has_devices(std::size_t count) {
        return [count](const GpuSample& sample) { return sample.devices.size() == count; };
    }

    void hang_on(std::optional<FakeCall> call) {
        fake_->script([&](FakeNvml::State& state) { state.hang_on = call; });
    }

    // Until the thread of a monitor waits for the driver.
    void wait_for_hang() {
        fake_->wait_until([](const FakeNvml::State& state) { return state.hanging == 1; });
    }

    std::vector<std::string> messages() const {
        std::vector<std::string> result;
        for (const auto& line : recording_.lines()) result.push_back(line.message);
        return result;
    }

    bool logged(std::string_view message) const {
        const auto all = messages();
        return std::ranges::find(all, message) != all.end();
    }

    LoadedFake fake_{LECTERN_FAKE_NVML_CURRENT};
    Recording recording_;
};

TEST_F(GpuMonitorTest, KeepsTheLatestSample) {
    const GpuMonitor monitor(options(), Log(recording_));
    const auto first = sample_when(monitor, has_devices(2)).at;
    fake_->script([](FakeNvml::State& state) { state.devices[1].utilization_percent = 99; });
    const GpuSample later = sample_when(monitor, [](const GpuSample& sample) {
        return sample.devices.size() == 2 && sample.devices[1].utilization_ratio == 0.99;
    });
    EXPECT_GT(later.at, first);
    EXPECT_EQ(later.devices[0].utilization_ratio, 0.37);
}

TEST_F(GpuMonitorTest, GoesOnWithoutALostDeviceAndTakesItBack) {
    const GpuMonitor monitor(options(), Log(recording_));
    sample_when(monitor, has_devices(2));
    fake_->script([](FakeNvml::State& state) { state.devices[0].lost = true; });
    const GpuSample rest = sample_when(monitor, has_devices(1));
    EXPECT_EQ(rest.devices[0].uuid, "GPU-1");
    EXPECT_GE(rest.failed_total, 1U);
    EXPECT_EQ(rest.failures.size(), 1U);
    fake_->script([](FakeNvml::State& state) { state.devices[0].lost = false; });
    EXPECT_EQ(sample_when(monitor, has_devices(2)).devices[0].uuid, "GPU-0");
}

TEST_F(GpuMonitorTest, LogsAChangeOnce) {
    {
        GpuMonitor monitor(options(), Log(recording_));
        sample_when(monitor, has_devices(2));
        fake_->script([](FakeNvml::State& state) { state.devices[1].lost = true; });
        sample_when(monitor, [](const GpuSample& sample) { return sample.failed_total > 3; });
        fake_->script([](FakeNvml::State& state) { state.devices[1].lost = false; });
        sample_when(monitor, has_devices(2));
    }
    EXPECT_EQ(
        messages(),
        (std::vector<std::string>{
            "gpus found",
            "gpus found",
            "a gpu failed to answer",
            "gpus found",
            "a gpu answers again",
        })
    );
    const auto lines = recording_.lines();
    EXPECT_EQ(lines[0].fields.front(), std::pair(std::string("count"), std::string("2")));
    EXPECT_EQ(lines[1].fields.front(), std::pair(std::string("count"), std::string("1")));
    EXPECT_EQ(lines[2].fields.front(), std::pair(std::string("device"), std::string("1")));
    EXPECT_EQ(lines[2].level, LogLevel::warning);
}

TEST_F(GpuMonitorTest, SaysOnceThatThereIsNoDriver) {
    fake_->script([](FakeNvml::State& state) { state.errors = {{FakeCall::init, 9}}; });
    {
        const GpuMonitor monitor(options(), Log(recording_));
        fake_->wait_until([](const FakeNvml::State& state) { return state.calls > 3; });
        const GpuSample sample = monitor.latest();
        EXPECT_TRUE(sample.devices.empty());
        ASSERT_TRUE(sample.problem);
        EXPECT_EQ(sample.problem->code, ErrorCode::not_found);
    }
    ASSERT_EQ(messages(), std::vector<std::string>{"gpus cannot be sampled"});
    EXPECT_EQ(recording_.lines().front().level, LogLevel::info);
}

TEST_F(GpuMonitorTest, WarnsOfALibraryThatIsNotNvml) {
    auto wrong = options();
    wrong.library = "libm.so.6";
    {
        const GpuMonitor monitor(wrong, Log(recording_));
        sample_when(monitor, [](const GpuSample& sample) { return sample.failed_total > 3; });
    }
    ASSERT_EQ(messages(), std::vector<std::string>{"gpus cannot be sampled"});
    EXPECT_EQ(recording_.lines().front().level, LogLevel::warning);
}

TEST_F(GpuMonitorTest, ShutsTheDriverDownAtItsEnd) {
    {
        const GpuMonitor monitor(options(), Log(recording_));
        sample_when(monitor, has_devices(2));
    }
    EXPECT_EQ(fake_->script([](auto& state) { return state.initialized; }), 0);
}

TEST_F(GpuMonitorTest, StopsInTheMiddleOfAnInterval) {
    auto slow = options();
    slow.interval = 24h;
    GpuMonitor monitor(slow, Log(recording_));
    sample_when(monitor, has_devices(2));
    monitor.stop();
    monitor.stop();
    EXPECT_EQ(monitor.latest().devices.size(), 2U) << "the last sample stays";
    EXPECT_FALSE(logged("the gpu driver does not return; its thread is left behind"));
}

TEST_F(GpuMonitorTest, AnswersWhileTheDriverHangs) {
    GpuMonitor monitor(options(), Log(recording_));
    sample_when(monitor, has_devices(2));
    hang_on(FakeCall::power);
    wait_for_hang();
    const GpuSample before = monitor.latest();
    monitor.collect(recording_.telemetry().metrics);
    EXPECT_EQ(monitor.latest().at, before.at);
    EXPECT_EQ(recording_.total("gpu_devices", {}), 2);
    EXPECT_EQ(recording_.total("gpu_power_watts", {"0", "GPU-0", "Stand-in 1"}), 312.5);
    EXPECT_GT(recording_.total("gpu_sample_age_seconds", {}), 0);
    hang_on(std::nullopt);
    sample_when(monitor, [&](const GpuSample& sample) { return sample.at > before.at; });
}

TEST_F(GpuMonitorTest, HasNoSampleWhileTheFirstHangs) {
    hang_on(FakeCall::init);
    GpuMonitor monitor(options(), Log(recording_));
    wait_for_hang();
    const GpuSample none = monitor.latest();
    EXPECT_TRUE(none.devices.empty());
    ASSERT_TRUE(none.problem);
    EXPECT_EQ(none.problem->code, ErrorCode::unavailable);
    monitor.collect(recording_.telemetry().metrics);
    EXPECT_GT(recording_.total("gpu_sample_age_seconds", {}), 0) << "since the start";
    hang_on(std::nullopt);
    sample_when(monitor, has_devices(2));
}

// Wherever a sample hangs: the monitor and what it logs to are gone when the driver returns at
// last, and the thread makes no further call.
TEST_F(GpuMonitorTest, LeavesAHangingThreadBehind) {
    constexpr std::pair<FakeCall, int> calls[] = {
        {FakeCall::init, 1},  // the call that hangs, and which of a first sample's it is
        {FakeCall::device_count, 2},
        {FakeCall::device_by_index, 3},
        {FakeCall::uuid, 4},
        {FakeCall::power, 8},
        {FakeCall::throttle, 12},
    };
    for (const auto& [call, place] : calls) {
        fake_->script([&](FakeNvml::State& state) {
            state = {.devices = {fake_device("GPU-0")}, .hang_on = call};
        });
        auto log = std::make_unique<Recording>();
        auto impatient = options();
        impatient.patience = 1ms;
        {
            const GpuMonitor monitor(impatient, Log(*log));
            wait_for_hang();
        }
        EXPECT_EQ(
            log->lines().back().message, "the gpu driver does not return; its thread is left behind"
        );
        log.reset();
        hang_on(std::nullopt);
        fake_->wait_until([](const FakeNvml::State& state) { return state.hanging == 0; });
        EXPECT_EQ(fake_->script([](auto& state) { return state.calls; }), place);
    }
}

// As it opens the library anew for a lost device.
TEST_F(GpuMonitorTest, LeavesAThreadBehindThatHangsWhereItShutsDown) {
    fake_->script([](FakeNvml::State& state) {
        state.devices[0].lost = true;
        state.hang_on = FakeCall::shutdown;
    });
    auto impatient = options();
    impatient.patience = 1ms;
    {
        const GpuMonitor monitor(impatient, Log(recording_));
        wait_for_hang();
    }
    EXPECT_TRUE(logged("the gpu driver does not return; its thread is left behind"));
    const int calls = fake_->script([](auto& state) { return state.calls; });
    hang_on(std::nullopt);
    fake_->wait_until([](const FakeNvml::State& state) { return state.initialized == 0; });
    EXPECT_EQ(fake_->script([](auto& state) { return state.calls; }), calls);
}

TEST_F(GpuMonitorTest, WaitsForADriverThatIsSlow) {
    auto monitor = std::make_unique<GpuMonitor>(options(), Log(recording_));
    hang_on(FakeCall::memory);
    wait_for_hang();
    std::jthread stopping([&] { monitor.reset(); });
    hang_on(std::nullopt);
    stopping.join();
    EXPECT_EQ(fake_->script([](auto& state) { return state.initialized; }), 0);
    EXPECT_FALSE(logged("the gpu driver does not return; its thread is left behind"));
}

TEST_F(GpuMonitorTest, IsReadByManyWhileItSamples) {
    GpuMonitor monitor(options(), Log(recording_));
    Recording metrics;
    {
        std::vector<std::jthread> readers;
        for (int i = 0; i < 3; ++i) {
            readers.emplace_back([&] {
                for (int n = 0; n < 200; ++n) {
                    monitor.collect(metrics.telemetry().metrics);
                    EXPECT_LE(monitor.latest().devices.size(), 2U);
                }
            });
        }
        for (int n = 0; n < 200; ++n) {
            fake_->script([&](FakeNvml::State& state) { state.devices[0].lost = n % 2 == 0; });
        }
    }
    SetUp();
    sample_when(monitor, has_devices(2));
}

}  // namespace
}  // namespace lectern::telemetry::gpu
