#pragma once

#include <chrono>
#include <initializer_list>
#include <memory>
#include <optional>
#include <span>
#include <string_view>

#include "core/request_context.hpp"
#include "core/result.hpp"
#include "telemetry/field.hpp"

namespace lectern::telemetry {

enum class SpanKind { internal, server, client, producer, consumer };

struct SpanStart {
    std::string_view name;  ///< Of `api/telemetry/spans.yaml`.
    SpanKind kind = SpanKind::internal;
    std::optional<TraceContext> link{};  ///< E.g. the request that accepted what a worker now does.
};

/// A span of a tracing back end, under way. One thread at a time; ended once.
class SpanHandle {
  public:
    virtual ~SpanHandle() = default;
    virtual const TraceContext& context() const = 0;
    virtual void set(const Field& attribute) = 0;
    virtual void end(std::chrono::nanoseconds duration, const Error* error) = 0;
};

/// Where spans go. Thread-safe; must not block on I/O.
class SpanSink {
  public:
    virtual ~SpanSink() = default;
    /// A child of `parent` when that is valid, a new trace otherwise.
    virtual std::unique_ptr<SpanHandle> start(
        const TraceContext& parent, const SpanStart& start
    ) = 0;
};

/// What code that is traced holds. Does nothing without a sink. The sink outlives it.
class Tracer final {
  public:
    Tracer() = default;
    explicit Tracer(SpanSink& sink) : sink_(&sink) {}

    /// Null without a sink.
    std::unique_ptr<SpanHandle> start(const TraceContext& parent, const SpanStart& start) const {
        return sink_ == nullptr ? nullptr : sink_->start(parent, start);
    }

  private:
    SpanSink* sink_ = nullptr;
};

}  // namespace lectern::telemetry
