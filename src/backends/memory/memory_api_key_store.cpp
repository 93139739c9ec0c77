#include "backends/memory/memory_api_key_store.hpp"

#include <algorithm>
#include <limits>
#include <mutex>
#include <utility>
#include <vector>

#include "backends/memory/paging.hpp"

namespace lectern::backends::memory {
namespace {

using Position = std::pair<std::int64_t, std::string>;

std::unexpected<Error> absent(const KeyId& id) {
    return fail(ErrorCode::not_found, "key " + id.value + " not found");
}

Position position_of(const domain::ApiKey& key) {
    return {key.created_at.time_since_epoch().count(), key.id.value};
}

}  // namespace

Result<void> MemoryApiKeyStore::create(const RequestContext&, const domain::ApiKey& key) {
    const std::lock_guard lock(state_.mutex);
    if (!state_.api_keys.emplace(key.id, key).second)
        return fail(ErrorCode::already_exists, "key " + key.id.value + " already exists");
    return {};
}

Result<domain::ApiKey> MemoryApiKeyStore::find(const RequestContext&, const KeyId& id) {
    const std::lock_guard lock(state_.mutex);
    const auto found = state_.api_keys.find(id);
    if (found == state_.api_keys.end()) return absent(id);
    return found->second;
}

Result<domain::Page<domain::ApiKey>> MemoryApiKeyStore::list(
    const RequestContext&, const TenantId& tenant, const domain::PageRequest& page
) {
    if (auto good = domain::validate(page); !good) return fail(good);
    Position start{std::numeric_limits<std::int64_t>::min(), ""};
    if (!page.cursor.empty()) {
        auto decoded = domain::decode_cursor("keys", page.cursor, {.numbers = 1, .texts = 1});
        if (!decoded) return fail(decoded);
        start = {decoded->numbers.front(), decoded->texts.front()};
    }
    std::vector<domain::ApiKey> keys;
    {
        const std::lock_guard lock(state_.mutex);
        for (const auto& [id, key] : state_.api_keys) {
            if (key.tenant == tenant && position_of(key) > start) keys.push_back(key);
        }
    }
    std::ranges::sort(keys, {}, position_of);
    return collect_page<domain::ApiKey>(
        keys.begin(),
        keys.end(),
        page.limit,
        "keys",
        [](domain::ApiKey& key) { return std::optional(std::move(key)); },
        [](const domain::ApiKey& last) {
            auto [created_at, id] = position_of(last);
            return domain::CursorPosition{.numbers = {created_at}, .texts = {std::move(id)}};
        }
    );
}

Result<void> MemoryApiKeyStore::replace(const RequestContext&, const domain::ApiKey& key) {
    const std::lock_guard lock(state_.mutex);
    const auto found = state_.api_keys.find(key.id);
    if (found == state_.api_keys.end() || found->second.tenant != key.tenant) return absent(key.id);
    found->second = key;
    return {};
}

}  // namespace lectern::backends::memory
