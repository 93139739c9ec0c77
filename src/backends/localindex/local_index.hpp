#pragma once

#include <atomic>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <string>
#include <vector>

#include "backends/localindex/catalogue.hpp"
#include "backends/localindex/dataset_index.hpp"
#include "backends/localindex/merger.hpp"
#include "backends/localindex/scope.hpp"
#include "core/thread_annotations.hpp"
#include "index/bm25.hpp"
#include "index/index.hpp"
#include "ports/search_index.hpp"
#include "telemetry/log.hpp"

namespace lectern::backends::localindex {

struct LocalIndexOptions {
    std::filesystem::path folder;              ///< Made when it is missing. One process at a time.
    index::Bm25 tuning{.k1 = 1.5, .b = 0.75};  ///< By measurement, see README.md.
    index::IndexOptions index{
        .title_weight = 2
    };  ///< Of every dataset; `dimensions` and `create` are set here.
    std::size_t vector_candidates = 128;  ///< That a search of a vector graph keeps, at least.
    bool merge_in_background = true;      ///< Off: only `merge` merges.
};

/// A document as the index holds it.
struct HeldDocument {
    DocumentId id;
    domain::Version version = 0;
    std::uint32_t chunk_count = 0;

    bool operator==(const HeldDocument&) const = default;
};

/// What an index has come to, over all datasets.
struct IndexSize {
    std::uint64_t segments = 0;  ///< Files.
    std::uint64_t chunks = 0;    ///< That can be found.
    std::uint64_t bytes = 0;     ///< Of the files.

    bool operator==(const IndexSize&) const = default;
};

/// The embedded index: a folder a dataset (`<tenant>/<dataset>`, encoded) with an `index::Index`,
/// and a catalogue. A dataset that is found damaged at the start is named in the log and dropped,
/// and `covered` is 0 from then until the next flush, so that the store's changes fill it again;
/// the other datasets then pass over what they hold.
///
/// After `flush(floor)` returned, everything up to `floor` is on the disk in all datasets: each of
/// them is flushed first, the catalogue with the floor is replaced last. What happened after the
/// floor may be there or not. `apply` fails with `failed_precondition` when the dataset holds
/// documents that were indexed with other settings, and with `invalid_argument` for vectors of
/// another length. See the port for the rest. Thread-safe.
class LocalIndex final : public ports::SearchIndex {
    struct Key {};

  public:
    /// Fails only when the folder cannot be used.
    static Result<std::unique_ptr<LocalIndex>> open(
        const LocalIndexOptions& options, telemetry::Log log
    );

    /// What is wrong with the files in a folder, one line a fault: `<tenant>/<dataset>: ...`.
    /// Changes nothing; nothing else must be writing. To be asked before `open`, which drops what
    /// is damaged.
    static std::vector<std::string> find_faults(const std::filesystem::path& folder);

    /// For `open` alone.
    LocalIndex(Key key, const LocalIndexOptions& options, telemetry::Log log);
    LocalIndex(const LocalIndex&) = delete;
    LocalIndex& operator=(const LocalIndex&) = delete;

    Result<void> apply(
        const RequestContext& context,
        const domain::Dataset& dataset,
        std::span<const ports::Change> changes
    ) override;
    Result<domain::LegResult> search(
        const RequestContext& context, const ports::LexicalQuery& query
    ) override;
    Result<domain::LegResult> search(const RequestContext& context, const ports::VectorQuery& query)
        override;
    Result<std::vector<domain::LegHit>> restrict(
        const RequestContext& context,
        const ports::SearchScope& scope,
        std::span<const domain::LegHit> chunks
    ) override;
    Result<std::vector<domain::Facet>> facets(
        const RequestContext& context, const ports::FacetQuery& query
    ) override;
    Result<std::vector<ports::TermScore>> explain(
        const RequestContext& context, const ports::LexicalQuery& query, const domain::LegHit& chunk
    ) override;
    Result<void> remove(const RequestContext& context, const DatasetId& dataset) override;
    Result<void> flush(const RequestContext& context, ports::Sequence floor) override;
    ports::Sequence covered() const override;

    /// Does every merge that is due, on this thread.
    Result<void> merge();

    /// The datasets that have an index.
    std::vector<DatasetKey> datasets() const;

    /// Quick: waits for no change, flush or merge.
    IndexSize size() const;

    /// The documents that a dataset's index holds, in no order; none when it has none.
    std::vector<HeldDocument> documents(const DatasetKey& key) const;

  private:
    using Datasets = std::map<DatasetKey, std::shared_ptr<DatasetIndex>>;

    Result<void> load();
    void load_dataset(const std::string& name, Catalogue& kept);
    std::vector<std::shared_ptr<DatasetIndex>> list() const;
    std::shared_ptr<DatasetIndex> find(const DatasetKey& key) const;
    Result<std::shared_ptr<DatasetIndex>> find_or_create(const domain::Dataset& dataset);
    Result<std::shared_ptr<DatasetIndex>> create(const domain::Dataset& dataset)
        LECTERN_REQUIRES(catalogue_mutex_);
    Result<void> save(const Catalogue& catalogue) LECTERN_REQUIRES(catalogue_mutex_);
    Result<Scope> open_scope(const RequestContext& context, const ports::SearchScope& scope) const;

    const LocalIndexOptions options_;
    const telemetry::Log log_;
    std::mutex flush_mutex_;      // one flush at a time
    std::mutex catalogue_mutex_;  // taken after flush_mutex_: making and dropping folders, the
                                  // catalogue's file
    Catalogue catalogue_ LECTERN_GUARDED_BY(catalogue_mutex_);  // as it is on the disk
    std::atomic<ports::Sequence> covered_ = 0;
    mutable std::shared_mutex datasets_mutex_;  // taken last, never during I/O
    // Shared with searches, changes and merges under way.
    Datasets datasets_ LECTERN_GUARDED_BY(datasets_mutex_);
    std::optional<Merger> merger_;  // last: its thread uses all of the above
};

}  // namespace lectern::backends::localindex
