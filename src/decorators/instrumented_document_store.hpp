#pragma once

#include "decorators/backend_calls.hpp"
#include "ports/document_store.hpp"

namespace lectern::decorators {

/// A document store whose every call is measured. Thread-safe as `inner`, which outlives it.
class InstrumentedDocumentStore final : public ports::DocumentStore {
  public:
    InstrumentedDocumentStore(
        ports::DocumentStore& inner, std::string_view backend, const telemetry::Telemetry& telemetry
    )
        : inner_(inner), calls_(backend, telemetry) {}

    Result<std::vector<ports::Publication>> publish(
        const RequestContext& context, std::span<const ports::ProcessedDocument> documents
    ) override {
        return calls_.observe(context, "publish", [&](const RequestContext& own) {
            return inner_.publish(own, documents);
        });
    }

    Result<std::vector<std::optional<domain::Document>>> find_many(
        const RequestContext& context, std::span<const domain::DocumentKey> keys
    ) override {
        return calls_.observe(context, "find_documents", [&](const RequestContext& own) {
            return inner_.find_many(own, keys);
        });
    }

    Result<std::vector<std::optional<std::string>>> texts(
        const RequestContext& context, std::span<const domain::DocumentKey> keys
    ) override {
        return calls_.observe(context, "read_texts", [&](const RequestContext& own) {
            return inner_.texts(own, keys);
        });
    }

    Result<std::vector<domain::Page<domain::Document>>> list_many(
        const RequestContext& context,
        std::span<const DatasetId> datasets,
        const domain::PageRequest& page
    ) override {
        return calls_.observe(context, "list_documents", [&](const RequestContext& own) {
            return inner_.list_many(own, datasets, page);
        });
    }

    Result<ports::Sequence> remove(const RequestContext& context, const domain::DocumentKey& key)
        override {
        return calls_.observe(context, "remove_document", [&](const RequestContext& own) {
            return inner_.remove(own, key);
        });
    }

    Result<std::vector<ports::StoredChunk>> chunks(
        const RequestContext& context,
        const DatasetId& dataset,
        std::span<const domain::ChunkRef> refs
    ) override {
        return calls_.observe(context, "read_chunks", [&](const RequestContext& own) {
            return inner_.chunks(own, dataset, refs);
        });
    }

    Result<std::vector<ports::Change>> changes(
        const RequestContext& context, ports::Sequence after, std::size_t limit
    ) override {
        return calls_.observe(context, "read_changes", [&](const RequestContext& own) {
            return inner_.changes(own, after, limit);
        });
    }

    Result<std::vector<ports::DocumentCounts>> count_many(
        const RequestContext& context, std::span<const DatasetId> datasets
    ) override {
        return calls_.observe(context, "count_documents", [&](const RequestContext& own) {
            return inner_.count_many(own, datasets);
        });
    }

  private:
    ports::DocumentStore& inner_;
    const BackendCalls calls_;
};

}  // namespace lectern::decorators
