#pragma once

#include <string>
#include <vector>

#include <boost/json/value.hpp>

#include "domain/document.hpp"
#include "domain/vocabulary.hpp"
#include "services/graph_service.hpp"

namespace lectern::transport::rest {

/// Decoders take what the contract has checked (`EntityInput`, `RelationInput`, `VocabularyInput`).
std::vector<domain::Entity> decode_entities(const boost::json::object& object);
std::vector<domain::Relation> decode_relations(const boost::json::object& object);
domain::Vocabulary decode_vocabulary(VocabularyId id, const boost::json::object& body);

boost::json::object encode(const domain::Entity& entity);
boost::json::object encode(const domain::Relation& relation);
boost::json::object encode(const domain::Vocabulary& vocabulary);
/// Without what is in it.
boost::json::object encode_summary(const domain::Vocabulary& vocabulary);
boost::json::object encode_neighbours(const std::vector<ports::Neighbour>& neighbours);

}  // namespace lectern::transport::rest
