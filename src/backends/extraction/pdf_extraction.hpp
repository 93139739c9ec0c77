#pragma once

#include <string_view>

#include "backends/extraction/local_extractor.hpp"
#include "core/request_context.hpp"
#include "core/result.hpp"
#include "domain/extracted_text.hpp"

namespace lectern::backends::extraction {

/// Reads a PDF document through poppler's programs. Errors as `TextExtractor::extract`.
Result<domain::ExtractedText> extract_pdf(
    const RequestContext& context, const LocalExtractor::Options& options, std::string_view content
);

}  // namespace lectern::backends::extraction
