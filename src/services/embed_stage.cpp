#include <cmath>
#include <utility>

#include "services/ingest_stages.hpp"
#include "telemetry/metric_catalog.hpp"

namespace lectern::services {
namespace {

// To length 1, in double: a long vector of small numbers must not lose its direction.
void normalise(std::vector<float>& vector) {
    double squares = 0;
    for (const float number : vector)
        squares += static_cast<double>(number) * static_cast<double>(number);
    if (squares <= 0) return;
    const double factor = 1 / std::sqrt(squares);
    for (float& number : vector) number = static_cast<float>(static_cast<double>(number) * factor);
}

// The vectors that came with the document. Validated at the door, but a dataset may have been made
// anew since.
Result<void> take_supplied(IngestItem& item) {
    const std::size_t dimensions = item.dataset.settings.embedding.dimensions;
    std::vector<domain::Chunk>& chunks = item.processed.chunks;
    for (std::size_t i = 0; i < chunks.size(); ++i) {
        std::vector<float>& vector = chunks[i].vector;
        if (i < item.source.chunks.size()) vector = std::move(item.source.chunks[i].vector);
        if (vector.empty() && chunks.size() == 1) vector = std::move(item.source.vector);
        if (vector.size() != dimensions) {
            return fail(
                ErrorCode::invalid_argument,
                "the vector of chunk " + std::to_string(i) + " has " +
                    std::to_string(vector.size()) + " numbers, the dataset takes " +
                    std::to_string(dimensions)
            );
        }
        normalise(vector);
    }
    return {};
}

}  // namespace

std::string_view content_title(const domain::Document& document) {
    return document.title == document.key.id.value ? std::string_view()
                                                   : std::string_view(document.title);
}

std::string embedding_text(std::string_view title, std::string_view text) {
    if (title.empty() || text.starts_with(title)) return std::string(text);
    std::string joined(title);
    joined += '\n';
    joined += text;
    return joined;
}

void IngestStages::embed(const RequestContext& context, IngestBatch batch) {
    std::vector<IngestItem*> by_model;
    for (IngestItem* item : batch) {
        switch (item->dataset.settings.embedding.kind) {
            case domain::EmbeddingKind::none:
                break;
            case domain::EmbeddingKind::model:
                by_model.push_back(item);
                break;
            case domain::EmbeddingKind::external:
                if (auto taken = take_supplied(*item); !taken)
                    item->error = std::move(taken).error();
                break;
        }
    }
    if (by_model.empty()) return;
    auto embedded = embed_texts(context, by_model);
    if (embedded) return;
    const bool alone = by_model.size() == 1 || embedded.error().code == ErrorCode::cancelled;
    for (IngestItem*& item : by_model) {
        // One by one, so that a document that the embedder cannot take fails alone.
        Result<void> own = alone ? embedded : embed_texts(item->context, {&item, 1});
        if (!own) item->error = std::move(own).error();
    }
}

Result<void> IngestStages::embed_texts(const RequestContext& context, IngestBatch batch) {
    if (embedder_ == nullptr) {
        return fail(
            ErrorCode::failed_precondition, "this server has no embedder, but the dataset needs one"
        );
    }
    std::vector<std::string> texts;
    for (const IngestItem* item : batch) {
        const std::string_view title = content_title(item->processed.document);
        for (const domain::Chunk& chunk : item->processed.chunks)
            texts.push_back(embedding_text(title, chunk.text));
    }
    auto embedded = embedder_->embed(context, texts);
    if (!embedded) return fail(embedded);
    if (embedded->vectors.size() != texts.size()) {
        return fail(
            ErrorCode::internal, "the embedder gave another number of vectors than of texts"
        );
    }
    telemetry_.metrics.add(
        telemetry::catalog::embedding_tokens_total, {}, static_cast<double>(embedded->tokens)
    );

    auto vector = embedded->vectors.begin();
    for (IngestItem* item : batch) {
        for (domain::Chunk& chunk : item->processed.chunks) chunk.vector = std::move(*vector++);
    }
    return {};
}

}  // namespace lectern::services
