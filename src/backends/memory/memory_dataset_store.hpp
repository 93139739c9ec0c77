#pragma once

#include "backends/memory/state.hpp"
#include "ports/dataset_store.hpp"

namespace lectern::backends::memory {

/// Datasets in memory. `state` outlives it.
class MemoryDatasetStore final : public ports::DatasetStore {
  public:
    explicit MemoryDatasetStore(State& state) : state_(state) {}

    Result<domain::Dataset> create(const RequestContext& context, const domain::Dataset& dataset)
        override;
    Result<std::vector<std::optional<domain::Dataset>>> find_many(
        const RequestContext& context, std::span<const DatasetId> ids
    ) override;
    Result<domain::Page<domain::Dataset>> list(
        const RequestContext& context, const domain::PageRequest& page
    ) override;
    Result<void> remove(const RequestContext& context, const DatasetId& id) override;

  private:
    State& state_;
};

}  // namespace lectern::backends::memory
