#include "telemetry/gpu/gpu_sampler.hpp"

#include <algorithm>
#include <utility>

namespace lectern::telemetry::gpu {

GpuSample GpuSampler::sample(Time now, const std::stop_token& stop) {
    GpuSample sample{.at = now, .devices = {}, .failures = {}};
    if (ensure_open(now, stop) && !stop.stop_requested()) {
        if (const auto count = library_->device_count()) {
            const bool was_lost = device_lost_;
            read_devices(*count, stop, sample);
            if (device_lost_ && !was_lost) next_open_ = now + options_.retry;
        } else {
            fail(count.error(), now);
        }
    }
    sample.problem = problem_;
    sample.failed_total = failed_total_;
    return sample;
}

void GpuSampler::abandon() {
    if (library_ != nullptr) library_->abandon();
}

bool GpuSampler::ensure_open(Time now, const std::stop_token& stop) {
    // A device that was reset is seen again by a library that was opened after it.
    if (device_lost_ && now >= next_open_) library_.reset();
    if (library_ != nullptr) return true;
    if (now < next_open_ || stop.stop_requested()) return false;
    auto opened = NvmlLibrary::open(options_.library);
    if (!opened) {
        fail(std::move(opened).error(), now);
        return false;
    }
    library_ = std::move(*opened);
    problem_.reset();
    device_lost_ = false;
    return true;
}

void GpuSampler::read_devices(unsigned count, const std::stop_token& stop, GpuSample& sample) {
    const auto last = std::min(count, static_cast<unsigned>(max_devices));
    for (unsigned index = 0; index < last && !stop.stop_requested(); ++index) {
        DeviceAnswer answer = library_->read(index, stop);
        if (answer.reading) sample.devices.push_back(std::move(*answer.reading));
        if (!answer.failure) continue;
        ++failed_total_;
        device_lost_ = device_lost_ || answer.lost;
        sample.failures.push_back({.index = index, .error = std::move(*answer.failure)});
    }
}

void GpuSampler::fail(Error error, Time now) {
    if (error.code != ErrorCode::not_found) ++failed_total_;
    problem_ = std::move(error);
    library_.reset();
    device_lost_ = false;
    next_open_ = now + options_.retry;
}

}  // namespace lectern::telemetry::gpu
