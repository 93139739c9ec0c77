#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "access/credential.hpp"
#include "access/rules.hpp"
#include "core/request_context.hpp"
#include "core/result.hpp"

namespace lectern::access {

/// Where a request came from, for the audit trail.
struct Origin {
    std::string_view protocol;        ///< `rest`, `graphql` or `grpc`.
    std::string_view remote_address;  ///< Without port.
};

/// How much of its rate limit a caller has left, as told by `RateLimit-*` headers.
struct Quota {
    std::uint64_t limit = 0;  ///< Requests that may come at once.
    std::uint64_t remaining = 0;
    std::chrono::seconds reset{};   ///< Until `limit` may come again.
    std::chrono::seconds window{};  ///< In which `limit` requests are refilled.
};

/// An operation that was let in, or not. While it lives it counts against the caller's concurrency
/// limit. One thread at a time.
class Admission final {
  public:
    /// The book-keeping behind an admission.
    class Slot {
      public:
        virtual ~Slot() = default;
        virtual void finish(std::optional<ErrorCode> outcome, std::string_view target) = 0;
    };

    Admission(Result<void> verdict, std::optional<Quota> quota, std::unique_ptr<Slot> slot);
    ~Admission();
    Admission(Admission&&) noexcept;
    Admission& operator=(Admission&&) noexcept;

    /// `permission_denied`, or `resource_exhausted` with `retry_after`.
    const Result<void>& verdict() const { return verdict_; }
    /// Nothing when no rate limit is set.
    const std::optional<Quota>& quota() const { return quota_; }

    /// Tells how the operation ended (nothing: well) and what it was about; writes stand in the
    /// audit trail with it. An admission that is dropped without it counts as `internal`.
    void finish(std::optional<ErrorCode> outcome, std::string_view target = {});

  private:
    Result<void> verdict_;
    std::optional<Quota> quota_;
    std::unique_ptr<Slot> slot_;
};

/// The one way in, for all protocols: first `authenticate`, once a request, then `admit`, once an
/// operation. Refusals are audited. Thread-safe; may block for a look into the key store or for the
/// issuer's keys.
class Gate {
  public:
    virtual ~Gate() = default;

    /// Whether credentials are asked for at all.
    virtual bool is_open() const = 0;

    /// Who shows `credential`. In an open gate everybody is the default principal. With nothing
    /// shown: `unauthenticated`. For operations without scope nobody needs to ask.
    virtual Result<Principal> authenticate(
        const RequestContext& context, const Origin& origin, const Credential& credential
    ) = 0;

    /// Whether the context's principal may call the operation now.
    virtual Admission admit(
        const RequestContext& context, const Origin& origin, const Rule& rule
    ) = 0;
};

/// Passes on the principal of a caller that is known now, and tells the request's progress.
Principal known(const RequestContext& context, Principal principal);

/// Lets everybody in as the default principal; keeps no limits and no trail. For tests.
class OpenGate final : public Gate {
  public:
    bool is_open() const override { return true; }
    Result<Principal> authenticate(
        const RequestContext& context, const Origin& origin, const Credential& credential
    ) override;
    Admission admit(const RequestContext& context, const Origin& origin, const Rule& rule) override;
};

}  // namespace lectern::access
