#pragma once

#include "domain/dataset.hpp"
#include "domain/violations.hpp"
#include "lectern/v1/dataset.pb.h"
#include "services/dataset_service.hpp"

namespace lectern::transport::grpc {

/// What is absent has its default. Ranges are the domain's to check; enumerations that are not
/// known are violations below `/settings`.
domain::DatasetSettings decode(const v1::DatasetSettings& settings, domain::Violations& violations);

v1::DatasetSettings encode(const domain::DatasetSettings& settings);
v1::Dataset encode(const domain::Dataset& dataset);
/// With how much it holds.
v1::Dataset encode(const services::DatasetSummary& summary);

}  // namespace lectern::transport::grpc
