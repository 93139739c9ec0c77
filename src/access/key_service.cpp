#include "access/key_service.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

#include "access/tenant_name.hpp"

namespace lectern::access {
namespace {

constexpr std::size_t longest_name = 100;

bool is_operator(const RequestContext& context) {
    return context.principal.scopes.allows(Scope::tenants_admin);
}

bool sees(const RequestContext& context, const TenantId& tenant) {
    return tenant == context.principal.tenant || is_operator(context);
}

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == '\x7f'; }

Result<void> check_tenant(const RequestContext& context, const TenantId& tenant) {
    if (auto named = validate(tenant); !named) return fail(named);
    if (sees(context, tenant)) return {};
    return fail(
        ErrorCode::permission_denied, "scope tenants:admin is needed for another tenant's keys"
    );
}

Result<void> check_scopes(const RequestContext& context, Scopes wanted) {
    if (context.principal.scopes.covers(wanted)) return {};
    return fail(ErrorCode::permission_denied, "the key may do more than its maker");
}

Result<void> check(const NewKey& wanted, Timestamp now) {
    Error error{.code = ErrorCode::invalid_argument, .message = "the key cannot be made so"};
    if (wanted.name.empty() || wanted.name.size() > longest_name ||
        std::ranges::any_of(wanted.name, is_control)) {
        error.violations.push_back({"/name", "has to be 1 to 100 bytes without control characters"}
        );
    }
    if (wanted.scopes.empty()) error.violations.push_back({"/scopes", "has to name one at least"});
    if (wanted.expires_at && *wanted.expires_at <= now)
        error.violations.push_back({"/expires_at", "has to be in the future"});
    if (error.violations.empty()) return {};
    return fail(std::move(error));
}

Result<void> check_usable(const domain::ApiKey& key, Timestamp now) {
    if (key.revoked_at)
        return fail(ErrorCode::failed_precondition, "key " + key.id.value + " is revoked");
    if (key.expires_at && *key.expires_at <= now)
        return fail(ErrorCode::failed_precondition, "key " + key.id.value + " is expired");
    return {};
}

std::unexpected<Error> not_found(const KeyId& id) {
    return fail(ErrorCode::not_found, "key " + id.value + " not found");
}

}  // namespace

KeyService::KeyService(ports::ApiKeyStore& store, KeyRing& ring, const Clock& clock)
    : store_(store), ring_(ring), clock_(clock) {}

Result<IssuedKey> KeyService::create(const RequestContext& context, const NewKey& wanted) {
    const Timestamp now = clock_.now();
    if (auto good = check(wanted, now); !good) return fail(good);
    const TenantId tenant = wanted.tenant.value_or(context.principal.tenant);
    if (auto allowed = check_tenant(context, tenant); !allowed) return fail(allowed);
    if (auto allowed = check_scopes(context, wanted.scopes); !allowed) return fail(allowed);

    const KeyText made = make_key_text();
    domain::ApiKey key{
        .id = made.id,
        .tenant = tenant,
        .name = wanted.name,
        .scopes = wanted.scopes,
        .digest = key_digest(made.secret),
        .created_at = now,
        .expires_at = wanted.expires_at,
    };
    auto stored = store_.create(context, key);
    ring_.forget(key.id);  // it may have been asked for before it was there
    if (!stored) return fail(stored);
    return IssuedKey{.key = std::move(key), .text = format_key(made)};
}

Result<domain::Page<domain::ApiKey>> KeyService::list(
    const RequestContext& context,
    const domain::PageRequest& page,
    const std::optional<TenantId>& tenant
) {
    const TenantId& whose = tenant ? *tenant : context.principal.tenant;
    if (auto allowed = check_tenant(context, whose); !allowed) return fail(allowed);
    return store_.list(context, whose, page);
}

Result<domain::ApiKey> KeyService::find(const RequestContext& context, const KeyId& id) {
    auto key = store_.find(context, id);
    if (!key && key.error().code != ErrorCode::not_found) return key;
    if (!key || !sees(context, key->tenant)) return not_found(id);
    return key;
}

Result<IssuedKey> KeyService::rotate(
    const RequestContext& context, const KeyId& id, std::chrono::milliseconds grace
) {
    if (grace < grace.zero() || grace > longest_grace)
        return fail(ErrorCode::invalid_argument, "the grace period has to be 0 to 30 days");
    const std::lock_guard lock(changing_);
    auto key = find_governed(context, id);
    if (!key) return fail(key);
    const Timestamp now = clock_.now();
    if (auto usable = check_usable(*key, now); !usable) return fail(usable);

    const KeyText renewed{.id = id, .secret = make_key_secret()};
    key->previous_digest.clear();
    key->previous_expires_at.reset();
    if (grace > grace.zero()) {
        key->previous_digest = std::move(key->digest);
        key->previous_expires_at = now + grace;
    }
    key->digest = key_digest(renewed.secret);
    if (auto replaced = replace(context, *key); !replaced) return fail(replaced);
    return IssuedKey{.key = std::move(*key), .text = format_key(renewed)};
}

Result<domain::ApiKey> KeyService::revoke(const RequestContext& context, const KeyId& id) {
    const std::lock_guard lock(changing_);
    auto key = find_governed(context, id);
    if (!key || key->revoked_at) return key;
    key->revoked_at = clock_.now();
    if (auto replaced = replace(context, *key); !replaced) return fail(replaced);
    return key;
}

Result<domain::ApiKey> KeyService::find_governed(const RequestContext& context, const KeyId& id) {
    auto key = find(context, id);
    if (!key || context.principal.scopes.covers(key->scopes)) return key;
    return fail(ErrorCode::permission_denied, "key " + id.value + " may do more than who asks");
}

Result<void> KeyService::replace(const RequestContext& context, const domain::ApiKey& key) {
    auto replaced = store_.replace(context, key);
    // Also when it failed: it may have been stored nevertheless.
    ring_.forget(key.id);
    return replaced;
}

}  // namespace lectern::access
