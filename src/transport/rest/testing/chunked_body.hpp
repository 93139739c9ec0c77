#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <utility>

#include "transport/http/message.hpp"

namespace lectern::transport::rest::testing {

/// A body that comes in parts of `step` bytes.
class ChunkedBody final : public http::BodyReader {
  public:
    ChunkedBody(std::string text, std::size_t step = 7) : text_(std::move(text)), step_(step) {}

    /// Breaks off at the end instead of ending.
    void fail_at_end(Error error) { error_ = std::move(error); }

    Result<std::optional<std::string>> read() override {
        if (position_ == text_.size() && error_) return fail(*error_);
        if (position_ == text_.size()) return std::nullopt;
        std::string part = text_.substr(position_, step_);
        position_ += part.size();
        return part;
    }

  private:
    std::string text_;
    std::size_t step_;
    std::size_t position_ = 0;
    std::optional<Error> error_{};
};

}  // namespace lectern::transport::rest::testing
