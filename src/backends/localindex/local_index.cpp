#include "backends/localindex/local_index.hpp"

#include <algorithm>
#include <set>
#include <system_error>

#include "backends/localindex/names.hpp"

namespace lectern::backends::localindex {
namespace {

std::string name_of(const DatasetKey& key) {
    return folder_name(key.tenant.value) + "/" + folder_name(key.dataset.value);
}

}  // namespace

Result<std::unique_ptr<LocalIndex>> LocalIndex::open(
    const LocalIndexOptions& options, telemetry::Log log
) {
    std::error_code failure;
    std::filesystem::create_directories(options.folder, failure);
    if (failure)
        return fail(ErrorCode::internal, "cannot make the index folder: " + failure.message());
    auto index = std::make_unique<LocalIndex>(Key{}, options, log);
    if (auto loaded = index->load(); !loaded) return fail(loaded);
    return index;
}

std::vector<std::string> LocalIndex::find_faults(const std::filesystem::path& folder) {
    const auto catalogue = read_catalogue(folder);
    if (!catalogue) return {catalogue.error().message};
    std::vector<std::string> faults;
    for (const std::string& name : catalogue->folders) {
        for (const std::string& fault : DatasetIndex::find_faults(folder / name)) {
            faults.push_back(name + ": " + fault);
        }
    }
    return faults;
}

LocalIndex::LocalIndex(Key, const LocalIndexOptions& options, telemetry::Log log)
    : options_(options), log_(log) {}

Result<void> LocalIndex::load() {
    const std::scoped_lock lock(catalogue_mutex_);
    const auto found = read_catalogue(options_.folder);
    if (!found) {
        log_.write(
            telemetry::LogLevel::error,
            nullptr,
            "index damaged, to be rebuilt",
            {{"error", found.error().message}}
        );
    }
    Catalogue kept;
    if (found) {
        catalogue_ = *found;
        for (const std::string& name : found->folders) load_dataset(name, kept);
    }
    // Whatever is lost has to come again, from the first change on; that must be on the disk before
    // the rest is dropped.
    kept.covered = kept.folders == catalogue_.folders ? catalogue_.covered : 0;
    if (!found || kept != catalogue_) {
        if (auto saved = save(kept); !saved) return saved;
    }
    covered_ = kept.covered;
    remove_unnamed_folders(options_.folder, kept);
    if (options_.merge_in_background) {
        merger_.emplace([this] { return list(); }, log_);
        merger_->wake();
    }
    return {};
}

void LocalIndex::load_dataset(const std::string& name, Catalogue& kept) {
    auto dataset = DatasetIndex::open(options_.folder / name, options_.index);
    if (dataset && name_of((*dataset)->key()) != name)
        dataset = fail(ErrorCode::internal, "it belongs to another dataset");
    if (!dataset) {
        log_.write(
            telemetry::LogLevel::error,
            nullptr,
            "index damaged, to be rebuilt",
            {{"file", (options_.folder / name).string()}, {"error", dataset.error().message}}
        );
        return;
    }
    kept.folders.insert(name);
    const std::unique_lock lock(datasets_mutex_);
    datasets_[(*dataset)->key()] = std::move(*dataset);
}

Result<void> LocalIndex::apply(
    const RequestContext& context,
    const domain::Dataset& dataset,
    std::span<const ports::Change> changes
) {
    if (auto going = context.check(); !going) return going;
    auto index = find_or_create(dataset);
    if (!index) return fail(index);
    return (*index)->apply(changes);
}

std::shared_ptr<DatasetIndex> LocalIndex::find(const DatasetKey& key) const {
    const std::shared_lock lock(datasets_mutex_);
    const auto found = datasets_.find(key);
    return found == datasets_.end() ? nullptr : found->second;
}

Result<std::shared_ptr<DatasetIndex>> LocalIndex::find_or_create(const domain::Dataset& dataset) {
    const DatasetKey key{.tenant = dataset.tenant, .dataset = dataset.id};
    if (auto found = find(key); found && found->fits(dataset.settings)) return found;
    const std::scoped_lock lock(catalogue_mutex_);
    const auto found = find(key);
    if (found && found->fits(dataset.settings)) return found;
    if (found && found->index().snapshot()->live().documents > 0) {
        return fail(
            ErrorCode::failed_precondition,
            "dataset " + dataset.id.value + " was indexed with other settings"
        );
    }
    return create(dataset);
}

Result<std::shared_ptr<DatasetIndex>> LocalIndex::create(const domain::Dataset& dataset) {
    const DatasetKey key{.tenant = dataset.tenant, .dataset = dataset.id};
    const std::string name = name_of(key);
    if (catalogue_.folders.contains(name)) {
        Catalogue without = catalogue_;
        without.folders.erase(name);
        if (auto saved = save(without); !saved) return fail(saved);
    }
    if (const auto old = find(key)) old->index().abandon();
    index::IndexOptions options = options_.index;
    options.dimensions = dataset.settings.embedding.dimensions;
    auto made =
        DatasetIndex::create(options_.folder / name, key, dataset.settings.language, options);
    if (!made) return made;
    const std::unique_lock lock(datasets_mutex_);
    datasets_[key] = *made;
    return made;
}

Result<void> LocalIndex::remove(const RequestContext& context, const DatasetId& dataset) {
    const DatasetKey key{.tenant = context.principal.tenant, .dataset = dataset};
    const std::scoped_lock lock(catalogue_mutex_);
    std::shared_ptr<DatasetIndex> removed;
    {
        const std::unique_lock datasets_lock(datasets_mutex_);
        auto found = datasets_.extract(key);
        if (!found.empty()) removed = std::move(found.mapped());
    }
    if (removed) removed->index().abandon();
    Catalogue without = catalogue_;
    without.folders.erase(name_of(key));
    if (without != catalogue_) {
        if (auto saved = save(without); !saved) return saved;
    }
    std::error_code
        ignored;  // a folder that the catalogue does not name is removed at the next start
    std::filesystem::remove_all(options_.folder / name_of(key), ignored);
    return {};
}

Result<void> LocalIndex::flush(const RequestContext&, ports::Sequence floor) {
    const std::scoped_lock flush_lock(flush_mutex_);
    const auto flushed = list();
    for (const auto& dataset : flushed) {
        auto done = dataset->index().flush(floor);
        if (!done && find(dataset->key()) == dataset) return done;  // else it was removed meanwhile
    }
    const std::scoped_lock lock(catalogue_mutex_);
    Catalogue next{.covered = std::max(floor, catalogue_.covered)};
    for (const auto& dataset : flushed) {
        if (find(dataset->key()) == dataset) next.folders.insert(name_of(dataset->key()));
    }
    if (next != catalogue_) {
        if (auto saved = save(next); !saved) return saved;
    }
    covered_ = next.covered;
    if (merger_) merger_->wake();
    return {};
}

Result<void> LocalIndex::save(const Catalogue& catalogue) {
    auto written = write_catalogue(options_.folder, catalogue);
    if (written) catalogue_ = catalogue;
    return written;
}

ports::Sequence LocalIndex::covered() const { return covered_; }

Result<void> LocalIndex::merge() {
    for (const auto& dataset : list()) {
        bool merged = true;
        while (merged) {
            const auto done = dataset->index().merge_once();
            if (!done) return fail(Error(done.error()));
            merged = *done;
        }
    }
    return {};
}

IndexSize LocalIndex::size() const {
    IndexSize size;
    for (const auto& dataset : list()) {
        const auto held = dataset->index().snapshot();
        for (const index::SegmentView& view : held->views()) {
            size.chunks += view.live().chunks;
            if (view.file() == 0) continue;
            ++size.segments;
            size.bytes += view.segment().size_bytes();
        }
    }
    return size;
}

std::vector<std::shared_ptr<DatasetIndex>> LocalIndex::list() const {
    const std::shared_lock lock(datasets_mutex_);
    std::vector<std::shared_ptr<DatasetIndex>> all;
    for (const auto& [key, dataset] : datasets_) all.push_back(dataset);
    return all;
}

std::vector<DatasetKey> LocalIndex::datasets() const {
    std::vector<DatasetKey> keys;
    for (const auto& dataset : list()) keys.push_back(dataset->key());
    return keys;
}

std::vector<HeldDocument> LocalIndex::documents(const DatasetKey& key) const {
    const auto dataset = find(key);
    std::vector<HeldDocument> held;
    if (!dataset) return held;
    for (index::HeldDocument& each : dataset->index().snapshot()->documents()) {
        held.push_back(
            {.id = std::move(each.id), .version = each.version, .chunk_count = each.chunk_count}
        );
    }
    return held;
}

}  // namespace lectern::backends::localindex
