#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <vector>

#include "core/clock.hpp"
#include "core/request_context.hpp"
#include "core/result.hpp"
#include "core/thread_annotations.hpp"
#include "ports/dataset_store.hpp"
#include "ports/document_store.hpp"
#include "ports/graph_store.hpp"
#include "ports/search_index.hpp"
#include "services/index_catch_up.hpp"
#include "telemetry/telemetry.hpp"

namespace lectern::services {

/// The one place where the system of record and what is derived from it (index and graph) change
/// together: record first, then the rest, one change at a time, so that the order of sequences is
/// the order of application.
///
/// It keeps the floor, the sequence up to which everything is applied. After a change that may be
/// in the record but not in the index, the index is behind: the floor stays where it is, and before
/// the next change everything after it is replayed; until that works, changes fail with the
/// replay's error and alter nothing.
///
/// Thread-safe. One a process and index; every change of documents must go through it.
class IndexUpdater final {
  public:
    struct Options {
        std::uint64_t flush_after_changes = 10'000;
        std::chrono::milliseconds flush_after{30'000
        };  ///< Since the first change that was not flushed.
    };

    /// All outlive the updater. Starts from `index.covered()`: call `catch_up` before anything
    /// else.
    IndexUpdater(
        ports::DatasetStore& datasets,
        ports::DocumentStore& documents,
        ports::GraphStore& graph,
        ports::SearchIndex& index,
        const Clock& clock,
        const telemetry::Telemetry& telemetry,
        Options options
    );

    /// Publishes documents of one dataset of `context.principal.tenant` with what they say about
    /// the graph; `graphs` is empty or has one entry a document. What comes back is searchable.
    /// `not_found` when the dataset is gone, `failed_precondition` when it is another than it was.
    Result<std::vector<ports::Publication>> publish(
        const RequestContext& context,
        const domain::Dataset& dataset,
        std::vector<ports::ProcessedDocument> documents,
        std::vector<ports::DocumentGraph> graphs
    );

    /// When it returns, no search finds the document. With `expected`, fails with
    /// `failed_precondition` unless that is the live version. `not_found` when there is no such
    /// dataset or document.
    Result<void> remove(
        const RequestContext& context,
        const DatasetId& dataset,
        const DocumentId& id,
        std::optional<domain::Version> expected = std::nullopt
    );

    /// See `ports::DatasetStore::create`; what the index still held under that name is forgotten
    /// first.
    Result<domain::Dataset> create_dataset(
        const RequestContext& context, const domain::Dataset& dataset
    );

    /// From the record, then from the index. `not_found` when there is none.
    Result<void> remove_dataset(const RequestContext& context, const DatasetId& id);

    /// Applies every change after the floor and flushes; run before the server is ready, and by a
    /// rebuild after the index was emptied. `on_progress` gets the number of changes applied so
    /// far. Returns the number applied.
    Result<std::uint64_t> catch_up(
        const RequestContext& context, const std::function<void(std::uint64_t)>& on_progress = {}
    );

    /// Makes the index durable up to the floor. At shutdown, after the last change.
    Result<void> flush(const RequestContext& context);

    /// Flushes when enough changes or enough time went by; when the index is behind, tries to
    /// repair it. To be called now and then. Failures are logged.
    void maintain(const RequestContext& context);

    ports::Sequence floor() const;
    bool is_behind() const;

  private:
    Result<void> repair(const RequestContext& context) LECTERN_REQUIRES(order_mutex_);
    Result<void> apply(
        const RequestContext& context,
        const domain::Dataset& dataset,
        std::vector<ports::Change> changes
    ) LECTERN_REQUIRES(order_mutex_);
    Result<void> forget(const RequestContext& context, const DatasetId& id)
        LECTERN_REQUIRES(order_mutex_);
    void mark_behind(const RequestContext& context, const Error& error)
        LECTERN_REQUIRES(order_mutex_);
    void set_behind(bool is_behind) LECTERN_REQUIRES(order_mutex_);
    void count_pending(std::uint64_t changes) LECTERN_REQUIRES(order_mutex_);
    bool is_flush_due() const;

    const ReplayPorts ports_;
    const Clock& clock_;
    const telemetry::Telemetry telemetry_;
    const Options options_;

    /// Held over store and index calls: keeping these in one order is what it is for.
    mutable std::mutex order_mutex_;
    ports::Sequence floor_ LECTERN_GUARDED_BY(order_mutex_);
    bool behind_ LECTERN_GUARDED_BY(order_mutex_) = false;
    std::uint64_t pending_ LECTERN_GUARDED_BY(order_mutex_) = 0;  ///< Changes since the last flush.
    Timestamp pending_since_ LECTERN_GUARDED_BY(order_mutex_){};

    std::mutex flush_mutex_;  ///< One flush at a time; taken before `order_mutex_`, which a flush
                              ///< does not hold.
};

}  // namespace lectern::services
