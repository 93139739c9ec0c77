#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <optional>

#include "core/thread_annotations.hpp"
#include "ports/api_key_store.hpp"

namespace lectern::access::testing {

/// Keeps keys in memory, counts reads, and fails when it is told to. Thread-safe.
class FakeKeyStore final : public ports::ApiKeyStore {
  public:
    Result<void> create(const RequestContext&, const domain::ApiKey& key) override {
        const std::lock_guard lock(mutex_);
        if (failure_) return fail(*failure_);
        if (!keys_.emplace(key.id, key).second)
            return fail(ErrorCode::already_exists, "key " + key.id.value + " exists");
        return {};
    }

    Result<domain::ApiKey> find(const RequestContext&, const KeyId& id) override {
        std::unique_lock lock(mutex_);
        ++reads_;
        if (failure_) return fail(*failure_);
        const auto found = keys_.find(id);
        std::optional<domain::ApiKey> key;
        if (found != keys_.end()) key = found->second;
        const auto hook = after_read_;
        lock.unlock();
        if (hook) hook();
        if (!key) return fail(ErrorCode::not_found, "key " + id.value + " not found");
        return *key;
    }

    Result<domain::Page<domain::ApiKey>>
    list(const RequestContext&, const TenantId& tenant, const domain::PageRequest&) override {
        const std::lock_guard lock(mutex_);
        if (failure_) return fail(*failure_);
        domain::Page<domain::ApiKey> page;
        for (const auto& [id, key] : keys_) {
            if (key.tenant == tenant) page.items.push_back(key);
        }
        return page;
    }

    Result<void> replace(const RequestContext&, const domain::ApiKey& key) override {
        const std::lock_guard lock(mutex_);
        if (failure_) return fail(*failure_);
        const auto found = keys_.find(key.id);
        if (found == keys_.end() || found->second.tenant != key.tenant)
            return fail(ErrorCode::not_found, "key " + key.id.value + " not found");
        found->second = key;
        return {};
    }

    int reads() const {
        const std::lock_guard lock(mutex_);
        return reads_;
    }
    void fail_with(std::optional<Error> failure) {
        const std::lock_guard lock(mutex_);
        failure_ = std::move(failure);
    }
    /// Called when a key was read and before the reader gets it.
    void after_read(std::function<void()> hook) {
        const std::lock_guard lock(mutex_);
        after_read_ = std::move(hook);
    }

  private:
    mutable std::mutex mutex_;
    std::map<KeyId, domain::ApiKey> keys_ LECTERN_GUARDED_BY(mutex_);
    std::optional<Error> failure_ LECTERN_GUARDED_BY(mutex_);
    std::function<void()> after_read_ LECTERN_GUARDED_BY(mutex_);
    int reads_ LECTERN_GUARDED_BY(mutex_) = 0;
};

}  // namespace lectern::access::testing
