#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "backends/extraction/local_extractor.hpp"
#include "core/request_context.hpp"
#include "core/result.hpp"
#include "net/child_process.hpp"

namespace lectern::backends::extraction {

/// Runs a parser on `content` within the limits and returns how it ended by itself. A parser that
/// was ended or crashed is the document's fault: `invalid_argument`, unless the context's deadline
/// passed or it was stopped
/// (`deadline_exceeded`, `cancelled`). `unavailable` when it could not be started.
Result<net::ChildOutcome> run_parser(
    const RequestContext& context,
    const LocalExtractor::Options& options,
    const std::string& program,
    std::vector<std::string> arguments,
    std::string_view content
);

}  // namespace lectern::backends::extraction
