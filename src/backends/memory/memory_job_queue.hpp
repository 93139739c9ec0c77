#pragma once

#include "backends/memory/state.hpp"
#include "ports/job_queue.hpp"

namespace lectern::backends::memory {

/// The queue of what `MemoryJobStore` accepted. `state` outlives it.
class MemoryJobQueue final : public ports::JobQueue {
  public:
    explicit MemoryJobQueue(State& state) : state_(state) {}

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

  private:
    State& state_;
};

}  // namespace lectern::backends::memory
