#pragma once

#include <string>
#include <string_view>

#include "telemetry/scrub/scrubber.hpp"

namespace lectern::cli {

/// Scrubs the strings and whole numbers of a line that is one JSON object: decoded, so that
/// `anna\u0040example.com` is found, and by the names of its members. Everything else stays as it
/// is written. False when the line is no JSON object; otherwise it is appended to `out`, scrubbed,
/// and `counts` grows.
bool scrub_json_line(
    const telemetry::scrub::Scrubber& scrubber,
    std::string_view line,
    std::string_view tenant,
    std::string& out,
    telemetry::scrub::KindCounts& counts
);

}  // namespace lectern::cli
