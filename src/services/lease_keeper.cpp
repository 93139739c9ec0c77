#include "services/lease_keeper.hpp"

#include <utility>

namespace lectern::services {

LeaseKeeper::Hold::Hold(LeaseKeeper& keeper, std::span<const ports::Lease> leases)
    : keeper_(keeper) {
    const std::lock_guard lock(keeper_.mutex_);
    for (const ports::Lease& lease : leases) {
        keeper_.held_.emplace(lease.token, lease);
        tokens_.push_back(lease.token);
    }
}

LeaseKeeper::Hold::~Hold() {
    const std::lock_guard lock(keeper_.mutex_);
    for (const std::string& token : tokens_) {
        keeper_.held_.erase(token);
        keeper_.lost_.erase(token);
    }
}

LeaseKeeper::LeaseKeeper(
    ports::JobQueue& queue,
    std::chrono::milliseconds duration,
    const Clock& clock,
    const telemetry::Telemetry& telemetry
)
    : queue_(queue), duration_(duration), clock_(clock), telemetry_(telemetry) {}

void LeaseKeeper::extend(const RequestContext& context) {
    const Timestamp due = clock_.now() + duration_ - duration_ / 3;
    std::vector<ports::Lease> leases;
    {
        const std::lock_guard lock(mutex_);
        for (const auto& [token, lease] : held_) {
            if (lease.expires_at <= due && !lost_.contains(token)) leases.push_back(lease);
        }
    }
    if (leases.empty()) return;
    auto extended = queue_.extend(context, leases, duration_);
    if (!extended) {
        // They may still hold for a while: the next call tries again.
        telemetry_.log.warning(
            context, "leases not extended", {{"reason", extended.error().message}}
        );
        return;
    }
    const std::lock_guard lock(mutex_);
    std::set<std::string> kept;
    for (ports::Lease& lease : *extended) {
        kept.insert(lease.token);
        // Those that were let go of meanwhile stay so.
        const auto held = held_.find(lease.token);
        if (held != held_.end()) held->second = std::move(lease);
    }
    for (const ports::Lease& lease : leases) {
        if (!kept.contains(lease.token) && held_.contains(lease.token)) lost_.insert(lease.token);
    }
}

bool LeaseKeeper::is_lost(const std::string& token) const {
    const std::lock_guard lock(mutex_);
    return lost_.contains(token);
}

}  // namespace lectern::services
