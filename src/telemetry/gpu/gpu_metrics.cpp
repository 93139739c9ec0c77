#include "telemetry/gpu/gpu_metrics.hpp"

#include <optional>
#include <utility>

#include "telemetry/metric_catalog.hpp"

namespace lectern::telemetry::gpu {

void GpuMetrics::show(
    const Metrics& metrics, const GpuSample& sample, std::chrono::duration<double> age
) {
    metrics.set(catalog::gpu_devices, {}, static_cast<double>(sample.devices.size()));
    metrics.set(catalog::gpu_samples_failed_total, {}, static_cast<double>(sample.failed_total));
    metrics.set(catalog::gpu_sample_age_seconds, {}, age.count());

    Values values;
    for (const GpuReading& reading : sample.devices) add_device(reading, values);
    // First what goes, so that there is room for what comes.
    for (const auto& [series, value] : shown_) {
        if (values.contains(series)) continue;
        const auto& [family, gpu, uuid, name, fourth] = series;
        if (fourth.empty()) {
            metrics.remove(*family, {gpu, uuid, name});
        } else {
            metrics.remove(*family, {gpu, uuid, name, fourth});
        }
    }
    for (const auto& [series, value] : values) {
        const auto& [family, gpu, uuid, name, fourth] = series;
        if (fourth.empty()) {
            metrics.set(*family, {gpu, uuid, name}, value);
        } else {
            metrics.set(*family, {gpu, uuid, name, fourth}, value);
        }
    }
    shown_ = std::move(values);
}

void GpuMetrics::add_device(const GpuReading& reading, Values& values) {
    const auto add =
        [&](const MetricDefinition& family, const auto& value, std::string_view fourth = {}) {
            if (!value) return;
            const Series series(
                &family, std::to_string(reading.index), reading.uuid, reading.name, fourth
            );
            values[series] = static_cast<double>(*value);
        };
    add(catalog::gpu_utilization_ratio, reading.utilization_ratio);
    add(catalog::gpu_memory_used_bytes, reading.memory_used_bytes);
    add(catalog::gpu_memory_total_bytes, reading.memory_total_bytes);
    add(catalog::gpu_temperature_celsius, reading.temperature_celsius);
    add(catalog::gpu_power_watts, reading.power_watts);
    add(catalog::gpu_ecc_errors_total, reading.ecc_corrected, "corrected");
    add(catalog::gpu_ecc_errors_total, reading.ecc_uncorrected, "uncorrected");
    if (!reading.throttle) return;
    for (std::size_t i = 0; i < throttle_reasons.size(); ++i)
        add(catalog::gpu_throttle, std::optional(reading.throttle->test(i)), throttle_reasons[i]);
}

}  // namespace lectern::telemetry::gpu
