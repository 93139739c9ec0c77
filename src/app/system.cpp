#include "app/system.hpp"

#include <filesystem>
#include <future>
#include <utility>

#include "embedding/model_folder.hpp"

namespace lectern::app {
namespace {

using EmbedderResult = Result<std::unique_ptr<backends::embedders::LocalEmbedder>>;

EmbedderResult load_embedder(const Config& config) {
    if (config.embedding.kind == "none") return nullptr;
    std::filesystem::path folder = config.embedding.model_directory;
    if (folder.empty()) folder = embedding::default_model_folder();
    return backends::embedders::LocalEmbedder::open(folder, {.threads = config.embedding.threads});
}

domain::DocumentLimits document_limits(const Config& config) {
    return {.content_bytes = config.ingest.max_document_bytes};
}

std::string_view store_name(const Config& config) {
    return config.storage.kind == "memory" ? "memory" : "sqlite";
}

std::string_view index_name(const Config& config) {
    return config.storage.kind == "memory" ? "memory" : "localindex";
}

}  // namespace

Result<Foundation> lay_foundation(
    const Config& config, const Clock& clock, const telemetry::Telemetry& telemetry
) {
    auto loading = std::async(std::launch::async, [&config] { return load_embedder(config); });
    auto backends = open_backends(config, clock, telemetry);
    auto embedder = loading.get();
    if (!backends) return fail(backends);
    if (!embedder) return fail(embedder);
    return Foundation{
        .config = config,
        .clock = clock,
        .telemetry = telemetry,
        .backends = std::move(*backends),
        .embedder = std::move(*embedder),
    };
}

System::System(Foundation laid)
    : foundation(std::move(laid)),
      embedder(
          foundation.embedder == nullptr ? nullptr
                                         : std::make_unique<decorators::InstrumentedEmbedder>(
                                               *foundation.embedder, "local", foundation.telemetry
                                           )
      ),
      documents_store(
          foundation.backends->documents(), store_name(foundation.config), foundation.telemetry
      ),
      jobs_store(foundation.backends->jobs(), store_name(foundation.config), foundation.telemetry),
      graph_store(
          foundation.backends->graph(), store_name(foundation.config), foundation.telemetry
      ),
      index(foundation.backends->index(), index_name(foundation.config), foundation.telemetry),
      extractor({
          .program = "/proc/self/exe",
          .max_content_bytes = foundation.config.ingest.max_document_bytes,
          .memory_bytes = foundation.config.extraction.memory,
          .time_limit = foundation.config.extraction.wall_clock,
      }),
      updater(
          foundation.backends->datasets(),
          documents_store,
          graph_store,
          index,
          foundation.clock,
          foundation.telemetry,
          {}
      ),
      vocabulary_cache(foundation.backends->vocabularies(), foundation.clock, {}),
      datasets(
          foundation.backends->datasets(),
          documents_store,
          updater,
          embedder.get(),
          foundation.clock,
          {.create_on_ingest = foundation.config.datasets.create_on_ingest}
      ),
      ingestion(
          datasets,
          jobs_store,
          foundation.backends->queue(),
          foundation.backends->events(),
          foundation.clock,
          foundation.telemetry,
          {
              .limits = document_limits(foundation.config),
              .max_documents = foundation.config.ingest.max_documents,
              .max_queue_depth = foundation.config.ingest.max_queue_depth,
          }
      ),
      jobs(jobs_store, foundation.backends->events(), foundation.clock, foundation.telemetry),
      dead_letters(foundation.backends->dead_letters(), jobs_store, ingestion),
      documents(foundation.backends->datasets(), documents_store, updater, foundation.telemetry),
      graph(datasets, graph_store, foundation.backends->vocabularies(), vocabulary_cache),
      embedding(embedder.get(), foundation.telemetry, {}),
      retrieval(
          datasets,
          index,
          documents_store,
          graph_store,
          embedder.get(),
          foundation.telemetry,
          {
              .rank_constant = static_cast<double>(foundation.config.retrieval.rank_constant),
              .min_candidates = static_cast<std::uint32_t>(foundation.config.retrieval.candidates),
              .threads = foundation.config.retrieval.threads,
          }
      ),
      worker(
          {
              .jobs = jobs_store,
              .queue = foundation.backends->queue(),
              .events = foundation.backends->events(),
              .datasets = foundation.backends->datasets(),
              .extractor = extractor,
              .embedder = embedder.get(),
              .vocabularies = vocabulary_cache,
              .updater = updater,
          },
          foundation.clock,
          foundation.telemetry,
          {
              .threads = foundation.config.ingest.workers,
              .batch_size = foundation.config.ingest.batch_size,
              .lease_duration = foundation.config.ingest.lease,
              .max_attempts = static_cast<std::uint32_t>(foundation.config.ingest.max_attempts),
              .first_delay = foundation.config.ingest.first_delay,
              .longest_delay = foundation.config.ingest.longest_delay,
          }
      ),
      retention(
          jobs_store,
          foundation.backends->events(),
          foundation.clock,
          foundation.telemetry,
          {.keep_for = foundation.config.ingest.keep_jobs}
      ) {}

services::Services System::services() {
    return {
        .ingestion = ingestion,
        .jobs = jobs,
        .dead_letters = dead_letters,
        .documents = documents,
        .datasets = datasets,
        .retrieval = retrieval,
        .embedding = embedding,
        .graph = graph,
    };
}

}  // namespace lectern::app
