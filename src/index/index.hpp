#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "core/result.hpp"
#include "core/thread_annotations.hpp"
#include "index/change_set.hpp"
#include "index/document.hpp"
#include "index/hnsw_options.hpp"
#include "index/manifest.hpp"
#include "index/merge_policy.hpp"
#include "index/snapshot.hpp"

namespace lectern::index {

struct IndexOptions {
    std::uint32_t dimensions =
        0;  ///< Of every vector; 0: those that it has, or those of the first to come.
    std::uint32_t title_weight = 1;  ///< How often a term of a title counts.
    std::uint64_t head_bytes =
        16U << 20U;  ///< A head in memory above this is written out, with the floor as it was.
    std::uint64_t graph_from =
        20'000;  ///< Segments with as many vectors get a graph when they are merged.
    HnswOptions graph{};
    MergePolicy merges{};
    bool create = true;  ///< Make an empty index where there is none, rather than fail.
};

/// Chunks that are found by words and by vectors, kept in one folder: immutable segments in files,
/// a head of immutable segments in memory that is searched alike, and a manifest (FORMAT.md). It
/// starts no threads: its owner calls `flush` and `merge_once`, from any thread.
///
/// Thread-safe. Searches work on a snapshot and never wait for writers, but for the copying of a
/// pointer. `apply` waits neither for a flush nor for a merge, unless the head is full.
class Index final {
    struct Key {};

  public:
    /// Opens what is in `folder` and checks all of it; makes the folder when it is missing. A
    /// damaged or missing file is named in the error (`internal`), and nothing in the folder is
    /// changed then. `failed_precondition` when it was made with other dimensions or another title
    /// weight. What a crash left behind is removed.
    static Result<std::unique_ptr<Index>> open(
        const std::filesystem::path& folder, const IndexOptions& options
    );

    /// Says what is wrong in a folder that no process writes to, one line a fault.
    static std::vector<std::string> find_faults(const std::filesystem::path& folder);

    /// For `open` alone.
    Index(Key key, std::filesystem::path folder, const IndexOptions& options);
    Index(const Index&) = delete;
    Index& operator=(const Index&) = delete;

    /// Takes changes in, in order; all are visible at once when it returns, and durable after the
    /// next `flush`. A document is passed over when a newer version of it is held, or when a
    /// removal of a later sequence was applied; a removal when the document held is of a later
    /// sequence; a document that is held with its very sequence changes nothing.
    /// `invalid_argument`, with nothing changed, when a vector has another length, ordinals do not
    /// rise, or an id is not its document's.
    Result<void> apply(std::span<const Change> changes);

    /// Makes everything durable that was applied before the call. `floor`: every change up to it
    /// was applied.
    Result<void> flush(std::uint64_t floor);

    /// The floor of the last flush, also of one before a restart; 0 when there was none.
    std::uint64_t floor() const;

    /// Does the merge that is due most, if any; false when none was. May take minutes for large
    /// graphs; `cancelled`, with nothing changed, when `stop` asked to stop on the way.
    Result<bool> merge_once(const std::stop_token& stop = {});

    /// Lets nothing get durable any more: later flushes and merges fail with `cancelled`. For an
    /// owner that gives the folder to another index while some may still be under way. Does not
    /// wait for these.
    void abandon();

    /// What is held now.
    std::shared_ptr<const Snapshot> snapshot() const;

  private:
    using Views = std::vector<SegmentView>;

    Result<void> load();

    void publish(std::uint32_t dimensions, Views views);
    void merge_head(std::uint32_t dimensions, Views& views) LECTERN_REQUIRES(change_mutex_);
    bool is_sealed(const SegmentView& view) const LECTERN_REQUIRES(change_mutex_);
    static SegmentView make_head_segment(SegmentInput input);

    Views seal_head();
    void unseal_head();
    Result<Views> write_merged(
        const Views& sources, bool may_have_graph, const std::stop_token& stop
    );
    Result<void> commit(const Views& replaced, const Views& merged, std::uint64_t floor);
    void replace(const Views& replaced, const Views& merged);
    Result<void> save_manifest(const Snapshot& held, std::uint64_t floor)
        LECTERN_REQUIRES(commit_mutex_);

    const std::filesystem::path folder_;
    const IndexOptions options_;
    std::atomic<std::uint64_t> next_file_ = 1;

    // Taken in this order, each for its own: a whole flush, a whole merge, making one of them the
    // state on the disk (the only one held during I/O of the manifest), changing what is held,
    // copying the pointer to it.
    std::mutex flush_mutex_;
    std::mutex merge_mutex_;
    std::mutex commit_mutex_;
    std::mutex change_mutex_;
    mutable std::mutex snapshot_mutex_;

    Manifest committed_ LECTERN_GUARDED_BY(commit_mutex_);
    bool is_abandoned_ LECTERN_GUARDED_BY(commit_mutex_) = false;
    bool has_manifest_ LECTERN_GUARDED_BY(commit_mutex_) = false;
    std::atomic<std::uint64_t> floor_ = 0;
    std::vector<std::shared_ptr<const Segment>> sealed_ LECTERN_GUARDED_BY(change_mutex_
    );  // being flushed
    // Removals that an older change may still come after; by id.
    Removals removals_ LECTERN_GUARDED_BY(change_mutex_);
    std::shared_ptr<const Snapshot> snapshot_ LECTERN_GUARDED_BY(snapshot_mutex_
    );  // shared with searches under way
};

}  // namespace lectern::index
