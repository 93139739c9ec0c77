#include "core/request_progress.hpp"

#include <algorithm>

namespace lectern {

void RequestProgress::begin(std::string_view stage) {
    const std::lock_guard lock(mutex_);
    Stage* known = find(stage);
    if (known == nullptr) {
        if (stages_.size() == most_stages) return;
        known = &stages_.emplace_back(Stage{.name = std::string(stage)});
    }
    if (known->running++ == 0) known->running_since = Clock::now();
}

void RequestProgress::end(std::string_view stage, std::chrono::nanoseconds duration) {
    const std::lock_guard lock(mutex_);
    Stage* known = find(stage);
    if (known == nullptr || known->running == 0) return;
    --known->running;
    ++known->passes;
    known->ended += duration;
}

void RequestProgress::identify(std::string_view tenant) {
    const std::lock_guard lock(mutex_);
    tenant_ = tenant;
}

std::string RequestProgress::tenant() const {
    const std::lock_guard lock(mutex_);
    return tenant_;
}

std::vector<RequestProgress::Stage> RequestProgress::stages() const {
    const std::lock_guard lock(mutex_);
    return stages_;
}

void RequestProgress::mark_slow() {
    const std::lock_guard lock(mutex_);
    is_slow_ = true;
}

bool RequestProgress::is_slow() const {
    const std::lock_guard lock(mutex_);
    return is_slow_;
}

RequestProgress::Stage* RequestProgress::find(std::string_view stage) {
    const auto found = std::ranges::find(stages_, stage, &Stage::name);
    return found == stages_.end() ? nullptr : &*found;
}

}  // namespace lectern
