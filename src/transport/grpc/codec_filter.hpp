#pragma once

#include <string>

#include "domain/filter.hpp"
#include "domain/violations.hpp"
#include "lectern/v1/retrieval.pb.h"

namespace lectern::transport::grpc {

/// Bounds are the domain's to check; conditions and values that say nothing are violations below
/// `pointer`.
domain::Filter decode(
    const v1::Filter& filter, const std::string& pointer, domain::Violations& violations
);
v1::Filter encode(const domain::Filter& filter);

}  // namespace lectern::transport::grpc
