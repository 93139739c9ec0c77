#pragma once

#include "telemetry/trace.hpp"

namespace lectern::telemetry {

/// Gives every request ids, so that logs, problems, jobs and the audit trail can be joined, where
/// nobody records spans. A trace of the caller's is passed on as it came: a span id of our own
/// would be a gap in it. Thread-safe.
class TraceIds final : public SpanSink {
  public:
    StartedSpan start(const TraceContext& parent, const SpanStart& start) override;
};

}  // namespace lectern::telemetry
