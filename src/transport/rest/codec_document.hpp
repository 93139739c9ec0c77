#pragma once

#include <string>

#include <boost/json/value.hpp>

#include "core/result.hpp"
#include "domain/document.hpp"
#include "services/document_service.hpp"

namespace lectern::transport::rest {

/// Decodes what the contract has checked (`DocumentInput`). `text` becomes content of `text/plain`
/// unless another media type is declared. `invalid_argument` lists below `pointer` what the schema
/// cannot say: base64 that is none, text and content together, numbers beyond single precision.
Result<domain::SourceDocument> decode_source_document(
    const boost::json::object& object, const std::string& pointer
);

boost::json::object encode(const domain::Document& document);
boost::json::object encode(const services::DocumentView& view);

}  // namespace lectern::transport::rest
