#pragma once

#include "core/result.hpp"
#include "domain/filter.hpp"
#include "services/retrieval.hpp"
#include "transport/graphql/arguments.hpp"

namespace lectern::transport::graphql {

/// Of a `FilterInput`. `invalid_argument` names, below `pointer`, each condition that does not have
/// exactly one member.
Result<domain::Filter> decode_filter(const Arguments& input, const std::string& pointer);

/// Of a `RetrieveInput`. `invalid_argument` for wrong filters and for vectors beyond single
/// precision.
Result<services::RetrieveRequest> decode_retrieve_request(const Arguments& input);

}  // namespace lectern::transport::graphql
