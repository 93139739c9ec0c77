#pragma once

#include "backends/memory/state.hpp"
#include "ports/dead_letter_store.hpp"

namespace lectern::backends::memory {

/// The dead letters that `MemoryJobStore::advance` wrote. `state` outlives it.
class MemoryDeadLetterStore final : public ports::DeadLetterStore {
  public:
    explicit MemoryDeadLetterStore(State& state) : state_(state) {}

    Result<domain::DeadLetter> find(const RequestContext& context, const DeadLetterId& id) override;
    Result<domain::Page<domain::DeadLetter>> list(
        const RequestContext& context,
        const ports::DeadLetterFilter& filter,
        const domain::PageRequest& page
    ) override;
    Result<void> remove(const RequestContext& context, const DeadLetterId& id) override;

  private:
    State& state_;
};

}  // namespace lectern::backends::memory
