#pragma once

#include "ports/document_store.hpp"
#include "ports/testing/fault_plan.hpp"

namespace lectern::ports::testing {

/// A document store that fails as planned, with one plan for what reads and one for what writes.
/// `inner` outlives it.
class FailingDocumentStore final : public DocumentStore {
  public:
    explicit FailingDocumentStore(DocumentStore& inner) : inner_(inner) {}

    FaultPlan& read_plan() { return read_; }
    FaultPlan& write_plan() { return write_; }

    Result<std::vector<Publication>> publish(
        const RequestContext& context, std::span<const ProcessedDocument> documents
    ) override {
        return unless_planned(write_, "publish", [&] {
            return inner_.publish(context, documents);
        });
    }

    Result<std::vector<std::optional<domain::Document>>> find_many(
        const RequestContext& context, std::span<const domain::DocumentKey> keys
    ) override {
        return unless_planned(read_, "find", [&] { return inner_.find_many(context, keys); });
    }

    Result<std::vector<std::optional<std::string>>> texts(
        const RequestContext& context, std::span<const domain::DocumentKey> keys
    ) override {
        return unless_planned(read_, "texts", [&] { return inner_.texts(context, keys); });
    }

    Result<std::vector<domain::Page<domain::Document>>> list_many(
        const RequestContext& context,
        std::span<const DatasetId> datasets,
        const domain::PageRequest& page
    ) override {
        return unless_planned(read_, "list", [&] {
            return inner_.list_many(context, datasets, page);
        });
    }

    Result<Sequence> remove(const RequestContext& context, const domain::DocumentKey& key)
        override {
        return unless_planned(write_, "remove", [&] { return inner_.remove(context, key); });
    }

    Result<std::vector<StoredChunk>> chunks(
        const RequestContext& context,
        const DatasetId& dataset,
        std::span<const domain::ChunkRef> refs
    ) override {
        return unless_planned(read_, "chunks", [&] {
            return inner_.chunks(context, dataset, refs);
        });
    }

    Result<std::vector<Change>> changes(
        const RequestContext& context, Sequence after, std::size_t limit
    ) override {
        return unless_planned(read_, "changes", [&] {
            return inner_.changes(context, after, limit);
        });
    }

    Result<std::vector<DocumentCounts>> count_many(
        const RequestContext& context, std::span<const DatasetId> datasets
    ) override {
        return unless_planned(read_, "count", [&] { return inner_.count_many(context, datasets); });
    }

  private:
    DocumentStore& inner_;
    FaultPlan read_;
    FaultPlan write_;
};

}  // namespace lectern::ports::testing
