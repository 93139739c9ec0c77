#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "backends/memory/memory_index.hpp"
#include "backends/memory/memory_store.hpp"
#include "core/clock.hpp"
#include "ports/testing/failing_document_store.hpp"
#include "ports/testing/failing_embedder.hpp"
#include "ports/testing/failing_graph_store.hpp"
#include "ports/testing/failing_search_index.hpp"
#include "ports/testing/fixed_embedder.hpp"
#include "ports/testing/scripted_extractor.hpp"
#include "services/index_updater.hpp"
#include "services/ingest_worker.hpp"
#include "services/services.hpp"
#include "services/vocabulary_cache.hpp"
#include "telemetry/recording.hpp"

namespace lectern::services {

/// Every service over the memory back end, for tests: time stands still until a test moves it,
/// ports fail when a test plans so, and telemetry is recorded.
struct ServiceFixture {
    static constexpr std::uint32_t dimensions = 32;

    ManualClock clock{};
    telemetry::Recording recording{};
    telemetry::Telemetry telemetry = recording.telemetry();
    backends::memory::MemoryStore store{clock};
    backends::memory::MemoryIndex memory_index{};
    ports::testing::FailingDocumentStore documents{store.documents()};
    ports::testing::FailingGraphStore graph{store.graph()};
    ports::testing::FailingSearchIndex index{memory_index};
    ports::testing::FixedEmbedder fixed_embedder{dimensions};
    ports::testing::FailingEmbedder embedder{fixed_embedder};
    ports::testing::ScriptedExtractor extractor{};

    IndexUpdater updater{
        store.datasets(),
        documents,
        graph,
        index,
        clock,
        telemetry,
        {.flush_after_changes = 1'000, .flush_after = std::chrono::seconds{30}}
    };
    VocabularyCache vocabulary_cache{store.vocabularies(), clock, {}};
    DatasetService dataset_service{store.datasets(), documents, updater, &embedder, clock, {}};
    IngestionService ingestion{
        dataset_service,
        store.jobs(),
        store.queue(),
        store.events(),
        clock,
        telemetry,
        {.max_documents = 1'000}
    };
    JobService jobs{store.jobs(), store.events(), clock, telemetry};
    DeadLetterService dead_letters{store.dead_letters(), store.jobs(), ingestion};
    DocumentService document_service{store.datasets(), documents, updater, telemetry};
    GraphService graph_service{dataset_service, graph, store.vocabularies(), vocabulary_cache};
    RetrievalService retrieval{dataset_service, index, documents, graph, &embedder, telemetry, {}};
    EmbeddingService embedding{&embedder, telemetry, {}};

    RequestContext context{.request_id = "r-1", .correlation_id = "c-1"};
    DatasetId dataset{"papers"};

    /// What protocols call.
    Services services() { return services_with(jobs); }
    Services services_with(JobService& watched) {
        return {
            .ingestion = ingestion,
            .jobs = watched,
            .dead_letters = dead_letters,
            .documents = document_service,
            .datasets = dataset_service,
            .retrieval = retrieval,
            .embedding = embedding,
            .graph = graph_service,
        };
    }

    IngestWorkerPorts worker_ports() {
        return {
            .jobs = store.jobs(),
            .queue = store.queue(),
            .events = store.events(),
            .datasets = store.datasets(),
            .extractor = extractor,
            .embedder = &embedder,
            .vocabularies = vocabulary_cache,
            .updater = updater,
        };
    }

    static IngestWorker::Options worker_options() {
        return {
            .batch_size = 4,
            .lease_duration = std::chrono::seconds{60},
            .max_attempts = 3,
            .first_delay = std::chrono::seconds{1},
            .longest_delay = std::chrono::seconds{60},
        };
    }

    IngestWorker worker{worker_ports(), clock, telemetry, worker_options()};

    static domain::SourceDocument text(std::string id, std::string content) {
        return {.id = {std::move(id)}, .content = std::move(content), .media_type = "text/plain"};
    }

    domain::Job accept(std::vector<domain::SourceDocument> sources) {
        return ingestion.ingest(context, {.dataset = dataset}, std::move(sources)).value().job;
    }

    /// Takes batches until none is ready.
    void drain() {
        while (worker.run_once(context).value() > 0) {
        }
    }

    domain::Job ingest(std::vector<domain::SourceDocument> sources) {
        const JobId id = accept(std::move(sources)).id;
        drain();
        return jobs.find(context, id).value();
    }

    RetrieveResponse search(const std::string& query, domain::RetrievalMode mode) {
        return retrieval.retrieve(context, {.query = query, .mode = mode}).value();
    }

    /// The ids of the documents that a lexical search finds.
    std::vector<std::string> found(const std::string& query) {
        std::vector<std::string> ids;
        for (const RetrievedHit& hit : search(query, domain::RetrievalMode::lexical).hits) {
            ids.push_back(hit.document.value);
        }
        return ids;
    }

    /// How often `metric` was measured with exactly these labels.
    std::size_t count(std::string_view metric, const std::vector<std::string>& labels) const {
        std::size_t times = 0;
        const auto measurements = recording.measurements();
        for (const auto& one : measurements) {
            if (one.metric == metric && one.labels == labels) ++times;
        }
        return times;
    }

    std::vector<domain::JobItem> items(const JobId& id) {
        return store.jobs().items(context, id, std::nullopt, {.limit = 1'000}).value().items;
    }

    std::vector<std::string> event_types(const JobId& id) {
        std::vector<std::string> types;
        const auto events = store.events().read(context, id, 0, 1'000).value();
        for (const domain::JobEvent& event : events) types.push_back(event.type);
        return types;
    }
};

}  // namespace lectern::services
