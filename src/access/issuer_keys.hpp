#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "access/key_set.hpp"
#include "access/steady_clock.hpp"
#include "core/executor.hpp"
#include "core/request_context.hpp"
#include "core/result.hpp"
#include "core/thread_annotations.hpp"
#include "net/http_client.hpp"
#include "telemetry/telemetry.hpp"

namespace lectern::access {

/// The public keys of an issuer of tokens: fetched from its JWK set (RFC 7517), kept as long as
/// `Cache-Control` says within bounds, renewed in the background, and kept on when the issuer is
/// down. One fetch at a time, whoever waits for it. Thread-safe.
class IssuerKeys final {
  public:
    struct Options {
        std::string issuer{};     ///< As in `iss`; an https URL.
        std::string jwks_url{};   ///< Empty: from OpenID Connect Discovery 1.0 of the issuer.
        bool allow_http = false;  ///< Plain http beyond loopback, where whoever is on the way can
                                  ///< put keys of their own in place.
        std::chrono::seconds default_lifetime{300};  ///< When the answer does not say.
        std::chrono::seconds shortest_lifetime{60};
        std::chrono::seconds longest_lifetime{86'400};
        std::chrono::seconds longest_stale{86'400};  ///< Beyond the lifetime, issuer down.
        /// Between two fetches that an unknown key id or a failure asks for.
        std::chrono::milliseconds shortest_pause{10'000};
        std::chrono::milliseconds timeout{5'000};  ///< For one fetch.
        std::size_t max_bytes = 256U << 10;        ///< Of an answer.
        std::size_t max_keys = 64;
    };

    /// Fetches nothing yet.
    IssuerKeys(
        Options options,
        const telemetry::Telemetry& telemetry,
        SteadyClock now = &std::chrono::steady_clock::now
    );
    ~IssuerKeys();
    IssuerKeys(const IssuerKeys&) = delete;
    IssuerKeys& operator=(const IssuerKeys&) = delete;

    /// The keys. Waits for a fetch only when there are none that may still be used; `unavailable`
    /// with `retry_after` when that fails, `deadline_exceeded` or `cancelled` as the context says.
    Result<std::shared_ptr<const KeySet>> get(const RequestContext& context);

    /// For a token whose key `seen` does not have: newer keys when there are some or a fetch is
    /// allowed by now; otherwise `seen` again.
    Result<std::shared_ptr<const KeySet>> get_newer(
        const RequestContext& context, std::shared_ptr<const KeySet> seen
    );

  private:
    using Lock = std::unique_lock<std::mutex>;
    struct Fetched {
        KeySet keys;
        std::chrono::seconds lifetime{};
    };

    bool may_fetch(SteadyTime now) const LECTERN_REQUIRES(mutex_);
    void start_fetch(SteadyTime now, const RequestContext& cause) LECTERN_REQUIRES(mutex_);
    Result<void> await_fetch(Lock& lock, const RequestContext& context);
    void run_fetch(const RequestContext& context);
    Result<Fetched> fetch(const RequestContext& context);
    Result<std::string> find_jwks_url(const RequestContext& context);
    Result<net::HttpResponse> get_document(const RequestContext& context, const std::string& url);
    std::chrono::seconds lifetime_of(std::string_view cache_control) const;

    const Options options_;
    const telemetry::Telemetry telemetry_;
    const SteadyClock now_;
    net::HttpClient client_;
    std::stop_source stop_;

    std::mutex mutex_;  // not held while keys are fetched
    std::condition_variable_any fetched_;
    std::shared_ptr<const KeySet> keys_ LECTERN_GUARDED_BY(mutex_);  // shared with their users
    SteadyTime fresh_until_ LECTERN_GUARDED_BY(mutex_){};
    std::optional<SteadyTime> last_attempt_ LECTERN_GUARDED_BY(mutex_);
    bool fetching_ LECTERN_GUARDED_BY(mutex_) = false;
    Executor fetcher_;
};

/// `invalid_argument` when an URL is not https (nor http where that is allowed) or bounds cross.
Result<void> validate(const IssuerKeys::Options& options);

}  // namespace lectern::access
