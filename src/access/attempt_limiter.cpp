#include "access/attempt_limiter.hpp"

#include "access/address_owner.hpp"

namespace lectern::access {

std::chrono::nanoseconds AttemptLimiter::wait(std::string_view address, SteadyTime now) {
    const std::string owner = address_owner(address);
    const std::lock_guard lock(mutex_);
    const Pace* failures = failures_.find(owner);
    if (failures == nullptr) return std::chrono::nanoseconds::zero();
    return failures->wait(now);
}

void AttemptLimiter::count_failure(std::string_view address, SteadyTime now) {
    if (options_.failures.per_second == 0) return;
    const std::string owner = address_owner(address);
    const std::lock_guard lock(mutex_);
    Pace* failures = failures_.find(owner);
    if (failures == nullptr) failures = &failures_.put(owner, Pace(options_.failures));
    failures->take(now);
    failures_.shrink_to(options_.max_addresses);
}

}  // namespace lectern::access
