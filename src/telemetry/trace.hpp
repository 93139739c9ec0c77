#pragma once

#include <chrono>
#include <memory>
#include <span>
#include <string_view>

#include "core/request_context.hpp"
#include "core/result.hpp"
#include "telemetry/field.hpp"

namespace lectern::telemetry {

enum class SpanKind { internal, server, client, producer, consumer };

/// Whether what begins here came from outside of the process: such spans may begin a trace, others
/// are only ever part of one.
constexpr bool is_entry(SpanKind kind) {
    return kind == SpanKind::server || kind == SpanKind::consumer;
}

struct SpanStart {
    std::string_view name;  ///< Of `api/telemetry/spans.yaml`.
    SpanKind kind = SpanKind::internal;
    std::span<const TraceContext> links{};  ///< E.g. the requests that accepted a worker's batch.
};

/// A span that is being recorded. One thread at a time; ended once.
class SpanHandle {
  public:
    virtual ~SpanHandle() = default;
    /// Names are those of `api/telemetry/spans.yaml`.
    virtual void set(const Field& attribute) = 0;
    virtual void end(std::chrono::nanoseconds duration, const Error* error) = 0;
};

struct StartedSpan {
    TraceContext context{};              ///< The parent of what happens within.
    std::unique_ptr<SpanHandle> span{};  ///< Null when nobody records it.
};

/// Where spans go. Thread-safe; must not block on I/O.
class SpanSink {
  public:
    virtual ~SpanSink() = default;
    /// A child of `parent` when that is valid. Otherwise an entry begins a trace, and others are
    /// part of none.
    virtual StartedSpan start(const TraceContext& parent, const SpanStart& start) = 0;
};

/// What code that is traced holds. Does nothing without a sink. The sink outlives it.
class Tracer final {
  public:
    Tracer() = default;
    explicit Tracer(SpanSink& sink) : sink_(&sink) {}

    StartedSpan start(const TraceContext& parent, const SpanStart& start) const {
        return sink_ == nullptr ? StartedSpan{.context = parent} : sink_->start(parent, start);
    }

  private:
    SpanSink* sink_ = nullptr;
};

}  // namespace lectern::telemetry
