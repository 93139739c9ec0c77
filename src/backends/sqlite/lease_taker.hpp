#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "backends/sqlite/connection.hpp"
#include "core/result.hpp"
#include "domain/lease_order.hpp"
#include "ports/job_queue.hpp"

namespace lectern::backends::sqlite {

enum class QueueStatus { ready, delayed, leased };

/// What stands in `Lease::token`.
struct LeaseToken {
    std::int64_t item = 0;
    std::int64_t secret = 0;

    std::string text() const;
    /// Nothing for a token that is not ours.
    static std::optional<LeaseToken> parse(std::string_view text);
};

/// Hands out entries of the queue, in one transaction of the writer. Both kinds are taken in their
/// common order: items that come back, which have rows in `queue`, and items never leased, which
/// are a job's from `next_ordinal` on.
class LeaseTaker final {
  public:
    LeaseTaker(Connection& connection, Timestamp now, std::chrono::milliseconds duration)
        : connection_(connection), now_(now), expires_at_(now + duration) {}

    /// Makes entries ready whose delay has passed or whose lease ran out.
    Result<void> make_due_ready();

    Result<std::vector<ports::Lease>> take(std::size_t max_entries, domain::LeaseOrder order);

  private:
    /// The next entry of one priority, of either kind.
    struct Head {
        Timestamp accepted_at{};
        std::int64_t item = 0;
        bool is_new = false;  ///< Never leased.

        auto operator<=>(const Head&) const = default;
    };

    Result<void> take_of(std::span<const domain::Priority> priorities, std::size_t max_entries);
    Result<std::optional<Head>> first_of(std::span<const domain::Priority> priorities);
    Result<std::optional<Head>> first_returned(domain::Priority priority);
    Result<std::optional<Head>> first_new(domain::Priority priority);
    Result<void> take_returned(std::int64_t item);
    /// Items of the job from its first new one on.
    Result<void> take_new(std::int64_t job_key, std::size_t max_entries);
    LeaseToken make_token(std::int64_t item) const;

    Connection& connection_;
    const Timestamp now_;
    const Timestamp expires_at_;
    std::vector<ports::Lease> leases_;
};

}  // namespace lectern::backends::sqlite
