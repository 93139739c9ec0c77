#include "telemetry/sentry/repetition_bound.hpp"

#include <utility>

namespace lectern::telemetry::sentry {

std::optional<std::uint64_t> RepetitionBound::admit(std::string_view name, Time now) {
    const std::lock_guard lock(mutex_);
    Kind* kind = kinds_.find(std::string(name));
    if (kind == nullptr) {
        kind = &kinds_.put(std::string(name), {.begin = now});
        kinds_.shrink_to(options_.kinds);
    }
    if (now - kind->begin >= options_.stretch) {
        kind->begin = now;
        kind->reports = 0;
    }
    if (kind->reports >= options_.reports) {
        ++kind->left_out;
        return std::nullopt;
    }
    ++kind->reports;
    return std::exchange(kind->left_out, 0);
}

}  // namespace lectern::telemetry::sentry
