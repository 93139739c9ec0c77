#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "core/result.hpp"
#include "transport/http/message.hpp"

namespace lectern::transport::rest {

struct MultipartLimits {
    std::size_t max_part_bytes = 32U << 20;    ///< Of one part's content.
    std::size_t max_header_bytes = 16U << 10;  ///< Of one part's headers.
};

/// One part of a form (RFC 7578).
struct MultipartPart {
    std::string name{};                      ///< Of the form's field.
    std::optional<std::string> file_name{};  ///< Present for a file, even when empty.
    std::string media_type{};  ///< As declared, in lower case and without parameters; may be empty.
    std::string content{};
};

/// The boundary that a `multipart/form-data` content type names, or nothing when there is none that
/// RFC 2046 allows (1 to 70 characters of its set, not ending in a blank).
std::optional<std::string> multipart_boundary(std::string_view content_type);

/// Reads a form part by part, holding one part and one piece of the body at a time. One thread at a
/// time.
class MultipartReader final {
  public:
    /// `body` outlives the reader. `boundary` as `multipart_boundary` gives it.
    MultipartReader(http::BodyReader& body, const std::string& boundary, MultipartLimits limits);

    /// Nothing after the last part; what follows the closing delimiter is read and dropped.
    /// `invalid_argument` when the body is no such form or passes a limit; errors of the body are
    /// passed on.
    Result<std::optional<MultipartPart>> next();

  private:
    Result<void> skip_preamble();
    Result<void> read_delimiter_end();
    Result<std::string> read_until(std::string_view end, std::size_t limit, std::string_view what);
    std::string take(std::size_t length, std::size_t end);
    Result<bool> refill();
    Result<void> drain();

    http::BodyReader& body_;
    const std::string delimiter_;  ///< CRLF, two hyphens, boundary.
    const MultipartLimits limits_;
    std::string buffer_{};
    std::size_t position_ = 0;  ///< In `buffer_`, of what was not yet taken.
    std::size_t parts_ = 0;
    bool started_ = false;
    bool ended_ = false;
};

}  // namespace lectern::transport::rest
