#include "access/key_ring.hpp"

#include <utility>

namespace lectern::access {
namespace {

// Both digests are compared whatever the first comparison says.
bool fits(const domain::ApiKey& key, std::string_view digest, Timestamp now) {
    const bool current = same_digest(key.digest, digest);
    const bool previous = same_digest(key.previous_digest, digest);
    const bool in_grace = key.previous_expires_at && now < *key.previous_expires_at;
    return current || (previous && in_grace);
}

KeyStanding standing_of(const domain::ApiKey& key, std::string_view digest, Timestamp now) {
    if (!fits(key, digest, now)) return KeyStanding::wrong_secret;
    if (key.revoked_at) return KeyStanding::revoked;
    if (key.expires_at && *key.expires_at <= now) return KeyStanding::expired;
    return KeyStanding::good;
}

}  // namespace

std::string_view to_string(KeyStanding standing) {
    switch (standing) {
        case KeyStanding::good:
            return "good";
        case KeyStanding::unknown:
            return "unknown";
        case KeyStanding::wrong_secret:
            return "wrong secret";
        case KeyStanding::revoked:
            return "revoked";
        case KeyStanding::expired:
            return "expired";
    }
    std::unreachable();
}

KeyRing::KeyRing(ports::ApiKeyStore& store, const Clock& clock, Options options, SteadyClock now)
    : store_(store), clock_(clock), options_(options), now_(std::move(now)) {}

Result<KeyRing::Check> KeyRing::check(const RequestContext& context, const KeyText& shown) {
    auto key = look_up(context, shown.id);
    if (!key) return fail(key);
    // Also without a key, so that both take as long.
    const std::string digest = key_digest(shown.secret);
    if (*key == nullptr) return Check{};
    const KeyStanding standing = standing_of(**key, digest, clock_.now());
    return Check{.standing = standing, .key = std::move(*key)};
}

void KeyRing::forget(const KeyId& id) {
    const std::lock_guard lock(mutex_);
    present_.erase(id);
    absent_.erase(id);
    ++changes_;
}

Result<std::shared_ptr<const domain::ApiKey>> KeyRing::look_up(
    const RequestContext& context, const KeyId& id
) {
    const SteadyTime now = now_();
    std::uint64_t changes = 0;
    {
        const std::lock_guard lock(mutex_);
        changes = changes_;
        const Entry* entry = present_.find(id);
        if (entry == nullptr) entry = absent_.find(id);
        if (entry != nullptr && now - entry->read_at < options_.lifetime) return entry->key;
    }
    auto found = store_.find(context, id);
    if (!found && found.error().code != ErrorCode::not_found) return fail(found);
    std::shared_ptr<const domain::ApiKey> key;
    if (found) key = std::make_shared<const domain::ApiKey>(std::move(*found));

    const std::lock_guard lock(mutex_);
    // Changed while it was read: good for this caller, not to keep.
    if (changes != changes_) return key;
    (key == nullptr ? present_ : absent_).erase(id);
    (key == nullptr ? absent_ : present_).put(id, {.key = key, .read_at = now});
    present_.shrink_to(options_.max_keys);
    absent_.shrink_to(options_.max_absent);
    return key;
}

}  // namespace lectern::access
