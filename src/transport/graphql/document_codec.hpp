#pragma once

#include <string>
#include <vector>

#include "core/result.hpp"
#include "domain/document.hpp"
#include "transport/graphql/arguments.hpp"

namespace lectern::transport::graphql {

/// Of `[DocumentInput!]`. `invalid_argument` lists below `/documents` what the schema cannot say:
/// text and content together, numbers beyond single precision.
Result<std::vector<domain::SourceDocument>> decode_documents(const language::List& list);

/// Of the members `entities` and `relations`.
std::vector<domain::Entity> decode_entities(const Arguments& input);
std::vector<domain::Relation> decode_relations(const Arguments& input);

}  // namespace lectern::transport::graphql
