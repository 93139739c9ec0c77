#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <utility>

#include "core/request_context.hpp"
#include "core/result.hpp"
#include "telemetry/metric_catalog.hpp"
#include "telemetry/stage.hpp"
#include "telemetry/telemetry.hpp"

namespace lectern::decorators {

/// Observes calls to one back end: a client span each, and its duration in
/// `backend_request_duration_seconds`. Thread-safe.
class BackendCalls final {
  public:
    /// `backend` is one of a few constant names, a label's value.
    BackendCalls(std::string_view backend, const telemetry::Telemetry& telemetry)
        : backend_(backend), telemetry_(telemetry) {}

    /// Returns what `call` does, given the caller's context with the span as trace parent.
    /// `operation` is a constant: a label's value and the name of the span.
    template <class Call>
    auto observe(const RequestContext& context, std::string_view operation, Call call) const {
        telemetry::Stage stage(
            telemetry_, context, {.name = operation, .kind = telemetry::SpanKind::client}
        );
        stage.set({"backend", backend_});
        auto result = call(stage.context());
        // That something is not there is an answer, not a failure of the back end.
        if (!result && result.error().code != ErrorCode::not_found)
            stage.mark_failed(result.error());
        const std::chrono::duration<double> seconds = stage.end();
        const std::string_view outcome =
            result ? std::string_view("ok") : to_string(result.error().code);
        const TraceContext& trace = stage.context().trace;
        telemetry_.metrics.observe(
            telemetry::catalog::backend_request_duration_seconds,
            {backend_, operation, outcome},
            seconds.count(),
            trace.is_valid() ? trace.trace_id_hex() : std::string()
        );
        return result;
    }

  private:
    const std::string backend_;
    const telemetry::Telemetry telemetry_;
};

}  // namespace lectern::decorators
