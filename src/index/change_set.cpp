#include "index/change_set.hpp"

#include <algorithm>

namespace lectern::index {
namespace {

std::unexpected<Error> unfit(const Change& change, const std::string& fault) {
    return fail(ErrorCode::invalid_argument, "document " + change.id + " " + fault);
}

Result<void> validate(const Change& change, std::uint32_t& dimensions) {
    if (!change.document) return {};
    if (change.document->id != change.id) return unfit(change, "has another id than its change");
    const Chunk* before = nullptr;
    for (const Chunk& chunk : change.document->chunks) {
        if (dimensions == 0) dimensions = static_cast<std::uint32_t>(chunk.vector.size());
        if (!chunk.vector.empty() && chunk.vector.size() != dimensions) {
            return unfit(
                change,
                "has a vector of " + std::to_string(chunk.vector.size()) +
                    " dimensions where the index has " + std::to_string(dimensions)
            );
        }
        if (before != nullptr && before->ordinal >= chunk.ordinal)
            return unfit(change, "has chunks out of order");
        before = &chunk;
    }
    return {};
}

}  // namespace

Result<std::uint32_t> common_dimensions(std::span<const Change> changes, std::uint32_t dimensions) {
    for (const Change& change : changes) {
        if (auto valid = validate(change, dimensions); !valid) return fail(valid);
    }
    return dimensions;
}

ChangeSet::ChangeSet(std::span<const SegmentView> views, Removals& removals)
    : views_(views), removals_(removals), deleted_(views.size()) {}

void ChangeSet::add(const Change& change) {
    const auto now = held(change.id);
    if (!change.document) {
        if (now && now->sequence > change.sequence) return;
        forget(change.id);
        auto& sequence = removals_[change.id];
        sequence = std::max(sequence, change.sequence);
        return;
    }
    if (now && now->version > change.document->version) return;
    const bool is_held =
        now && now->version == change.document->version && now->sequence == change.sequence;
    if (is_held && change.sequence > 0) return;  // replayed: the store says the same again
    const auto removal = removals_.find(change.id);
    if (removal != removals_.end() && removal->second > change.sequence) return;
    if (removal != removals_.end()) removals_.erase(removal);
    forget(change.id);
    documents_[change.id] = {.document = &*change.document, .sequence = change.sequence};
}

std::vector<BatchDocument> ChangeSet::documents() const {
    std::vector<BatchDocument> documents;
    documents.reserve(documents_.size());
    for (const auto& [id, document] : documents_) documents.push_back(document);
    return documents;
}

std::optional<ChangeSet::Held> ChangeSet::held(std::string_view id) const {
    if (const auto found = documents_.find(id); found != documents_.end()) {
        return Held{.version = found->second.document->version, .sequence = found->second.sequence};
    }
    for (std::size_t view = 0; view < views_.size(); ++view) {
        const auto document = views_[view].find(id);
        if (!document || deleted_[view].contains(*document)) continue;
        const DocumentRow& row = views_[view].segment().documents()[*document];
        return Held{.version = row.version, .sequence = row.sequence};
    }
    return std::nullopt;
}

void ChangeSet::forget(std::string_view id) {
    documents_.erase(id);
    for (std::size_t view = 0; view < views_.size(); ++view) {
        if (const auto document = views_[view].find(id)) deleted_[view].insert(*document);
    }
}

}  // namespace lectern::index
