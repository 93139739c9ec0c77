#include "transport/grpc/codec_enum.hpp"

#include <array>
#include <utility>

namespace lectern::transport::grpc {
namespace {

// The value among `all` that is encoded as `wanted`.
template <class Value, std::size_t count, class Encoded>
std::optional<Value> find_encoded(
    const std::array<Value, count>& all,
    Encoded wanted,
    const std::string& field,
    domain::Violations& violations
) {
    if (wanted == Encoded{}) return std::nullopt;
    for (const Value value : all) {
        if (encode(value) == wanted) return value;
    }
    violations.add(field, "is not known");
    return std::nullopt;
}

}  // namespace

v1::JobState encode(domain::JobState state) {
    switch (state) {
        case domain::JobState::queued:
            return v1::JOB_STATE_QUEUED;
        case domain::JobState::running:
            return v1::JOB_STATE_RUNNING;
        case domain::JobState::succeeded:
            return v1::JOB_STATE_SUCCEEDED;
        case domain::JobState::failed:
            return v1::JOB_STATE_FAILED;
        case domain::JobState::partially_failed:
            return v1::JOB_STATE_PARTIALLY_FAILED;
        case domain::JobState::cancelled:
            return v1::JOB_STATE_CANCELLED;
    }
    std::unreachable();
}

v1::ItemState encode(domain::ItemState state) {
    switch (state) {
        case domain::ItemState::accepted:
            return v1::ITEM_STATE_ACCEPTED;
        case domain::ItemState::extracted:
            return v1::ITEM_STATE_EXTRACTED;
        case domain::ItemState::chunked:
            return v1::ITEM_STATE_CHUNKED;
        case domain::ItemState::embedded:
            return v1::ITEM_STATE_EMBEDDED;
        case domain::ItemState::linked:
            return v1::ITEM_STATE_LINKED;
        case domain::ItemState::indexed:
            return v1::ITEM_STATE_INDEXED;
        case domain::ItemState::failed:
            return v1::ITEM_STATE_FAILED;
        case domain::ItemState::cancelled:
            return v1::ITEM_STATE_CANCELLED;
    }
    std::unreachable();
}

v1::Priority encode(domain::Priority priority) {
    switch (priority) {
        case domain::Priority::low:
            return v1::PRIORITY_LOW;
        case domain::Priority::normal:
            return v1::PRIORITY_NORMAL;
        case domain::Priority::high:
            return v1::PRIORITY_HIGH;
    }
    std::unreachable();
}

v1::IngestStage encode(domain::IngestStage stage) {
    switch (stage) {
        case domain::IngestStage::extract:
            return v1::INGEST_STAGE_EXTRACT;
        case domain::IngestStage::chunk:
            return v1::INGEST_STAGE_CHUNK;
        case domain::IngestStage::embed:
            return v1::INGEST_STAGE_EMBED;
        case domain::IngestStage::link:
            return v1::INGEST_STAGE_LINK;
        case domain::IngestStage::index:
            return v1::INGEST_STAGE_INDEX;
    }
    std::unreachable();
}

v1::ErrorCode encode(ErrorCode code) {
    switch (code) {
        case ErrorCode::invalid_argument:
            return v1::ERROR_CODE_INVALID_ARGUMENT;
        case ErrorCode::unauthenticated:
            return v1::ERROR_CODE_UNAUTHENTICATED;
        case ErrorCode::permission_denied:
            return v1::ERROR_CODE_PERMISSION_DENIED;
        case ErrorCode::not_found:
            return v1::ERROR_CODE_NOT_FOUND;
        case ErrorCode::already_exists:
            return v1::ERROR_CODE_ALREADY_EXISTS;
        case ErrorCode::failed_precondition:
            return v1::ERROR_CODE_FAILED_PRECONDITION;
        case ErrorCode::resource_exhausted:
            return v1::ERROR_CODE_RESOURCE_EXHAUSTED;
        case ErrorCode::deadline_exceeded:
            return v1::ERROR_CODE_DEADLINE_EXCEEDED;
        case ErrorCode::cancelled:
            return v1::ERROR_CODE_CANCELLED;
        case ErrorCode::unavailable:
            return v1::ERROR_CODE_UNAVAILABLE;
        case ErrorCode::unimplemented:
            return v1::ERROR_CODE_UNIMPLEMENTED;
        case ErrorCode::internal:
            return v1::ERROR_CODE_INTERNAL;
    }
    std::unreachable();
}

v1::EmbeddingKind encode(domain::EmbeddingKind kind) {
    switch (kind) {
        case domain::EmbeddingKind::model:
            return v1::EMBEDDING_KIND_MODEL;
        case domain::EmbeddingKind::external:
            return v1::EMBEDDING_KIND_EXTERNAL;
        case domain::EmbeddingKind::none:
            return v1::EMBEDDING_KIND_NONE;
    }
    std::unreachable();
}

v1::FieldType encode(domain::FieldType type) {
    switch (type) {
        case domain::FieldType::boolean:
            return v1::FIELD_TYPE_BOOLEAN;
        case domain::FieldType::integer:
            return v1::FIELD_TYPE_INTEGER;
        case domain::FieldType::number:
            return v1::FIELD_TYPE_NUMBER;
        case domain::FieldType::string:
            return v1::FIELD_TYPE_STRING;
        case domain::FieldType::timestamp:
            return v1::FIELD_TYPE_TIMESTAMP;
    }
    std::unreachable();
}

v1::RetrievalMode encode(domain::RetrievalMode mode) {
    switch (mode) {
        case domain::RetrievalMode::lexical:
            return v1::RETRIEVAL_MODE_LEXICAL;
        case domain::RetrievalMode::vector:
            return v1::RETRIEVAL_MODE_VECTOR;
        case domain::RetrievalMode::graph:
            return v1::RETRIEVAL_MODE_GRAPH;
        case domain::RetrievalMode::hybrid:
            return v1::RETRIEVAL_MODE_HYBRID;
    }
    std::unreachable();
}

v1::Leg encode(domain::Leg leg) {
    switch (leg) {
        case domain::Leg::lexical:
            return v1::LEG_LEXICAL;
        case domain::Leg::vector:
            return v1::LEG_VECTOR;
        case domain::Leg::graph:
            return v1::LEG_GRAPH;
    }
    std::unreachable();
}

std::optional<domain::JobState> decode(
    v1::JobState state, const std::string& field, domain::Violations& violations
) {
    using enum domain::JobState;
    static constexpr std::array all{
        queued, running, succeeded, failed, partially_failed, cancelled
    };
    return find_encoded(all, state, field, violations);
}

std::optional<domain::ItemState> decode(
    v1::ItemState state, const std::string& field, domain::Violations& violations
) {
    using enum domain::ItemState;
    static constexpr std::array all{
        accepted, extracted, chunked, embedded, linked, indexed, failed, cancelled
    };
    return find_encoded(all, state, field, violations);
}

std::optional<domain::Priority> decode(
    v1::Priority priority, const std::string& field, domain::Violations& violations
) {
    using enum domain::Priority;
    static constexpr std::array all{low, normal, high};
    return find_encoded(all, priority, field, violations);
}

std::optional<domain::IngestStage> decode(
    v1::IngestStage stage, const std::string& field, domain::Violations& violations
) {
    using enum domain::IngestStage;
    static constexpr std::array all{extract, chunk, embed, link, index};
    return find_encoded(all, stage, field, violations);
}

std::optional<domain::EmbeddingKind> decode(
    v1::EmbeddingKind kind, const std::string& field, domain::Violations& violations
) {
    using enum domain::EmbeddingKind;
    static constexpr std::array all{model, external, none};
    return find_encoded(all, kind, field, violations);
}

std::optional<domain::FieldType> decode(
    v1::FieldType type, const std::string& field, domain::Violations& violations
) {
    using enum domain::FieldType;
    static constexpr std::array all{boolean, integer, number, string, timestamp};
    return find_encoded(all, type, field, violations);
}

std::optional<domain::RetrievalMode> decode(
    v1::RetrievalMode mode, const std::string& field, domain::Violations& violations
) {
    using enum domain::RetrievalMode;
    static constexpr std::array all{lexical, vector, graph, hybrid};
    return find_encoded(all, mode, field, violations);
}

}  // namespace lectern::transport::grpc
