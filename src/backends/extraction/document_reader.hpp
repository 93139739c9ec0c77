#pragma once

#include <string_view>

#include "core/result.hpp"
#include "domain/extracted_text.hpp"
#include "text/media_type.hpp"

namespace lectern::backends::extraction {

/// Reads a document of any type but PDF in this process. `charset` may be empty. Fails with
/// `invalid_argument`.
Result<domain::ExtractedText> read_document(
    text::MediaType type, std::string_view content, std::string_view charset
);

}  // namespace lectern::backends::extraction
