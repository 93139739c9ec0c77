#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "core/result.hpp"
#include "transport/http/message.hpp"

namespace lectern::transport::rest {

struct NdjsonLine {
    std::size_t number = 0;  ///< From 1, blank lines included.
    std::string text{};      ///< Without its end.
};

/// Reads a body line by line, holding one line and one part of the body at a time. Lines end with
/// LF or CRLF, the last one needs no end, blank lines are passed over, and so is a byte order mark
/// at the start. One thread at a time.
class NdjsonReader final {
  public:
    /// `body` outlives the reader.
    NdjsonReader(http::BodyReader& body, std::size_t max_line_bytes)
        : body_(body), max_line_bytes_(max_line_bytes) {}

    /// Nothing at the end. `invalid_argument` names a line that is too long; errors of the body are
    /// passed on.
    Result<std::optional<NdjsonLine>> next();

  private:
    Result<bool> read_line(std::string& line);
    Result<bool> refill();

    http::BodyReader& body_;
    const std::size_t max_line_bytes_;
    std::string part_{};
    std::size_t position_ = 0;  ///< In `part_`, of what was not yet taken.
    std::size_t number_ = 0;
};

}  // namespace lectern::transport::rest
