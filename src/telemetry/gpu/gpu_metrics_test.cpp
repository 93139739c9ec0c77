#include "telemetry/gpu/gpu_metrics.hpp"

#include <chrono>
#include <fstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "core/clock.hpp"
#include "telemetry/exporters/metric_registry.hpp"
#include "telemetry/exporters/metric_text.hpp"

namespace lectern::telemetry::gpu {
namespace {

using namespace std::chrono_literals;

class GpuMetricsTest : public ::testing::Test {
  protected:
    static GpuReading reading(unsigned index) {
        return {
            .index = index,
            .uuid = "GPU-" + std::to_string(index),
            .name = "Stand-in 1",
            .utilization_ratio = 0.25,
            .memory_used_bytes = 1024,
            .memory_total_bytes = 4096,
            .temperature_celsius = 61,
            .power_watts = 312.5,
            .ecc_corrected = 7,
            .ecc_uncorrected = 1,
            .throttle = Throttle("10"),
        };
    }

    // What a scrape shows after `sample`, without help and types.
    std::string shown(const GpuSample& sample) {
        gpu_metrics_.show(Metrics(registry_), sample, 1500ms);
        std::string lines;
        const std::string page = to_prometheus_text(registry_.snapshot());
        for (std::size_t start = 0; start < page.size();) {
            const auto end = page.find('\n', start) + 1;
            if (page[start] != '#') lines += page.substr(start, end - start);
            start = end;
        }
        return lines;
    }

    ManualClock clock_;
    MetricRegistry registry_{clock_};
    GpuMetrics gpu_metrics_;
};

TEST_F(GpuMetricsTest, ShowsEverythingOfADevice) {
    EXPECT_EQ(
        shown({.devices = {reading(3)}, .failures = {}, .failed_total = 2}),
        R"(gpu_devices 1
gpu_utilization_ratio{gpu="3",uuid="GPU-3",name="Stand-in 1"} 0.25
gpu_memory_used_bytes{gpu="3",uuid="GPU-3",name="Stand-in 1"} 1024
gpu_memory_total_bytes{gpu="3",uuid="GPU-3",name="Stand-in 1"} 4096
gpu_temperature_celsius{gpu="3",uuid="GPU-3",name="Stand-in 1"} 61
gpu_power_watts{gpu="3",uuid="GPU-3",name="Stand-in 1"} 312.5
gpu_ecc_errors_total{gpu="3",uuid="GPU-3",name="Stand-in 1",type="corrected"} 7
gpu_ecc_errors_total{gpu="3",uuid="GPU-3",name="Stand-in 1",type="uncorrected"} 1
gpu_throttle{gpu="3",uuid="GPU-3",name="Stand-in 1",reason="applications_clocks"} 0
gpu_throttle{gpu="3",uuid="GPU-3",name="Stand-in 1",reason="display_clocks"} 0
gpu_throttle{gpu="3",uuid="GPU-3",name="Stand-in 1",reason="hw_power_brake"} 0
gpu_throttle{gpu="3",uuid="GPU-3",name="Stand-in 1",reason="hw_slowdown"} 0
gpu_throttle{gpu="3",uuid="GPU-3",name="Stand-in 1",reason="hw_thermal"} 0
gpu_throttle{gpu="3",uuid="GPU-3",name="Stand-in 1",reason="sw_power_cap"} 1
gpu_throttle{gpu="3",uuid="GPU-3",name="Stand-in 1",reason="sw_thermal"} 0
gpu_throttle{gpu="3",uuid="GPU-3",name="Stand-in 1",reason="sync_boost"} 0
gpu_samples_failed_total 2
gpu_sample_age_seconds 1.5
)"
    );
}

constexpr const char* without_devices =
    "gpu_devices 0\ngpu_samples_failed_total 0\ngpu_sample_age_seconds 1.5\n";

TEST_F(GpuMetricsTest, HasNoSeriesWithoutADevice) { EXPECT_EQ(shown({}), without_devices); }

TEST_F(GpuMetricsTest, LeavesOutWhatIsNotOffered) {
    const GpuReading bare{.index = 0, .uuid = "GPU-0", .name = "Stand-in 1"};
    EXPECT_EQ(
        shown({.devices = {bare}, .failures = {}}),
        "gpu_devices 1\ngpu_samples_failed_total 0\ngpu_sample_age_seconds 1.5\n"
    );
}

TEST_F(GpuMetricsTest, EndsTheSeriesOfALostDeviceAlone) {
    const std::string one = shown({.devices = {reading(1)}, .failures = {}});
    const std::string both = shown({.devices = {reading(0), reading(1)}, .failures = {}});
    EXPECT_TRUE(both.contains("GPU-0"));
    EXPECT_EQ(shown({.devices = {reading(1)}, .failures = {}}), one);
    EXPECT_EQ(shown({.devices = {reading(0), reading(1)}, .failures = {}}), both);
    EXPECT_EQ(shown({}), without_devices);
}

TEST_F(GpuMetricsTest, EndsTheSeriesOfAValueThatIsNoLongerThere) {
    GpuReading changed = reading(0);
    shown({.devices = {changed}, .failures = {}});
    changed.power_watts.reset();
    changed.throttle.reset();
    const std::string after = shown({.devices = {changed}, .failures = {}});
    EXPECT_FALSE(after.contains("gpu_power_watts"));
    EXPECT_FALSE(after.contains("gpu_throttle"));
    EXPECT_TRUE(after.contains("gpu_utilization_ratio"));
}

TEST_F(GpuMetricsTest, NamesTheReasonsOfTheCatalogue) {
    std::ifstream catalogue("api/telemetry/metrics.yaml");
    std::vector<std::string> reasons;
    std::string line;
    while (std::getline(catalogue, line) && line != "  gpu_throttle_reason:") {
    }
    while (std::getline(catalogue, line) && line.starts_with("    - "))
        reasons.push_back(line.substr(6));
    EXPECT_EQ(reasons, std::vector<std::string>(throttle_reasons.begin(), throttle_reasons.end()));
}

// Every sample has devices that none had before: a budget that is not given back would run out.
TEST_F(GpuMetricsTest, HasRoomForTheMostDevicesAtEachSample) {
    for (unsigned round = 0; round < 3; ++round) {
        GpuSample sample;
        for (unsigned i = 0; i < max_devices; ++i)
            sample.devices.push_back(reading(round * 1000 + i));
        const std::string page = shown(sample);
        EXPECT_FALSE(page.contains("telemetry_dropped_total"));
        EXPECT_TRUE(page.contains("reason=\"sync_boost\""));
    }
}

}  // namespace
}  // namespace lectern::telemetry::gpu
