#include <algorithm>
#include <utility>

#include "services/ingest_stages.hpp"

namespace lectern::services {
namespace {

// The document's text and blocks as the client's own chunks make them up, a paragraph each.
domain::ExtractedText join_chunks(const domain::SourceDocument& source) {
    domain::ExtractedText joined{
        .media_type = source.media_type.empty() ? "text/plain" : source.media_type
    };
    for (const domain::SuppliedChunk& chunk : source.chunks) {
        if (!joined.text.empty()) joined.text += "\n\n";
        const std::uint64_t begin = joined.text.size();
        joined.text += chunk.text;
        joined.blocks.push_back({.range = {.begin = begin, .end = joined.text.size()}});
    }
    return joined;
}

std::string first_heading(const domain::ExtractedText& extracted) {
    const auto heading =
        std::ranges::find(extracted.blocks, domain::BlockKind::heading, &domain::Block::kind);
    if (heading == extracted.blocks.end()) return {};
    const domain::ByteRange range = heading->range;
    return extracted.text.substr(range.begin, range.end - range.begin);
}

std::string choose_title(const IngestItem& item) {
    if (!item.source.title.empty()) return item.source.title;
    if (!item.extracted.title.empty()) return item.extracted.title;
    if (std::string heading = first_heading(item.extracted); !heading.empty()) return heading;
    return item.source.id.value;
}

domain::Document describe(const IngestItem& item, std::string content_hash) {
    const ports::QueueEntry& entry = item.lease.entry;
    return {
        .key{.tenant = entry.tenant, .dataset = entry.dataset, .id = entry.document},
        .version = entry.version,
        .title = choose_title(item),
        .url = item.source.url,
        .media_type = item.extracted.media_type,
        .metadata = item.source.metadata,
        .content_hash = std::move(content_hash),
        .job = entry.job,
        .updated_at = entry.accepted_at,
    };
}

std::vector<domain::Chunk> one_chunk(const domain::ExtractedText& extracted) {
    std::vector<domain::Chunk> chunks(1);
    chunks.front().text = extracted.text;
    chunks.front().source = {.begin = 0, .end = extracted.text.size()};
    return chunks;
}

std::vector<domain::Chunk> supplied_chunks(const IngestItem& item) {
    std::vector<domain::Chunk> chunks;
    chunks.reserve(item.source.chunks.size());
    for (std::size_t i = 0; i < item.source.chunks.size(); ++i) {
        chunks.push_back({
            .ordinal = static_cast<std::uint32_t>(i),
            .text = item.source.chunks[i].text,
            .source = item.extracted.blocks[i].range,
        });
    }
    return chunks;
}

}  // namespace

void IngestStages::extract(IngestBatch batch) {
    for (IngestItem* item : batch) {
        if (auto extracted = extract(*item); !extracted) item->error = std::move(extracted).error();
    }
}

void IngestStages::chunk(IngestBatch batch) {
    const text::TokenCounter count = token_counter();
    for (IngestItem* item : batch) {
        std::vector<domain::Chunk>& chunks = item->processed.chunks;
        if (!item->source.chunks.empty()) {
            chunks = supplied_chunks(*item);
        } else if (!item->source.vector.empty()) {
            chunks =
                one_chunk(item->extracted);  // as the one vector speaks for all of the document
        } else {
            chunks = text::chunk(item->extracted, item->dataset.settings.chunking, count);
        }
        item->processed.text = std::exchange(item->extracted.text, {});
        item->processed.document.chunk_count = static_cast<std::uint32_t>(chunks.size());
        item->chunk_count = chunks.size();
    }
}

Result<void> IngestStages::extract(IngestItem& item) {
    domain::SourceDocument& source = item.source;
    std::string hash = domain::content_hash(source);
    if (source.chunks.empty()) {
        auto extracted =
            extractor_.extract(item.context, source.content, source.media_type, source.url);
        if (!extracted) return fail(extracted);
        item.extracted = std::move(*extracted);
        source.content = {};
    } else {
        item.extracted = join_chunks(source);
    }
    item.processed.document = describe(item, std::move(hash));
    return {};
}

text::TokenCounter IngestStages::token_counter() const {
    if (embedder_ == nullptr) return text::count_words();
    return [embedder = embedder_](std::string_view piece) { return embedder->count_tokens(piece); };
}

}  // namespace lectern::services
