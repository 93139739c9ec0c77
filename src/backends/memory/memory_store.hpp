#pragma once

#include "backends/memory/memory_api_key_store.hpp"
#include "backends/memory/memory_audit_log.hpp"
#include "backends/memory/memory_dataset_store.hpp"
#include "backends/memory/memory_dead_letter_store.hpp"
#include "backends/memory/memory_document_store.hpp"
#include "backends/memory/memory_graph_store.hpp"
#include "backends/memory/memory_job_events.hpp"
#include "backends/memory/memory_job_queue.hpp"
#include "backends/memory/memory_job_store.hpp"
#include "backends/memory/memory_vocabulary_store.hpp"
#include "backends/memory/state.hpp"
#include "core/clock.hpp"

namespace lectern::backends::memory {

/// The system of record in memory: every store port over one shared state. Durable means here:
/// until it is destroyed. Thread-safe; `clock` outlives it, and it outlives the drafts that its job
/// store began.
class MemoryStore final {
  public:
    explicit MemoryStore(const Clock& clock);
    MemoryStore(const MemoryStore&) = delete;
    MemoryStore& operator=(const MemoryStore&) = delete;

    MemoryDatasetStore& datasets() { return datasets_; }
    MemoryDocumentStore& documents() { return documents_; }
    MemoryJobStore& jobs() { return jobs_; }
    MemoryJobQueue& queue() { return queue_; }
    MemoryJobEvents& events() { return events_; }
    MemoryDeadLetterStore& dead_letters() { return dead_letters_; }
    MemoryGraphStore& graph() { return graph_; }
    MemoryVocabularyStore& vocabularies() { return vocabularies_; }
    MemoryApiKeyStore& api_keys() { return api_keys_; }
    MemoryAuditLog& audit() { return audit_; }

  private:
    State state_;
    MemoryDatasetStore datasets_;
    MemoryDocumentStore documents_;
    MemoryJobStore jobs_;
    MemoryJobQueue queue_;
    MemoryJobEvents events_;
    MemoryDeadLetterStore dead_letters_;
    MemoryGraphStore graph_;
    MemoryVocabularyStore vocabularies_;
    MemoryApiKeyStore api_keys_;
    MemoryAuditLog audit_;
};

}  // namespace lectern::backends::memory
