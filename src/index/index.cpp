#include "index/index.hpp"

#include <algorithm>
#include <charconv>
#include <system_error>

#include "index/batch.hpp"
#include "index/files.hpp"
#include "index/merge.hpp"
#include "index/segment_writer.hpp"

namespace lectern::index {
namespace {

constexpr MergePolicy head_policy{
    .fan_in = 8, .smallest_tier = 1, .largest = std::numeric_limits<std::uint64_t>::max(), .most_deleted = 0.5
};

std::filesystem::path manifest_path(const std::filesystem::path& folder) { return folder / "manifest"; }

std::filesystem::path segment_path_in(const std::filesystem::path& folder, std::uint64_t file) {
    return folder / (std::to_string(file) + ".seg");
}

Result<SegmentView> load_segment(const std::filesystem::path& folder, const ManifestSegment& row) {
    const auto path = segment_path_in(folder, row.file);
    auto segment = Segment::open(path);
    if (!segment && segment.error().code == ErrorCode::not_found) {
        return fail(ErrorCode::internal, "index file " + path.filename().string() + " is missing");
    }
    if (!segment) return fail(segment);
    const bool same = (*segment)->size_bytes() == row.size && (*segment)->checksum() == row.checksum &&
                      (*segment)->documents().size() == row.documents;
    if (!same) {
        return fail(
            ErrorCode::internal, "index file " + path.filename().string() + " is damaged: it is not the one written"
        );
    }
    const SegmentView view(std::move(*segment), row.file);
    if (!row.deleted) return view;
    std::vector<std::uint32_t> deleted;
    for (std::size_t bit = row.deleted->next(0); bit < row.deleted->size(); bit = row.deleted->next(bit + 1)) {
        deleted.push_back(static_cast<std::uint32_t>(bit));
    }
    return view.without(deleted);
}

Manifest manifest_of(const Snapshot& held, const IndexOptions& options, std::uint64_t floor, std::uint64_t next_file) {
    Manifest manifest{
        .dimensions = options.dimensions,
        .title_weight = options.title_weight,
        .floor = floor,
        .next_file = next_file,
    };
    for (const SegmentView& view : held.views()) {
        if (view.file() == 0) continue;
        auto& row = manifest.segments.emplace_back(ManifestSegment{
            .file = view.file(),
            .size = view.segment().size_bytes(),
            .checksum = view.segment().checksum(),
            .documents = static_cast<std::uint32_t>(view.segment().documents().size()),
        });
        if (view.deleted() != nullptr) row.deleted = *view.deleted();
    }
    std::ranges::sort(manifest.segments, {}, &ManifestSegment::file);
    return manifest;
}

bool holds(const std::vector<SegmentView>& views, const SegmentView& wanted) {
    return std::ranges::any_of(views, [&](const SegmentView& view) { return &view.segment() == &wanted.segment(); });
}

// Documents of `merged` whose source was deleted after `before` was taken.
std::vector<std::uint32_t> deleted_meanwhile(
    const SegmentView& before, const SegmentView& now, const SegmentView& merged
) {
    std::vector<std::uint32_t> deleted;
    if (now.deleted() == nullptr) return deleted;
    for (std::size_t bit = now.deleted()->next(0); bit < now.deleted()->size(); bit = now.deleted()->next(bit + 1)) {
        const auto document = static_cast<std::uint32_t>(bit);
        if (!before.is_live(document)) continue;
        if (const auto found = merged.find(now.segment().document_id(document))) deleted.push_back(*found);
    }
    return deleted;
}

}  // namespace

Result<std::unique_ptr<Index>> Index::open(const std::filesystem::path& folder, const IndexOptions& options) {
    std::error_code failure;
    if (options.create) std::filesystem::create_directories(folder, failure);
    if (failure) return fail(ErrorCode::internal, "cannot make an index folder: " + failure.message());
    auto index = std::make_unique<Index>(Key{}, folder, options);
    if (auto loaded = index->load(); !loaded) return fail(loaded);
    return index;
}

std::vector<std::string> Index::find_faults(const std::filesystem::path& folder) {
    const auto bytes = read_file(manifest_path(folder));
    if (!bytes) return {bytes.error().message};
    const auto manifest = decode_manifest(*bytes);
    if (!manifest) return {manifest.error().message};
    std::vector<std::string> faults;
    for (const ManifestSegment& row : manifest->segments) {
        const auto view = load_segment(folder, row);
        if (!view) faults.push_back(view.error().message);
    }
    return faults;
}

Index::Index(Key, std::filesystem::path folder, const IndexOptions& options)
    : folder_(std::move(folder)), options_(options), snapshot_(std::make_shared<Snapshot>(options.dimensions)) {}

Result<void> Index::load() {
    const std::scoped_lock lock(commit_mutex_);
    const auto bytes = read_file(manifest_path(folder_));
    if (!bytes && (bytes.error().code != ErrorCode::not_found || !options_.create)) return fail(Error(bytes.error()));
    if (bytes) {
        auto manifest = decode_manifest(*bytes);
        if (!manifest) return fail(manifest);
        if (manifest->dimensions != options_.dimensions || manifest->title_weight != options_.title_weight) {
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
    publish(std::move(views));
    remove_strays(committed_);
    return {};
}

void Index::remove_strays(const Manifest& manifest) const {
    std::error_code ignored;  // what cannot be removed now is tried again at the next start
    for (const auto& entry : std::filesystem::directory_iterator(folder_, ignored)) {
        const auto& path = entry.path();
        const bool listed = std::ranges::any_of(manifest.segments, [&](const ManifestSegment& row) {
            return path == segment_path(row.file);
        });
        const bool ours = path.extension() == ".seg" || path.extension() == ".tmp";
        if (ours && !listed) std::filesystem::remove(path, ignored);
    }
}

std::filesystem::path Index::segment_path(std::uint64_t file) const { return segment_path_in(folder_, file); }

Result<void> Index::apply(std::span<const Change> changes) {
    if (auto valid = validate(changes, options_.dimensions); !valid) return valid;
    std::uint64_t head_bytes = 0;
    {
        const std::scoped_lock lock(change_mutex_);
        const auto held = snapshot();
        ChangeSet set(held->views(), removals_);
        for (const Change& change : changes) set.add(change);
        Views views;
        for (std::size_t i = 0; i < held->views().size(); ++i) {
            const SegmentView view = held->views()[i].without(set.deleted(i));
            if (view.live().documents > 0 || view.file() != 0 || is_sealed(view)) views.push_back(view);
        }
        const auto documents = set.documents();
        if (!documents.empty()) {
            views.push_back(make_head_segment(
                input_from_documents(documents, options_.dimensions, options_.title_weight)
            ));
        }
        merge_head(views);
        for (const SegmentView& view : views) head_bytes += view.file() == 0 ? view.segment().size_bytes() : 0;
        publish(std::move(views));
    }
    if (head_bytes <= options_.head_bytes) return {};
    return flush(floor());
}

SegmentView Index::make_head_segment(SegmentInput input) const {
    Output out;
    write_segment(input, nullptr, out);
    return SegmentView(Segment::from_memory(out.take()), 0);
}

// Keeps the head at few segments. Those that a flush writes out right now must stay as they are.
void Index::merge_head(Views& views) {
    while (true) {
        Views head;
        std::vector<SegmentShape> shapes;
        for (const SegmentView& view : views) {
            if (view.file() != 0 || is_sealed(view)) continue;
            head.push_back(view);
            shapes.push_back({.chunks = view.segment().chunk_count(), .live_chunks = view.live().chunks});
        }
        const auto chosen = choose_merge(shapes, head_policy);
        if (chosen.empty()) return;
        Views sources;
        for (const std::size_t place : chosen) sources.push_back(head[place]);
        std::erase_if(views, [&](const SegmentView& view) { return holds(sources, view); });
        views.push_back(make_head_segment(input_from_views(sources, options_.dimensions)));
    }
}

bool Index::is_sealed(const SegmentView& view) const {
    return std::ranges::find(sealed_, view.shared_segment()) != sealed_.end();
}

Result<void> Index::flush(std::uint64_t floor) {
    const std::scoped_lock lock(flush_mutex_);
    const Views sealed = seal_head();
    auto written = write_merged(sealed, false);
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

Result<bool> Index::merge_once() {
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
    auto merged = write_merged(sources, true);
    if (!merged) return fail(merged);
    if (auto done = commit(sources, *merged, floor()); !done) return fail(done);
    return true;
}

// One new file of what is live in `sources`, or none when nothing is.
Result<Index::Views> Index::write_merged(const Views& sources, bool may_have_graph) {
    std::uint64_t documents = 0;
    std::uint64_t vectors = 0;
    for (const SegmentView& view : sources) {
        documents += view.live().documents;
        vectors += view.live().vectors;
    }
    if (documents == 0) return Views{};
    const std::uint64_t number = next_file_++;
    const auto path = segment_path(number);
    auto file = create_file(path);
    if (!file) return fail(file);
    Output out(std::move(*file));
    SegmentInput input = input_from_views(sources, options_.dimensions);
    write_segment(input, may_have_graph && vectors >= options_.graph_from ? &options_.graph : nullptr, out);
    if (auto finished = out.finish(); !finished) {
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
    publish(std::move(views));
}

Result<void> Index::save_manifest(const Snapshot& held, std::uint64_t floor) {
    Manifest manifest = manifest_of(held, options_, floor, next_file_);
    if (has_manifest_ && manifest == committed_) return {};
    if (auto replaced = replace_file(manifest_path(folder_), encode(manifest)); !replaced) return replaced;
    std::error_code ignored;  // a file that stays is removed at the next start
    for (const ManifestSegment& old : committed_.segments) {
        const bool kept = std::ranges::any_of(manifest.segments, [&](const ManifestSegment& row) {
            return row.file == old.file;
        });
        if (!kept) std::filesystem::remove(segment_path(old.file), ignored);
    }
    committed_ = std::move(manifest);
    has_manifest_ = true;
    floor_ = committed_.floor;
    return {};
}

void Index::publish(Views views) {
    auto next = std::make_shared<const Snapshot>(options_.dimensions, std::move(views));
    const std::scoped_lock lock(snapshot_mutex_);
    snapshot_.swap(next);
}

std::shared_ptr<const Snapshot> Index::snapshot() const {
    const std::scoped_lock lock(snapshot_mutex_);
    return snapshot_;
}

}  // namespace lectern::index
