#pragma once

#include <vector>

#include "core/clock.hpp"
#include "core/request_context.hpp"
#include "core/result.hpp"
#include "domain/dataset.hpp"
#include "domain/page.hpp"
#include "ports/dataset_store.hpp"
#include "ports/document_store.hpp"
#include "ports/embedder.hpp"
#include "services/index_updater.hpp"

namespace lectern::services {

/// A dataset with what it holds.
struct DatasetSummary {
    domain::Dataset dataset{};
    ports::DocumentCounts counts{};
};

/// Makes, shows and removes datasets. Thread-safe.
class DatasetService final {
  public:
    struct Options {
        bool create_on_ingest =
            true;  ///< A first document makes its dataset, with default settings.
    };

    /// `embedder` is null when the server has none. All outlive the service.
    DatasetService(
        ports::DatasetStore& datasets,
        ports::DocumentStore& documents,
        IndexUpdater& updater,
        const ports::Embedder* embedder,
        const Clock& clock,
        Options options
    );

    /// Fills in the model's dimensions. `invalid_argument` for settings out of range, an unknown
    /// language, or model embeddings on a server without embedder; `already_exists` when one of
    /// that name has other settings.
    Result<domain::Dataset> create(
        const RequestContext& context, const DatasetId& id, const domain::DatasetSettings& settings
    );

    Result<DatasetSummary> find(const RequestContext& context, const DatasetId& id);

    /// In the order asked; nothing where there is none. Two reads, however many.
    Result<std::vector<std::optional<DatasetSummary>>> find_many(
        const RequestContext& context, const std::vector<DatasetId>& ids
    );

    /// Two reads, however long the page.
    Result<domain::Page<DatasetSummary>> list(
        const RequestContext& context, const domain::PageRequest& page
    );

    /// Removes it with everything in it, from the index too.
    Result<void> remove(const RequestContext& context, const DatasetId& id);

    /// For ingest: the dataset as `find_or_create` would give it, without making it.
    Result<domain::Dataset> find_or_propose(const RequestContext& context, const DatasetId& id);

    /// For ingest: the dataset, made now when it is absent and `create_on_ingest` is set.
    Result<domain::Dataset> find_or_create(const RequestContext& context, const DatasetId& id);

    /// For retrieval: the named datasets, each once, or all of the tenant when none is named.
    /// `not_found` names a missing one.
    Result<std::vector<domain::Dataset>> resolve(
        const RequestContext& context, const std::vector<DatasetId>& ids
    );

  private:
    domain::DatasetSettings default_settings() const;
    Result<domain::DatasetSettings> complete(domain::DatasetSettings settings) const;
    Result<DatasetSummary> summarise(const RequestContext& context, domain::Dataset dataset);

    ports::DatasetStore& datasets_;
    ports::DocumentStore& documents_;
    IndexUpdater& updater_;
    const ports::Embedder* embedder_;
    const Clock& clock_;
    const Options options_;
};

}  // namespace lectern::services
