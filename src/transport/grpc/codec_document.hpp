#pragma once

#include <string>

#include "domain/document.hpp"
#include "domain/violations.hpp"
#include "lectern/v1/document.pb.h"
#include "lectern/v1/ingestion.pb.h"
#include "services/document_service.hpp"

namespace lectern::transport::grpc {

/// `text` becomes content of `text/plain` unless another media type is declared. Only what the
/// domain cannot see is a violation below `pointer`.
domain::SourceDocument decode(
    const v1::DocumentInput& document, const std::string& pointer, domain::Violations& violations
);
/// The reverse; content is sent as bytes.
v1::DocumentInput encode(const domain::SourceDocument& document);

v1::Document encode(const domain::Document& document);
v1::Document encode(const services::DocumentView& view);

}  // namespace lectern::transport::grpc
