#include "telemetry/gpu/gpu_sampler.hpp"

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include <dlfcn.h>
#include <gtest/gtest.h>

#include "telemetry/gpu/testing/loaded_fake.hpp"

namespace lectern::telemetry::gpu {
namespace {

using testing::fake_device;
using testing::FakeCall;
using testing::FakeNvml;
using testing::LoadedFake;
using namespace std::chrono_literals;

class GpuSamplerTest : public ::testing::Test {
  protected:
    void SetUp() override {
        fake_->script([](FakeNvml::State& state) {
            state.devices = {fake_device("GPU-0"), fake_device("GPU-1"), fake_device("GPU-2")};
        });
    }

    // A sample a second after the one before.
    GpuSample next() { return sampler_.sample(now_ += 1s); }

    static std::vector<std::string> uuids(const GpuSample& sample) {
        std::vector<std::string> result;
        for (const GpuReading& reading : sample.devices) result.push_back(reading.uuid);
        return result;
    }

    void lose(std::size_t device, bool lost) {
        fake_->script([&](FakeNvml::State& state) { state.devices.at(device).lost = lost; });
    }

    int inits() {
        return fake_->script([](auto& state) { return state.inits; });
    }

    using Uuids = std::vector<std::string>;

    LoadedFake fake_{LECTERN_FAKE_NVML_CURRENT};
    GpuSampler sampler_{{.library = fake_.file(), .retry = 10s}};
    GpuSampler::Time now_{};
};

TEST_F(GpuSamplerTest, ReadsEveryDeviceInItsOrder) {
    const GpuSample sample = next();
    EXPECT_EQ(sample.at, now_);
    EXPECT_EQ(uuids(sample), (Uuids{"GPU-0", "GPU-1", "GPU-2"}));
    EXPECT_EQ(sample.devices[2].index, 2U);
    EXPECT_TRUE(sample.failures.empty());
    EXPECT_FALSE(sample.problem);
    EXPECT_EQ(sample.failed_total, 0U);
}

TEST_F(GpuSamplerTest, OpensTheLibraryOnce) {
    next();
    next();
    EXPECT_EQ(inits(), 1);
}

TEST_F(GpuSamplerTest, GoesOnWithoutALostDevice) {
    next();
    lose(1, true);
    const GpuSample sample = next();
    EXPECT_EQ(uuids(sample), (Uuids{"GPU-0", "GPU-2"}));
    ASSERT_EQ(sample.failures.size(), 1U);
    EXPECT_EQ(sample.failures.front().index, 1U);
    EXPECT_EQ(
        sample.failures.front().error.message,
        "nvmlDeviceGetHandleByIndex_v2 failed with code 15: GPU is lost"
    );
    EXPECT_EQ(sample.failed_total, 1U);
    EXPECT_EQ(next().failed_total, 2U);

    lose(1, false);
    EXPECT_EQ(uuids(next()), (Uuids{"GPU-0", "GPU-1", "GPU-2"}));
}

TEST_F(GpuSamplerTest, OpensTheLibraryAnewForALostDevice) {
    next();
    lose(1, true);
    for (int i = 0; i < 10; ++i) next();
    EXPECT_EQ(inits(), 1) << "not before the time to retry is over";
    next();
    EXPECT_EQ(inits(), 2);
    EXPECT_EQ(fake_->script([](auto& state) { return state.initialized; }), 1);

    lose(1, false);
    for (int i = 0; i < 30; ++i) EXPECT_EQ(next().devices.size(), 3U);
    EXPECT_LE(inits(), 3) << "once more at most, since the device is back";
}

TEST_F(GpuSamplerTest, NoticesDevicesThatCome) {
    fake_->script([](FakeNvml::State& state) { state.devices.clear(); });
    const GpuSample none = next();
    EXPECT_TRUE(none.devices.empty());
    EXPECT_FALSE(none.problem);
    EXPECT_EQ(none.failed_total, 0U);
    SetUp();
    EXPECT_EQ(next().devices.size(), 3U);
}

TEST_F(GpuSamplerTest, TriesAgainWhereThereWasNoDriver) {
    fake_->script([](FakeNvml::State& state) { state.errors = {{FakeCall::init, 9}}; });
    for (int i = 0; i < 10; ++i) {
        const GpuSample sample = next();
        EXPECT_TRUE(sample.devices.empty());
        ASSERT_TRUE(sample.problem);
        EXPECT_EQ(sample.problem->code, ErrorCode::not_found);
        EXPECT_EQ(sample.failed_total, 0U) << "no driver is no failure";
    }
    EXPECT_EQ(fake_->script([](auto& state) { return state.calls; }), 1);
    fake_->script([](FakeNvml::State& state) { state.errors.clear(); });
    const GpuSample sample = next();
    EXPECT_EQ(sample.devices.size(), 3U);
    EXPECT_FALSE(sample.problem);
}

TEST_F(GpuSamplerTest, CountsADriverThatFails) {
    fake_->script([](FakeNvml::State& state) { state.errors = {{FakeCall::init, 18}}; });
    EXPECT_EQ(next().failed_total, 1U);
    EXPECT_EQ(next().failed_total, 1U) << "nothing was tried";
    now_ += 10s;
    EXPECT_EQ(next().failed_total, 2U);
}

TEST_F(GpuSamplerTest, OpensTheLibraryAnewAfterItFailedAsAWhole) {
    next();
    fake_->script([](FakeNvml::State& state) { state.errors = {{FakeCall::device_count, 999}}; });
    const GpuSample failed = next();
    EXPECT_TRUE(failed.devices.empty());
    ASSERT_TRUE(failed.problem);
    EXPECT_EQ(failed.problem->code, ErrorCode::unavailable);
    EXPECT_EQ(failed.failed_total, 1U);
    EXPECT_EQ(fake_->script([](auto& state) { return state.initialized; }), 0);

    fake_->script([](FakeNvml::State& state) { state.errors.clear(); });
    EXPECT_TRUE(next().problem);
    now_ += 10s;
    EXPECT_EQ(next().devices.size(), 3U);
    EXPECT_EQ(inits(), 2);
}

TEST_F(GpuSamplerTest, CountsAnIncompleteSampleOfADeviceOnce) {
    fake_->script([](FakeNvml::State& state) {
        state.devices.front().errors = {{FakeCall::power, 999}, {FakeCall::memory, 999}};
    });
    const GpuSample sample = next();
    EXPECT_EQ(sample.devices.size(), 3U);
    EXPECT_EQ(sample.failures.size(), 1U);
    EXPECT_EQ(sample.failed_total, 1U);
    next();
    EXPECT_EQ(inits(), 1) << "a failed call is no reason to open the library anew";
}

TEST_F(GpuSamplerTest, DoesNotCountDevicesOfOthers) {
    fake_->script([](FakeNvml::State& state) {
        state.devices.front().errors = {{FakeCall::device_by_index, 4}};
    });
    const GpuSample sample = next();
    EXPECT_EQ(uuids(sample), (Uuids{"GPU-1", "GPU-2"}));
    EXPECT_EQ(sample.failed_total, 0U);
}

TEST_F(GpuSamplerTest, LooksAtABoundedNumberOfDevices) {
    fake_->script([](FakeNvml::State& state) { state.devices.resize(max_devices + 10); });
    EXPECT_EQ(next().devices.size(), max_devices);
}

TEST_F(GpuSamplerTest, AsksNoDeviceOnceItIsToStop) {
    std::stop_source stop;
    stop.request_stop();
    EXPECT_TRUE(sampler_.sample(now_, stop.get_token()).devices.empty());
}

TEST(GpuSampler, TakesTheAbsenceOfTheUsualLibraryForNoFailure) {
    const std::unique_ptr<void, int (*)(void*)> usual(
        ::dlopen(nvml::default_library, RTLD_LAZY),
        [](void* handle) { return handle == nullptr ? 0 : ::dlclose(handle); }
    );
    GpuSampler sampler({.library = ""});
    const GpuSample sample = sampler.sample({});
    if (usual == nullptr) {  // as on nearly every machine that builds this
        ASSERT_TRUE(sample.problem);
        EXPECT_EQ(sample.problem->code, ErrorCode::not_found);
        EXPECT_EQ(sample.failed_total, 0U);
    } else {
        EXPECT_TRUE(!sample.problem || sample.problem->code != ErrorCode::failed_precondition);
    }
}

TEST(GpuSampler, CountsALibraryThatIsNotNvml) {
    GpuSampler sampler({.library = "libm.so.6"});
    const GpuSample sample = sampler.sample({});
    ASSERT_TRUE(sample.problem);
    EXPECT_EQ(sample.problem->code, ErrorCode::failed_precondition);
    EXPECT_EQ(sample.failed_total, 1U);
}

}  // namespace
}  // namespace lectern::telemetry::gpu
