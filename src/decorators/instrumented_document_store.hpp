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

    Result<domain::Document> find(const RequestContext& context, const domain::DocumentKey& key)
        override {
        return calls_.observe(context, "find_document", [&](const RequestContext& own) {
            return inner_.find(own, key);
        });
    }

    Result<std::string> text(const RequestContext& context, const domain::DocumentKey& key)
        override {
        return calls_.observe(context, "read_text", [&](const RequestContext& own) {
            return inner_.text(own, key);
        });
    }

    Result<domain::Page<domain::Document>> list(
        const RequestContext& context, const DatasetId& dataset, const domain::PageRequest& page
    ) override {
        return calls_.observe(context, "list_documents", [&](const RequestContext& own) {
            return inner_.list(own, dataset, page);
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

    Result<ports::DocumentCounts> count(const RequestContext& context, const DatasetId& dataset)
        override {
        return calls_.observe(context, "count_documents", [&](const RequestContext& own) {
            return inner_.count(own, dataset);
        });
    }

  private:
    ports::DocumentStore& inner_;
    const BackendCalls calls_;
};

}  // namespace lectern::decorators
