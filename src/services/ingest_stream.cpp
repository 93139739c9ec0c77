#include <utility>

#include "core/random.hpp"
#include "services/ingest_validation.hpp"
#include "services/ingestion_service.hpp"

namespace lectern::services {
namespace {

// What is held in memory of a stream at any time, unless a single document is larger.
constexpr std::size_t flush_bytes = 4U << 20;
constexpr std::size_t flush_documents = 256;

std::size_t estimate_bytes(const domain::SourceDocument& document) {
    std::size_t bytes =
        sizeof document + document.content.size() + document.vector.size() * sizeof(float);
    for (const domain::SuppliedChunk& chunk : document.chunks) {
        bytes += sizeof chunk + chunk.text.size() + chunk.vector.size() * sizeof(float);
    }
    // Metadata and graph are small trees of small values; what a leaf costs with its nodes is an
    // estimate.
    constexpr std::size_t small_value = 128;
    return bytes + small_value * (document.metadata.size() + document.entities.size() +
                                  document.relations.size());
}

}  // namespace

IngestStream::IngestStream(
    domain::Dataset dataset,
    std::unique_ptr<ports::JobDraft> draft,
    domain::DocumentLimits limits,
    const Clock& clock
)
    : dataset_(std::move(dataset)),
      draft_(std::move(draft)),
      limits_(limits),
      clock_(clock),
      digest_(dataset_.id) {}

Result<void> IngestStream::add(domain::SourceDocument document) {
    if (failed_)
        return fail(
            ErrorCode::failed_precondition, "an earlier document of the stream was refused"
        );
    auto violations =
        find_violations(dataset_, document, "/documents/" + std::to_string(count_), limits_);
    if (!violations.empty()) {
        failed_ = true;
        return fail(invalid_documents(std::move(violations)));
    }
    std::string hash = domain::content_hash(document);
    digest_.add(document.id, hash);
    if (document.id.empty()) document.id.value = make_ordered_id("doc", clock_.now());
    ++count_;
    bytes_ += document.content.size();
    pending_bytes_ += estimate_bytes(document);
    pending_.push_back({.document = std::move(document), .content_hash = std::move(hash)});
    if (pending_bytes_ < flush_bytes && pending_.size() < flush_documents) return {};
    return flush();
}

Result<void> IngestStream::flush() {
    if (pending_.empty()) return {};
    auto added = draft_->add(std::exchange(pending_, {}));
    pending_bytes_ = 0;
    if (!added) failed_ = true;
    return added;
}

}  // namespace lectern::services
