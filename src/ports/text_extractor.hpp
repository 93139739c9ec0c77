#pragma once

#include <string>
#include <string_view>

#include "core/request_context.hpp"
#include "core/result.hpp"
#include "domain/extracted_text.hpp"

namespace lectern::ports {

/// Finds the text in a document's bytes. Thread-safe.
class TextExtractor {
  public:
    virtual ~TextExtractor() = default;

    /// `declared_media_type` may be empty; `url` may help to find the type by its ending. Fails
    /// with `invalid_argument` for content that is broken, encrypted, without text, too large or of
    /// an unknown type, and with `unavailable` when the parser could not be run.
    virtual Result<domain::ExtractedText> extract(
        const RequestContext& context,
        std::string_view content,
        std::string_view declared_media_type,
        std::string_view url
    ) = 0;
};

}  // namespace lectern::ports
