#include "services/embedding_service.hpp"

#include <utility>

#include "telemetry/metric_catalog.hpp"

namespace lectern::services {

EmbeddingService::EmbeddingService(
    ports::Embedder* embedder, const telemetry::Telemetry& telemetry, Options options
)
    : embedder_(embedder), telemetry_(telemetry), options_(options) {}

Result<Embeddings> EmbeddingService::embed(
    const RequestContext& context, const std::vector<std::string>& texts
) {
    if (embedder_ == nullptr)
        return fail(ErrorCode::failed_precondition, "this server has no embedder");
    if (auto good = check(texts); !good) return fail(good);
    auto batch = embedder_->embed(context, texts);
    if (!batch) return fail(batch);
    telemetry_.metrics.add(
        telemetry::catalog::embedding_tokens_total, {}, static_cast<double>(batch->tokens)
    );
    ports::EmbedderDescription description = embedder_->describe();
    return Embeddings{
        .model = std::move(description.model),
        .dimensions = description.dimensions,
        .batch = std::move(*batch)
    };
}

Result<void> EmbeddingService::check(const std::vector<std::string>& texts) const {
    std::vector<FieldViolation> violations;
    if (texts.empty() || texts.size() > options_.max_texts) {
        violations.push_back(
            {.field = "/texts",
             .description = "has 1 to " + std::to_string(options_.max_texts) + " texts"}
        );
    }
    for (std::size_t i = 0; i < texts.size() && violations.empty(); ++i) {
        const std::string field = "/texts/" + std::to_string(i);
        if (texts[i].empty()) violations.push_back({.field = field, .description = "is empty"});
        if (texts[i].size() > options_.max_text_bytes) {
            violations.push_back({
                .field = field,
                .description =
                    "is longer than " + std::to_string(options_.max_text_bytes) + " bytes",
            });
        }
    }
    if (violations.empty()) return {};
    std::string message = violations.front().field + " " + violations.front().description;
    return fail(Error{
        .code = ErrorCode::invalid_argument,
        .message = std::move(message),
        .violations = std::move(violations)
    });
}

}  // namespace lectern::services
