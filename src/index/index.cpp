#include "index/index.hpp"

#include <algorithm>
#include <limits>
#include <system_error>

#include "index/batch.hpp"
#include "index/files.hpp"
#include "index/index_folder.hpp"
#include "index/merge.hpp"
#include "index/segment_writer.hpp"

namespace lectern::index {
namespace {

constexpr MergePolicy head_policy{
    .fan_in = 8,
    .smallest_tier = 1,
    .largest = std::numeric_limits<std::uint64_t>::max(),
    .most_deleted = 0.5
};

bool holds(const std::vector<SegmentView>& views, const SegmentView& wanted) {
    return std::ranges::any_of(views, [&](const SegmentView& view) {
        return &view.segment() == &wanted.segment();
    });
}

// Documents of `merged` whose source was deleted after `before` was taken.
std::vector<std::uint32_t> deleted_meanwhile(
    const SegmentView& before, const SegmentView& now, const SegmentView& merged
) {
    std::vector<std::uint32_t> deleted;
    if (now.deleted() == nullptr) return deleted;
    for (std::size_t bit = now.deleted()->next(0); bit < now.deleted()->size();
         bit = now.deleted()->next(bit + 1)) {
        const auto document = static_cast<std::uint32_t>(bit);
        if (!before.is_live(document)) continue;
        if (const auto found = merged.find(now.segment().document_id(document)))
            deleted.push_back(*found);
    }
    return deleted;
}

}  // namespace

Result<std::unique_ptr<Index>> Index::open(
    const std::filesystem::path& folder, const IndexOptions& options
) {
    std::error_code failure;
    if (options.create) std::filesystem::create_directories(folder, failure);
    if (failure)
        return fail(ErrorCode::internal, "cannot make an index folder: " + failure.message());
    auto index = std::make_unique<Index>(Key{}, folder, options);
    if (auto loaded = index->load(); !loaded) return fail(loaded);
    return index;
}

std::vector<std::string> Index::find_faults(const std::filesystem::path& folder) {
    return index::find_faults(folder);
}

Index::Index(Key, std::filesystem::path folder, const IndexOptions& options)
    : folder_(std::move(folder)),
      options_(options),
      snapshot_(std::make_shared<Snapshot>(options.dimensions)) {}

Result<void> Index::load() {
    const std::scoped_lock lock(commit_mutex_);
    const auto bytes = read_file(manifest_path(folder_));
    if (!bytes && (bytes.error().code != ErrorCode::not_found || !options_.create))
        return fail(Error(bytes.error()));
    if (bytes) {
        auto manifest = decode_manifest(*bytes);
        if (!manifest) return fail(manifest);
        const bool other_dimensions = options_.dimensions != 0 && manifest->dimensions != 0 &&
                                      manifest->dimensions != options_.dimensions;
        if (other_dimensions || manifest->title_weight != options_.title_weight) {
            return fail(ErrorCode::failed_precondition, "the index was built with other settings");
        }
        committed_ = std::move(*manifest);
        has_manifest_ = true;
    }
    Views views;
    for (const ManifestSegment& row : committed_.segments) {
        auto view = load_segment(folder_, row);
        if (!view) return fail(view);
        views.push_back(std::move(*view));
    }
    next_file_ = committed_.next_file;
    floor_ = committed_.floor;
    publish(std::max(options_.dimensions, committed_.dimensions), std::move(views));
    remove_strays(folder_, committed_);
    return {};
}

Result<void> Index::apply(std::span<const Change> changes) {
    std::uint64_t head_bytes = 0;
    {
        const std::scoped_lock lock(change_mutex_);
        const auto held = snapshot();
        const auto dimensions = common_dimensions(changes, held->dimensions());
        if (!dimensions) return fail(Error(dimensions.error()));
        ChangeSet set(held->views(), removals_);
        for (const Change& change : changes) set.add(change);
        Views views;
        for (std::size_t i = 0; i < held->views().size(); ++i) {
            const SegmentView view = held->views()[i].without(set.deleted(i));
            if (view.live().documents > 0 || view.file() != 0 || is_sealed(view))
                views.push_back(view);
        }
        const auto documents = set.documents();
        if (!documents.empty()) {
            views.push_back(make_head_segment(
                input_from_documents(documents, *dimensions, options_.title_weight)
            ));
        }
        merge_head(*dimensions, views);
        for (const SegmentView& view : views)
            head_bytes += view.file() == 0 ? view.segment().size_bytes() : 0;
        publish(*dimensions, std::move(views));
    }
    if (head_bytes <= options_.head_bytes) return {};
    return flush(floor());
}

SegmentView Index::make_head_segment(SegmentInput input) {
    Output out;
    write_segment(input, nullptr, out);
    return SegmentView(Segment::from_memory(out.take()), 0);
}

// Keeps the head at few segments. Those that a flush writes out right now must stay as they are.
void Index::merge_head(std::uint32_t dimensions, Views& views) {
    while (true) {
        Views head;
        std::vector<SegmentShape> shapes;
        for (const SegmentView& view : views) {
            if (view.file() != 0 || is_sealed(view)) continue;
            head.push_back(view);
            shapes.push_back(
                {.chunks = view.segment().chunk_count(), .live_chunks = view.live().chunks}
            );
        }
        const auto chosen = choose_merge(shapes, head_policy);
        if (chosen.empty()) return;
        Views sources;
        for (const std::size_t place : chosen) sources.push_back(head[place]);
        std::erase_if(views, [&](const SegmentView& view) { return holds(sources, view); });
        views.push_back(make_head_segment(input_from_views(sources, dimensions)));
    }
}

bool Index::is_sealed(const SegmentView& view) const {
    return std::ranges::find(sealed_, view.shared_segment()) != sealed_.end();
}

Result<void> Index::flush(std::uint64_t floor) {
    const std::scoped_lock lock(flush_mutex_);
    const Views sealed = seal_head();
    auto written = write_merged(sealed, false, {});
    Result<void> done = written ? commit(sealed, *written, floor) : Result<void>(fail(written));
    unseal_head();
    if (!done) return done;
    const std::scoped_lock change(change_mutex_);
    std::erase_if(removals_, [floor](const auto& removal) { return removal.second <= floor; });
    return {};
}

Index::Views Index::seal_head() {
    const std::scoped_lock lock(change_mutex_);
    Views head;
    const auto held = snapshot();
    for (const SegmentView& view : held->views()) {
        if (view.file() != 0) continue;
        head.push_back(view);
        sealed_.push_back(view.shared_segment());
    }
    return head;
}

void Index::unseal_head() {
    const std::scoped_lock lock(change_mutex_);
    sealed_.clear();
}

std::uint64_t Index::floor() const { return floor_; }

Result<bool> Index::merge_once(const std::stop_token& stop) {
    const std::scoped_lock lock(merge_mutex_);
    const auto held = snapshot();
    Views files;
    std::vector<SegmentShape> shapes;
    for (const SegmentView& view : held->views()) {
        if (view.file() == 0) continue;
        const bool wants_graph = view.live().vectors >= options_.graph_from;
        files.push_back(view);
        shapes.push_back({
            .chunks = view.segment().chunk_count(),
            .live_chunks = view.live().chunks,
            .lacks_graph = wants_graph && view.segment().graph() == nullptr,
        });
    }
    const auto chosen = choose_merge(shapes, options_.merges);
    if (chosen.empty()) return false;
    Views sources;
    for (const std::size_t place : chosen) sources.push_back(files[place]);
    auto merged = write_merged(sources, true, stop);
    if (!merged) return fail(merged);
    if (auto done = commit(sources, *merged, floor()); !done) return fail(done);
    return true;
}

// One new file of what is live in `sources`, or none when nothing is.
Result<Index::Views> Index::write_merged(
    const Views& sources, bool may_have_graph, const std::stop_token& stop
) {
    std::uint64_t documents = 0;
    std::uint64_t vectors = 0;
    for (const SegmentView& view : sources) {
        documents += view.live().documents;
        vectors += view.live().vectors;
    }
    if (documents == 0) return Views{};
    const std::uint64_t number = next_file_++;
    const auto path = segment_path(folder_, number);
    auto file = create_file(path);
    if (!file) return fail(file);
    Output out(std::move(*file));
    SegmentInput input = input_from_views(sources, snapshot()->dimensions());
    const bool has_graph = may_have_graph && vectors >= options_.graph_from;
    write_segment(input, has_graph ? &options_.graph : nullptr, out, stop);
    auto finished = out.finish();
    if (finished && stop.stop_requested())
        finished = fail(ErrorCode::cancelled, "the merge was stopped");
    if (!finished) {
        std::error_code ignored;
        std::filesystem::remove(path, ignored);
        return fail(finished);
    }
    if (auto synced = sync_folder(folder_); !synced) return fail(synced);
    auto segment = Segment::open(path);
    if (!segment) return fail(segment);
    return Views{SegmentView(std::move(*segment), number)};
}

// Puts `merged` in the place of `replaced`, then makes that the state on the disk.
Result<void> Index::commit(const Views& replaced, const Views& merged, std::uint64_t floor) {
    const std::scoped_lock lock(commit_mutex_);
    replace(replaced, merged);
    floor = std::max(floor, committed_.floor);
    return save_manifest(*snapshot(), floor);
}

void Index::replace(const Views& replaced, const Views& merged) {
    const std::scoped_lock lock(change_mutex_);
    const auto held = snapshot();
    Views views;
    Views added = merged;
    for (const SegmentView& view : held->views()) {
        const auto before = std::ranges::find_if(replaced, [&](const SegmentView& each) {
            return &each.segment() == &view.segment();
        });
        if (before == replaced.end()) {
            views.push_back(view);
            continue;
        }
        for (SegmentView& each : added) each = each.without(deleted_meanwhile(*before, view, each));
    }
    views.insert(views.end(), added.begin(), added.end());
    publish(held->dimensions(), std::move(views));
}

void Index::abandon() {
    const std::scoped_lock lock(commit_mutex_);
    is_abandoned_ = true;
}

Result<void> Index::save_manifest(const Snapshot& held, std::uint64_t floor) {
    if (is_abandoned_) return fail(ErrorCode::cancelled, "the index was given up");
    Manifest manifest = manifest_of(held, options_.title_weight, floor, next_file_);
    if (has_manifest_ && manifest == committed_) return {};
    if (auto replaced = replace_file(manifest_path(folder_), encode(manifest)); !replaced)
        return replaced;
    remove_dropped(folder_, committed_, manifest);
    committed_ = std::move(manifest);
    has_manifest_ = true;
    floor_ = committed_.floor;
    return {};
}

void Index::publish(std::uint32_t dimensions, Views views) {
    auto next = std::make_shared<const Snapshot>(dimensions, std::move(views));
    const std::scoped_lock lock(snapshot_mutex_);
    snapshot_.swap(next);
}

std::shared_ptr<const Snapshot> Index::snapshot() const {
    const std::scoped_lock lock(snapshot_mutex_);
    return snapshot_;
}

}  // namespace lectern::index
