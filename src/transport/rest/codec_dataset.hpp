#pragma once

#include <boost/json/value.hpp>

#include "domain/dataset.hpp"
#include "services/dataset_service.hpp"

namespace lectern::transport::rest {

/// Decodes what the contract has checked (`DatasetSettings`); what is absent has its default.
domain::DatasetSettings decode_dataset_settings(const boost::json::object& object);

boost::json::object encode(const domain::DatasetSettings& settings);
boost::json::object encode(const domain::Dataset& dataset);
/// With how much it holds.
boost::json::object encode(const services::DatasetSummary& summary);

}  // namespace lectern::transport::rest
