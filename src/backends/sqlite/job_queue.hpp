#pragma once

#include "backends/sqlite/database.hpp"
#include "backends/sqlite/queue_signal.hpp"
#include "core/clock.hpp"
#include "ports/job_queue.hpp"

namespace lectern::backends::sqlite {

/// The queue over the items that `SqliteJobStore` accepted. An item has a row of its own only from
/// its first lease on.
class SqliteJobQueue final : public ports::JobQueue {
  public:
    SqliteJobQueue(Database& database, QueueSignal& signal, const Clock& clock)
        : database_(database), signal_(signal), clock_(clock) {}

    Result<void> enqueue(const RequestContext& context, std::span<const ports::QueueEntry> entries)
        override;
    Result<std::vector<ports::Lease>> lease(
        const RequestContext& context, const ports::LeaseRequest& request
    ) override;
    Result<std::vector<ports::Lease>> extend(
        const RequestContext& context,
        std::span<const ports::Lease> leases,
        std::chrono::milliseconds duration
    ) override;
    Result<void> release(
        const RequestContext& context, const ports::Lease& lease, std::chrono::milliseconds delay
    ) override;
    Result<void> acknowledge(const RequestContext& context, std::span<const ports::Lease> leases)
        override;
    Result<ports::QueueDepth> depth(const RequestContext& context) override;
    void wake() override;

    /// Ends every lease. At open: the folder's lock says that whoever held them is gone.
    Result<void> end_leases();

  private:
    /// What can be had now, without waiting.
    Result<std::vector<ports::Lease>> take(const ports::LeaseRequest& request);

    Database& database_;
    QueueSignal& signal_;
    const Clock& clock_;
    std::uint64_t leases_ = 0;  // That handed something out; used by the writer's thread alone.
};

}  // namespace lectern::backends::sqlite
