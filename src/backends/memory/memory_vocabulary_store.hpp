#pragma once

#include "backends/memory/state.hpp"
#include "ports/graph_store.hpp"

namespace lectern::backends::memory {

/// Vocabularies in memory. `state` outlives it.
class MemoryVocabularyStore final : public ports::VocabularyStore {
  public:
    explicit MemoryVocabularyStore(State& state) : state_(state) {}

    Result<void> put(const RequestContext& context, const domain::Vocabulary& vocabulary) override;
    Result<domain::Vocabulary> find(const RequestContext& context, const VocabularyId& id) override;
    Result<domain::Page<domain::Vocabulary>> list(
        const RequestContext& context, const domain::PageRequest& page
    ) override;
    Result<void> remove(const RequestContext& context, const VocabularyId& id) override;

  private:
    State& state_;
};

}  // namespace lectern::backends::memory
