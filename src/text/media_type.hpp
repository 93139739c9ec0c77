#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/result.hpp"

namespace lectern::text {

/// The kinds of documents that can be read.
enum class MediaType { plain, markdown, html, json, csv, pdf, docx };

/// Its name as in IANA's registry: `text/plain`, `text/markdown`, ...
std::string_view to_string(MediaType type);

/// A media type taken apart (RFC 9110, 8.3.1).
struct DeclaredType {
    std::string essence{};  ///< `type/subtype` in lower case.
    std::string charset{};  ///< Empty when not declared.
};

/// Reads a `Content-Type` value, as leniently as servers are written.
DeclaredType parse_declared_type(std::string_view value);

/// The type with that name or one of its aliases (`application/xhtml+xml`, `text/x-markdown`, ...).
std::optional<MediaType> parse_media_type(std::string_view essence);

/// Finds what a document is: by what was declared, unless that is empty or says nothing
/// (`application/octet-stream`) or the content proves it wrong (PDF and DOCX); by the content's
/// first bytes and form; by the ending of the URL. Text without any sign is `plain`. Fails with
/// `invalid_argument` for a declared type that cannot be read, for content that is not what it is
/// declared to be, and for binary content of no known kind.
Result<MediaType> detect_media_type(
    std::string_view declared, std::string_view content, std::string_view url
);

}  // namespace lectern::text
