#pragma once

#include <cstddef>
#include <deque>
#include <optional>
#include <string>

#include "core/result.hpp"
#include "transport/http/message.hpp"

namespace lectern::transport::rest {

/// A body whose beginning can be looked at before it is read. One thread at a time.
class PrefixedBody final : public http::BodyReader {
  public:
    /// `body` outlives it.
    explicit PrefixedBody(http::BodyReader& body) : body_(body) {}

    /// The first `max_bytes` of the body, or all of it when it is shorter. Call once, before
    /// `read`.
    Result<std::string> look_ahead(std::size_t max_bytes);

    Result<std::optional<std::string>> read() override;

  private:
    http::BodyReader& body_;
    std::deque<std::string> parts_{};  ///< Looked at and not yet read.
};

}  // namespace lectern::transport::rest
