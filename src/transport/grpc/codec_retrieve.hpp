#pragma once

#include "domain/violations.hpp"
#include "lectern/v1/retrieval.pb.h"
#include "services/retrieval.hpp"

namespace lectern::transport::grpc {

/// Bounds are the service's to check.
services::RetrieveRequest decode(
    const v1::RetrieveRequest& request, domain::Violations& violations
);

v1::RetrieveResponse encode(const services::RetrieveResponse& response);

}  // namespace lectern::transport::grpc
