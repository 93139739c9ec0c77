#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "telemetry/scrub/kind.hpp"

namespace lectern::telemetry::scrub {

/// Appends `[redacted:email]`, or with a key `[email:3f9a1c20]`: the first 32 bits of
/// HMAC-SHA-256 (RFC 2104) over the kind and the value. The same value in another spelling (case of
/// an address, separators of a number) has the same hash.
void append_marker(std::string& out, Kind kind, std::string_view value, std::string_view hash_key);

/// Length of the marker that `text` begins with, 0 when it begins with none.
std::size_t marker_length(std::string_view text);

/// Whether a marker ends right before `end`.
bool ends_with_marker(std::string_view text, std::size_t end);

}  // namespace lectern::telemetry::scrub
