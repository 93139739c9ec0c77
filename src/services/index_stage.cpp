#include <map>
#include <utility>

#include "services/ingest_stages.hpp"
#include "services/transient.hpp"

namespace lectern::services {

IngestStages::IngestStages(
    ports::TextExtractor& extractor,
    ports::Embedder* embedder,
    VocabularyCache& vocabularies,
    IndexUpdater& updater,
    const telemetry::Telemetry& telemetry
)
    : extractor_(extractor),
      embedder_(embedder),
      vocabularies_(vocabularies),
      updater_(updater),
      telemetry_(telemetry) {}

void IngestStages::run(
    domain::IngestStage stage, const RequestContext& context, IngestBatch batch
) {
    switch (stage) {
        case domain::IngestStage::extract:
            return extract(batch);
        case domain::IngestStage::chunk:
            return chunk(batch);
        case domain::IngestStage::embed:
            return embed(context, batch);
        case domain::IngestStage::link:
            return link(batch);
        case domain::IngestStage::index:
            return index(batch);
    }
    std::unreachable();
}

void IngestStages::index(IngestBatch batch) {
    std::map<std::pair<TenantId, DatasetId>, std::vector<IngestItem*>> by_dataset;
    for (IngestItem* item : batch)
        by_dataset[{item->dataset.tenant, item->dataset.id}].push_back(item);
    for (auto& [key, items] : by_dataset) {
        auto published = publish(items);
        if (published) continue;
        const bool alone = items.size() == 1 || is_transient(published.error().code);
        for (IngestItem*& item : items) {
            Result<void> own = alone ? published : publish({&item, 1});
            if (!own) item->error = std::move(own).error();
        }
    }
}

Result<void> IngestStages::publish(IngestBatch batch) {
    // Copies: when the batch fails for one of them, each is published by itself.
    std::vector<ports::ProcessedDocument> documents;
    std::vector<ports::DocumentGraph> graphs;
    documents.reserve(batch.size());
    graphs.reserve(batch.size());
    for (const IngestItem* item : batch) {
        documents.push_back(item->processed);
        graphs.push_back(item->graph);
    }
    const IngestItem& first = *batch.front();
    auto publications =
        updater_.publish(first.context, first.dataset, std::move(documents), std::move(graphs));
    if (!publications) return fail(publications);
    for (std::size_t i = 0; i < batch.size(); ++i)
        batch[i]->superseded = (*publications)[i].superseded;
    return {};
}

}  // namespace lectern::services
