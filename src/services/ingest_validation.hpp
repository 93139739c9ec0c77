#pragma once

#include <span>
#include <string>
#include <vector>

#include "core/result.hpp"
#include "domain/dataset.hpp"
#include "domain/document.hpp"

namespace lectern::services {

/// What is wrong with a document for this dataset: bounds (`domain::validate`), vectors that are
/// missing, unwanted or of another length, and declared fields of another type. Paths are JSON
/// pointers below `pointer`.
std::vector<FieldViolation> find_violations(
    const domain::Dataset& dataset,
    const domain::SourceDocument& document,
    const std::string& pointer,
    const domain::DocumentLimits& limits
);

/// All of a request's documents, by `/documents/<place>`; also finds ids that are given twice.
/// `invalid_argument` with at most 100 violations.
Result<void> validate_documents(
    const domain::Dataset& dataset,
    std::span<const domain::SourceDocument> documents,
    const domain::DocumentLimits& limits
);

/// The error that these violations, at least one, make.
Error invalid_documents(std::vector<FieldViolation> violations);

}  // namespace lectern::services
