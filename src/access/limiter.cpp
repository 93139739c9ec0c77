#include "access/limiter.hpp"

#include <algorithm>
#include <utility>

namespace lectern::access {
namespace {

constexpr std::chrono::seconds concurrency_wait{1};
constexpr std::size_t most_looked_at = 8;  // callers, to find one to forget

// Names of the two kinds never meet: they begin differently.
std::string key_name(const Principal& principal) {
    if (!principal.key.empty()) return "k" + principal.key.value;
    return "s" + principal.tenant.value + "/" + principal.subject;
}

std::string tenant_name(const Principal& principal) { return "t" + principal.tenant.value; }

std::optional<Quota> tighter(const std::optional<Quota>& key, const std::optional<Quota>& tenant) {
    if (!key || !tenant) return key ? key : tenant;
    return tenant->remaining < key->remaining ? tenant : key;
}

}  // namespace

Result<void> validate(const Limits& limits) {
    if (auto good = validate(limits.key.rate, "limit of a key"); !good) return fail(good);
    if (auto good = validate(limits.tenant.rate, "limit of a tenant"); !good) return fail(good);
    if (limits.max_callers >= 2) return {};
    return fail(ErrorCode::invalid_argument, "at least 2 callers have to be kept in mind");
}

Limiter::Hold::Hold(Limiter& limiter, std::string key, std::string tenant)
    : limiter_(&limiter), key_(std::move(key)), tenant_(std::move(tenant)) {}

Limiter::Hold::Hold(Hold&& other) noexcept
    : limiter_(std::exchange(other.limiter_, nullptr)),
      key_(std::move(other.key_)),
      tenant_(std::move(other.tenant_)) {}

Limiter::Hold& Limiter::Hold::operator=(Hold&& other) noexcept {
    std::swap(limiter_, other.limiter_);
    std::swap(key_, other.key_);
    std::swap(tenant_, other.tenant_);
    return *this;
}

Limiter::Hold::~Hold() {
    if (limiter_ != nullptr) limiter_->end(key_, tenant_);
}

Limiter::Verdict Limiter::take(const Principal& principal, SteadyTime now) {
    std::string key_id = key_name(principal);
    std::string tenant_id = tenant_name(principal);
    const std::lock_guard lock(mutex_);
    Caller& key = caller(key_id, limits_.key);
    Caller& tenant = caller(tenant_id, limits_.tenant);

    Verdict verdict;
    const auto is_busy = [](const Caller& caller, const CallerLimits& limits) {
        return limits.concurrent != 0 && caller.under_way >= limits.concurrent;
    };
    const bool key_busy = is_busy(key, limits_.key);
    const auto key_wait = key.pace.wait(now);
    const auto tenant_wait = tenant.pace.wait(now);
    if (key_busy || is_busy(tenant, limits_.tenant)) {
        verdict.exceeded = Bound::concurrency;
        verdict.by_tenant = !key_busy;
        verdict.wait = concurrency_wait;
    } else if (key_wait.count() > 0 || tenant_wait.count() > 0) {
        verdict.exceeded = Bound::rate;
        verdict.by_tenant = tenant_wait > key_wait;
        verdict.wait = std::max(key_wait, tenant_wait);
    } else {
        key.pace.take(now);
        tenant.pace.take(now);
        ++key.under_way;
        ++tenant.under_way;
    }
    verdict.quota = tighter(key.pace.quota(now), tenant.pace.quota(now));
    if (!verdict.exceeded) verdict.hold = Hold(*this, std::move(key_id), std::move(tenant_id));
    make_room();
    return verdict;
}

std::size_t Limiter::size() const {
    const std::lock_guard lock(mutex_);
    return callers_.size();
}

Limiter::Caller& Limiter::caller(const std::string& name, const CallerLimits& limits) {
    if (Caller* known = callers_.find(name)) return *known;
    return callers_.put(name, {.pace = Pace(limits.rate)});
}

// Whoever has operations under way counts as used just now. There are few of those, so that one to
// forget is found soon; if not, the next call goes on looking.
void Limiter::make_room() {
    for (std::size_t looked = 0; looked < most_looked_at; ++looked) {
        if (callers_.size() <= limits_.max_callers) return;
        const std::string name = callers_.oldest().first;
        if (callers_.oldest().second.under_way == 0) {
            callers_.erase(name);
        } else {
            callers_.find(name);
        }
    }
}

void Limiter::end(const std::string& key, const std::string& tenant) {
    const std::lock_guard lock(mutex_);
    for (const std::string& name : {key, tenant}) {
        if (Caller* caller = callers_.find(name)) --caller->under_way;
    }
}

}  // namespace lectern::access
