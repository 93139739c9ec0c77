#pragma once

#include <optional>
#include <string>

#include "core/result.hpp"
#include "domain/dataset.hpp"
#include "domain/job.hpp"
#include "domain/search.hpp"
#include "domain/violations.hpp"
#include "lectern/v1/dataset.pb.h"
#include "lectern/v1/job.pb.h"
#include "lectern/v1/retrieval.pb.h"

namespace lectern::transport::grpc {

// Enumerations of the domain as those of the contract and back. What is unspecified decodes to
// nothing; so does a number that the contract does not know, which is a violation of `field` too.

v1::JobState encode(domain::JobState state);
v1::ItemState encode(domain::ItemState state);
v1::Priority encode(domain::Priority priority);
v1::IngestStage encode(domain::IngestStage stage);
v1::ErrorCode encode(ErrorCode code);
v1::EmbeddingKind encode(domain::EmbeddingKind kind);
v1::FieldType encode(domain::FieldType type);
v1::RetrievalMode encode(domain::RetrievalMode mode);
v1::Leg encode(domain::Leg leg);

std::optional<domain::JobState> decode(
    v1::JobState state, const std::string& field, domain::Violations& violations
);
std::optional<domain::ItemState> decode(
    v1::ItemState state, const std::string& field, domain::Violations& violations
);
std::optional<domain::Priority> decode(
    v1::Priority priority, const std::string& field, domain::Violations& violations
);
std::optional<domain::IngestStage> decode(
    v1::IngestStage stage, const std::string& field, domain::Violations& violations
);
std::optional<domain::EmbeddingKind> decode(
    v1::EmbeddingKind kind, const std::string& field, domain::Violations& violations
);
std::optional<domain::FieldType> decode(
    v1::FieldType type, const std::string& field, domain::Violations& violations
);
std::optional<domain::RetrievalMode> decode(
    v1::RetrievalMode mode, const std::string& field, domain::Violations& violations
);

}  // namespace lectern::transport::grpc
