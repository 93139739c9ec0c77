#include "backends/memory/document_table.hpp"

#include "backends/memory/paging.hpp"

namespace lectern::backends::memory {
namespace {

DatasetKey dataset_of(const domain::DocumentKey& key) { return {key.tenant, key.dataset}; }

bool is_in(const domain::DocumentKey& key, const DatasetKey& dataset) {
    return key.tenant == dataset.first && key.dataset == dataset.second;
}

ports::ProcessedDocument without_text(ports::ProcessedDocument document) {
    document.text.clear();
    return document;
}

ports::ProcessedDocument for_display(ports::ProcessedDocument document) {
    for (domain::Chunk& chunk : document.chunks) chunk.vector = {};
    return without_text(std::move(document));
}

}  // namespace

ports::Publication DocumentTable::publish(const ports::ProcessedDocument& document) {
    const domain::DocumentKey& key = document.document.key;
    Record& record = records_[key];
    if (is_superseded(record, document.document)) return {.superseded = true};
    if (record.live && record.live->document.version == document.document.version) {
        return {.sequence = record.sequence};
    }
    ports::DocumentCounts& counts = counts_[dataset_of(key)];
    ports::ProcessedDocument next = document;
    next.document.created_at = next.document.updated_at;
    if (record.live) {
        next.document.created_at = record.live->document.created_at;
        counts.chunks -= record.live->chunks.size();
        --counts.documents;
        record.previous = for_display(std::move(*record.live));
    } else {
        record.previous.reset();
    }
    ++counts.documents;
    counts.chunks += next.chunks.size();
    record.live = std::move(next);
    return {.sequence = remember_change(key, record)};
}

const ports::ProcessedDocument* DocumentTable::find(const domain::DocumentKey& key) const {
    const auto found = records_.find(key);
    return found == records_.end() || !found->second.live ? nullptr : &*found->second.live;
}

const ports::ProcessedDocument* DocumentTable::find_version(
    const domain::DocumentKey& key, domain::Version version
) const {
    const auto found = records_.find(key);
    if (found == records_.end()) return nullptr;
    const Record& record = found->second;
    if (record.live && record.live->document.version == version) return &*record.live;
    if (record.previous && record.previous->document.version == version) return &*record.previous;
    return nullptr;
}

Result<domain::Page<domain::Document>> DocumentTable::list(
    const DatasetKey& dataset, const domain::PageRequest& page
) const {
    domain::DocumentKey first{.tenant = dataset.first, .dataset = dataset.second, .id = {}};
    if (!page.cursor.empty()) {
        auto position = domain::decode_cursor("documents", page.cursor, {.texts = 1});
        if (!position) return fail(position);
        first.id = after(DocumentId{position->texts.front()});
    }
    return collect_page<domain::Document>(
        records_.lower_bound(first),
        records_.lower_bound({.tenant = dataset.first, .dataset = after(dataset.second), .id = {}}),
        page.limit,
        "documents",
        [](const auto& entry) {
            return entry.second.live ? std::optional(entry.second.live->document) : std::nullopt;
        },
        [](const domain::Document& last) {
            return domain::CursorPosition{.texts = {last.key.id.value}};
        }
    );
}

std::optional<ports::Sequence> DocumentTable::remove(
    const domain::DocumentKey& key, domain::Version newest
) {
    const auto found = records_.find(key);
    if (found == records_.end() || !found->second.live) return std::nullopt;
    return erase_live(found, newest);
}

void DocumentTable::remove_dataset(const DatasetKey& dataset, domain::Version newest) {
    auto place =
        records_.lower_bound({.tenant = dataset.first, .dataset = dataset.second, .id = {}});
    for (; place != records_.end() && is_in(place->first, dataset); ++place) {
        if (place->second.live) erase_live(place, newest);
    }
    removed_datasets_[dataset] = newest;
    counts_.erase(dataset);
}

std::vector<ports::Change> DocumentTable::changes(ports::Sequence after, std::size_t limit) const {
    std::vector<ports::Change> result;
    for (auto place = changes_.upper_bound(after); place != changes_.end() && result.size() < limit;
         ++place) {
        const Record& record = records_.at(place->second);
        if (!record.live && after == 0) continue;
        ports::Change change{.sequence = place->first, .key = place->second};
        if (record.live) change.document = without_text(*record.live);
        result.push_back(std::move(change));
    }
    return result;
}

ports::DocumentCounts DocumentTable::count(const DatasetKey& dataset) const {
    const auto found = counts_.find(dataset);
    return found == counts_.end() ? ports::DocumentCounts{} : found->second;
}

bool DocumentTable::is_superseded(const Record& record, const domain::Document& document) const {
    const auto dataset = removed_datasets_.find(dataset_of(document.key));
    const bool dataset_removed =
        dataset != removed_datasets_.end() && document.version <= dataset->second;
    const bool newer = record.live && record.live->document.version > document.version;
    return newer || dataset_removed || document.version <= record.removed;
}

ports::Sequence DocumentTable::remember_change(const domain::DocumentKey& key, Record& record) {
    changes_.erase(record.sequence);
    record.sequence = ++last_sequence_;
    changes_.emplace(record.sequence, key);
    return record.sequence;
}

ports::Sequence DocumentTable::erase_live(Records::iterator place, domain::Version newest) {
    Record& record = place->second;
    ports::DocumentCounts& counts = counts_[dataset_of(place->first)];
    --counts.documents;
    counts.chunks -= record.live->chunks.size();
    record.live.reset();
    record.previous.reset();
    record.removed = newest;
    return remember_change(place->first, record);
}

}  // namespace lectern::backends::memory
