#pragma once

#include <chrono>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "core/request_context.hpp"
#include "core/result.hpp"
#include "domain/job.hpp"

namespace lectern::ports {

/// One item to be worked on.
struct QueueEntry {
    JobId job{};
    std::uint32_t ordinal = 0;
    TenantId tenant{};
    DatasetId dataset{};
    DocumentId document{};
    domain::Version version = 0;
    domain::Priority priority = domain::Priority::normal;
    std::uint32_t attempt = 1;  ///< From 1; counts leases that were released or ran out.
    std::string request_id{};
    std::string correlation_id{};
    std::string traceparent{};
    Timestamp accepted_at{};
};

/// The right to work on an entry until `expires_at`. Whoever holds an expired one has lost it.
struct Lease {
    std::string token{};
    QueueEntry entry;
    Timestamp expires_at{};
};

struct LeaseRequest {
    std::string worker{};
    std::size_t max_entries = 16;
    std::chrono::milliseconds duration{60'000};
    /// How long to wait for a first entry; ended early by `context.stop` and by `wake`.
    std::chrono::milliseconds wait{1'000};
};

struct QueueDepth {
    std::uint64_t ready = 0;
    std::uint64_t delayed = 0;
    std::uint64_t leased = 0;
    Timestamp oldest_accepted_at{};  ///< Of the entries not leased; the epoch when there are none.
};

/// Hands items to workers, each to one at a time. Higher priorities first, then older entries; a
/// low priority is never starved: one lease in eight starts at the oldest entry whatever its
/// priority. At least once: an entry whose lease runs out is handed out again. Thread-safe, for all
/// tenants.
class JobQueue {
  public:
    virtual ~JobQueue() = default;

    /// Adds what is not already there (same job and ordinal). With `JobStore` in the same back end
    /// this only wakes.
    virtual Result<void> enqueue(
        const RequestContext& context, std::span<const QueueEntry> entries
    ) = 0;

    /// Empty when `wait` passed without an entry.
    virtual Result<std::vector<Lease>> lease(
        const RequestContext& context, const LeaseRequest& request
    ) = 0;

    /// Pushes the end of the leases out to `duration` from now. Lost ones are left out of what
    /// comes back.
    virtual Result<std::vector<Lease>> extend(
        const RequestContext& context,
        std::span<const Lease> leases,
        std::chrono::milliseconds duration
    ) = 0;

    /// Gives an entry back to be leased again after `delay`, as its next attempt. Lost leases are
    /// ignored.
    virtual Result<void> release(
        const RequestContext& context, const Lease& lease, std::chrono::milliseconds delay
    ) = 0;

    /// Done with these entries for good. Lost leases are ignored.
    virtual Result<void> acknowledge(
        const RequestContext& context, std::span<const Lease> leases
    ) = 0;

    virtual Result<QueueDepth> depth(const RequestContext& context) = 0;

    /// Ends every `lease` that waits.
    virtual void wake() = 0;
};

}  // namespace lectern::ports
