#pragma once

#include <memory>

#include "app/backends.hpp"
#include "app/config.hpp"
#include "backends/embedders/local_embedder.hpp"
#include "backends/extraction/local_extractor.hpp"
#include "decorators/instrumented_document_store.hpp"
#include "decorators/instrumented_embedder.hpp"
#include "decorators/instrumented_graph_store.hpp"
#include "decorators/instrumented_job_store.hpp"
#include "decorators/instrumented_search_index.hpp"
#include "services/dataset_service.hpp"
#include "services/dead_letter_service.hpp"
#include "services/document_service.hpp"
#include "services/embedding_service.hpp"
#include "services/graph_service.hpp"
#include "services/index_updater.hpp"
#include "services/ingest_worker.hpp"
#include "services/ingestion_service.hpp"
#include "services/job_retention.hpp"
#include "services/job_service.hpp"
#include "services/retrieval_service.hpp"
#include "services/services.hpp"
#include "services/vocabulary_cache.hpp"
#include "telemetry/telemetry.hpp"

namespace lectern::app {

/// What a `System` is made on.
struct Foundation {
    const Config& config;
    const Clock& clock;
    telemetry::Telemetry telemetry;
    std::unique_ptr<Backends> backends;
    std::unique_ptr<backends::embedders::LocalEmbedder>
        embedder;  ///< Null when `embedding.kind` is `none`.
};

/// Opens the store and the index and loads the model, side by side.
Result<Foundation> lay_foundation(
    const Config& config, const Clock& clock, const telemetry::Telemetry& telemetry
);

/// Everything between the back ends and the protocols, wired by plain constructors, top to bottom:
/// each member uses only those above it.
struct System {
    explicit System(Foundation laid);

    /// What the protocols call.
    services::Services services();

    Foundation foundation;
    std::unique_ptr<decorators::InstrumentedEmbedder> embedder;  ///< Null without one.
    decorators::InstrumentedDocumentStore documents_store;
    decorators::InstrumentedJobStore jobs_store;
    decorators::InstrumentedGraphStore graph_store;
    decorators::InstrumentedSearchIndex index;
    backends::extraction::LocalExtractor extractor;

    services::IndexUpdater updater;
    services::VocabularyCache vocabulary_cache;
    services::DatasetService datasets;
    services::IngestionService ingestion;
    services::JobService jobs;
    services::DeadLetterService dead_letters;
    services::DocumentService documents;
    services::GraphService graph;
    services::EmbeddingService embedding;
    services::RetrievalService retrieval;
    services::IngestWorker worker;
    services::JobRetention retention;
};

}  // namespace lectern::app
