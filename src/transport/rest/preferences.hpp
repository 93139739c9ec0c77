#pragma once

#include <chrono>
#include <optional>
#include <string_view>

namespace lectern::transport::rest {

/// The `wait` preference of a `Prefer` header (RFC 7240 §4.3), in seconds; nothing when there is
/// none or it is malformed, as preferences that are not understood are to be ignored.
std::optional<std::chrono::seconds> preferred_wait(std::string_view prefer);

}  // namespace lectern::transport::rest
