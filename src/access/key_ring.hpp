#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>

#include "access/key_text.hpp"
#include "access/steady_clock.hpp"
#include "core/clock.hpp"
#include "core/lru_map.hpp"
#include "core/request_context.hpp"
#include "core/result.hpp"
#include "core/thread_annotations.hpp"
#include "domain/api_key.hpp"
#include "ports/api_key_store.hpp"

namespace lectern::access {

/// What became of a key that was shown. Only the log may tell more than good or not.
enum class KeyStanding { good, unknown, wrong_secret, revoked, expired };

/// For logs, e.g. `wrong secret`.
std::string_view to_string(KeyStanding standing);

/// Checks API keys, and keeps what it looked up for a few seconds, absent keys too, so that an
/// authenticated request costs no read of the store. A change made by another process counts after
/// `lifetime`; one made here at once, through `forget`. Thread-safe.
class KeyRing final {
  public:
    struct Options {
        std::chrono::milliseconds lifetime{5'000};  ///< 0: the store is asked every time.
        std::size_t max_keys = 10'000;
        std::size_t max_absent = 10'000;  ///< Apart, so that guesses push no good key out.
    };

    struct Check {
        KeyStanding standing = KeyStanding::unknown;
        /// Null when unknown. Shared with the ring, which may forget it meanwhile.
        std::shared_ptr<const domain::ApiKey> key{};
    };

    /// `store` and `clock` outlive the ring.
    KeyRing(
        ports::ApiKeyStore& store,
        const Clock& clock,
        Options options,
        SteadyClock now = &std::chrono::steady_clock::now
    );

    /// Fails only when the store cannot be asked.
    Result<Check> check(const RequestContext& context, const KeyText& shown);

    /// To be called after every change of a key.
    void forget(const KeyId& id);

  private:
    struct Entry {
        std::shared_ptr<const domain::ApiKey> key;  // null: there is none
        SteadyTime read_at{};
    };

    Result<std::shared_ptr<const domain::ApiKey>> look_up(
        const RequestContext& context, const KeyId& id
    );

    ports::ApiKeyStore& store_;
    const Clock& clock_;
    const Options options_;
    const SteadyClock now_;
    std::mutex mutex_;  // not held while the store is asked
    LruMap<KeyId, Entry> present_ LECTERN_GUARDED_BY(mutex_);
    LruMap<KeyId, Entry> absent_ LECTERN_GUARDED_BY(mutex_);
    std::uint64_t changes_ LECTERN_GUARDED_BY(mutex_) = 0;
};

}  // namespace lectern::access
