#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "ports/embedder.hpp"
#include "ports/text_extractor.hpp"
#include "services/index_updater.hpp"
#include "services/ingest_item.hpp"
#include "services/vocabulary_cache.hpp"
#include "telemetry/telemetry.hpp"
#include "text/chunker.hpp"

namespace lectern::services {

/// The title where it says something of the content: empty when the document's id stands in for
/// one.
std::string_view content_title(const domain::Document& document);

/// What is embedded for a chunk: title and text, or the text alone when it starts with the title
/// already.
std::string embedding_text(std::string_view title, std::string_view text);

/// The stages of ingest, each for a batch. A failure is noted in its item (`IngestItem::error`) and
/// leaves the batch's others alone. Thread-safe for different batches.
class IngestStages final {
  public:
    /// All outlive it; `embedder` is null when the server has none.
    IngestStages(
        ports::TextExtractor& extractor,
        ports::Embedder* embedder,
        VocabularyCache& vocabularies,
        IndexUpdater& updater,
        const telemetry::Telemetry& telemetry
    );

    /// Finds text and title.
    void extract(IngestBatch batch);
    /// Cuts the text, or takes the chunks that the client cut.
    void chunk(IngestBatch batch);
    /// Gives every chunk its vector, where the dataset has any.
    void embed(const RequestContext& context, IngestBatch batch);
    /// Finds which chunks speak of which entities.
    void link(IngestBatch batch);
    /// Makes the documents searchable.
    void index(IngestBatch batch);

    void run(domain::IngestStage stage, const RequestContext& context, IngestBatch batch);

  private:
    Result<void> extract(IngestItem& item);
    Result<void> embed_texts(const RequestContext& context, IngestBatch batch);
    Result<void> link(IngestItem& item);
    Result<void> publish(IngestBatch batch);
    text::TokenCounter token_counter() const;

    ports::TextExtractor& extractor_;
    ports::Embedder* embedder_;
    VocabularyCache& vocabularies_;
    IndexUpdater& updater_;
    const telemetry::Telemetry telemetry_;
};

}  // namespace lectern::services
