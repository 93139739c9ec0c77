#pragma once

#include <string>

#include "domain/document.hpp"
#include "domain/vocabulary.hpp"
#include "lectern/v1/graph.pb.h"
#include "services/graph_service.hpp"

namespace lectern::transport::grpc {

// Bounds are the domain's to check.
domain::Entity decode(const v1::Entity& entity);
domain::Relation decode(const v1::Relation& relation);
domain::Vocabulary decode(const v1::Vocabulary& vocabulary);

v1::Entity encode(const domain::Entity& entity);
v1::Relation encode(const domain::Relation& relation);
v1::Vocabulary encode(const domain::Vocabulary& vocabulary);
v1::VocabularySummary encode_summary(const domain::Vocabulary& vocabulary);
v1::Neighbour encode(const ports::Neighbour& neighbour);

}  // namespace lectern::transport::grpc
