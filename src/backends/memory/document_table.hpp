#pragma once

#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "domain/document.hpp"
#include "domain/page.hpp"
#include "ports/document_store.hpp"

namespace lectern::backends::memory {

using DatasetKey = std::pair<TenantId, DatasetId>;

/// The documents of all tenants, what was removed, and in which order that happened. Not
/// thread-safe.
class DocumentTable final {
  public:
    ports::Publication publish(const ports::ProcessedDocument& document);

    /// Null when there is no live version.
    const ports::ProcessedDocument* find(const domain::DocumentKey& key) const;

    /// The version a chunk belongs to: the live one or the one before. Null when that is gone.
    const ports::ProcessedDocument* find_version(
        const domain::DocumentKey& key, domain::Version version
    ) const;

    Result<domain::Page<domain::Document>> list(
        const DatasetKey& dataset, const domain::PageRequest& page
    ) const;

    /// Versions up to `newest` lose against the removal. Nothing when there is no live version.
    std::optional<ports::Sequence> remove(const domain::DocumentKey& key, domain::Version newest);

    /// Removes all of a dataset; versions up to `newest` lose, also of documents that were never
    /// live.
    void remove_dataset(const DatasetKey& dataset, domain::Version newest);

    std::vector<ports::Change> changes(ports::Sequence after, std::size_t limit) const;
    ports::DocumentCounts count(const DatasetKey& dataset) const;

  private:
    struct Record {
        std::optional<ports::ProcessedDocument> live{};
        std::optional<ports::ProcessedDocument> previous{};  // Without text and vectors.
        domain::Version removed = 0;                         // Versions up to this one have lost.
        ports::Sequence sequence = 0;                        // Of the last change.
    };

    using Records = std::map<domain::DocumentKey, Record>;

    bool is_superseded(const Record& record, const domain::Document& document) const;
    ports::Sequence remember_change(const domain::DocumentKey& key, Record& record);
    ports::Sequence erase_live(Records::iterator place, domain::Version newest);

    Records records_;
    std::map<ports::Sequence, domain::DocumentKey> changes_;  // Each key once, at its last change.
    std::map<DatasetKey, domain::Version> removed_datasets_;
    std::map<DatasetKey, ports::DocumentCounts> counts_;
    ports::Sequence last_sequence_ = 0;
};

}  // namespace lectern::backends::memory
