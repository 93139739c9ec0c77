#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include "app/config.hpp"
#include "core/clock.hpp"
#include "core/result.hpp"
#include "ports/api_key_store.hpp"
#include "ports/audit_log.hpp"
#include "ports/dataset_store.hpp"
#include "ports/dead_letter_store.hpp"
#include "ports/document_store.hpp"
#include "ports/graph_store.hpp"
#include "ports/job_events.hpp"
#include "ports/job_queue.hpp"
#include "ports/job_store.hpp"
#include "ports/search_index.hpp"
#include "telemetry/telemetry.hpp"

namespace lectern::app {

/// What the embedded index has come to, over all datasets.
struct IndexSize {
    std::uint64_t segments = 0;  ///< Files.
    std::uint64_t chunks = 0;    ///< That can be found.
    std::uint64_t bytes = 0;     ///< Of the files.
};

/// The system of record and the index, of the kind that `storage.kind` names. Owns what is behind
/// the ports.
class Backends {
  public:
    virtual ~Backends() = default;

    virtual ports::DatasetStore& datasets() = 0;
    virtual ports::DocumentStore& documents() = 0;
    virtual ports::JobStore& jobs() = 0;
    virtual ports::JobQueue& queue() = 0;
    virtual ports::JobEvents& events() = 0;
    virtual ports::DeadLetterStore& dead_letters() = 0;
    virtual ports::GraphStore& graph() = 0;
    virtual ports::VocabularyStore& vocabularies() = 0;
    virtual ports::ApiKeyStore& api_keys() = 0;
    virtual ports::AuditLog& audit() = 0;
    virtual ports::SearchIndex& index() = 0;

    /// Nothing where there is no embedded index. Quick and thread-safe.
    virtual std::optional<IndexSize> index_size() const = 0;
};

/// `failed_precondition` when another process has the data directory. `clock` outlives what comes
/// back.
Result<std::unique_ptr<Backends>> open_backends(
    const Config& config, const Clock& clock, const telemetry::Telemetry& telemetry
);

}  // namespace lectern::app
