#pragma once

#include <boost/json/value.hpp>

#include "core/result.hpp"
#include "domain/filter.hpp"
#include "services/retrieval_service.hpp"
#include "transport/rest/parameters.hpp"

namespace lectern::transport::rest {

/// Decodes what the contract has checked (`Filter`).
domain::Filter decode_filter(const boost::json::object& object);

/// Decodes what the contract has checked (`RetrieveRequest`). `invalid_argument` for vectors beyond
/// single precision.
Result<services::RetrieveRequest> decode_retrieve_request(const boost::json::object& body);

/// Of the query parameters of `retrieveByQuery`.
services::RetrieveRequest decode_retrieve_request(const Parameters& parameters);

boost::json::object encode(const services::RetrieveResponse& response);

}  // namespace lectern::transport::rest
