#pragma once

#include <vector>

#include "core/request_context.hpp"
#include "core/result.hpp"
#include "domain/page.hpp"
#include "domain/vocabulary.hpp"
#include "ports/graph_store.hpp"
#include "services/dataset_service.hpp"
#include "services/vocabulary_cache.hpp"

namespace lectern::services {

/// Shows entities and their neighbours, and keeps vocabularies. Thread-safe.
class GraphService final {
  public:
    /// All outlive the service; `cache` is the workers', which learn of changed vocabularies
    /// through it.
    GraphService(
        DatasetService& datasets,
        ports::GraphStore& graph,
        ports::VocabularyStore& vocabularies,
        VocabularyCache& cache
    );

    Result<domain::Entity> find(
        const RequestContext& context, const DatasetId& dataset, const EntityId& id
    );

    /// `filter.name` is as a person writes it.
    Result<domain::Page<domain::Entity>> list(
        const RequestContext& context,
        const DatasetId& dataset,
        const ports::EntityFilter& filter,
        const domain::PageRequest& page
    );

    /// Nearest first. `not_found` when there is no such entity; depth is 1 to 3, limit 1 to 1000.
    Result<std::vector<ports::Neighbour>> neighbours(
        const RequestContext& context,
        const DatasetId& dataset,
        const ports::NeighbourRequest& request
    );

    /// Adds or replaces; documents indexed from now on are matched against it. At most 100,000
    /// entities.
    Result<void> put_vocabulary(
        const RequestContext& context, const domain::Vocabulary& vocabulary
    );
    Result<domain::Vocabulary> find_vocabulary(
        const RequestContext& context, const VocabularyId& id
    );
    Result<domain::Page<domain::Vocabulary>> list_vocabularies(
        const RequestContext& context, const domain::PageRequest& page
    );
    Result<void> remove_vocabulary(const RequestContext& context, const VocabularyId& id);

  private:
    DatasetService& datasets_;
    ports::GraphStore& graph_;
    ports::VocabularyStore& vocabularies_;
    VocabularyCache& cache_;
};

}  // namespace lectern::services
