#pragma once

#include <chrono>
#include <map>
#include <string>
#include <string_view>
#include <tuple>

#include "telemetry/gpu/gpu_reading.hpp"
#include "telemetry/metric.hpp"

namespace lectern::telemetry::gpu {

/// Shows samples as the `gpu_*` families, and ends the series of what a sample no longer has. Asks
/// no driver. One thread at a time, always with metrics of the same sink.
class GpuMetrics final {
  public:
    /// `age` is the sample's.
    void show(const Metrics& metrics, const GpuSample& sample, std::chrono::duration<double> age);

  private:
    /// Its family, then the values of gpu, uuid, name and, where there is one, of a fourth label.
    using Series = std::
        tuple<const MetricDefinition*, std::string, std::string, std::string, std::string_view>;
    using Values = std::map<Series, double>;

    static void add_device(const GpuReading& reading, Values& values);

    Values shown_;
};

}  // namespace lectern::telemetry::gpu
