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

/// Observes calls to one back end: a span each (a client's, for a database), and its duration in
/// `backend_request_duration_seconds`. Thread-safe.
class BackendCalls final {
  public:
    /// `backend` is one of a few constant names, a label's value.
    BackendCalls(std::string_view backend, const telemetry::Telemetry& telemetry)
        : backend_(backend), is_database_(backend == "sqlite"), telemetry_(telemetry) {}

    /// Returns what `call` does, given the caller's context with the span as trace parent.
    /// `operation` is a constant: a label's value and the name of the span.
    template <class Call>
    auto observe(const RequestContext& context, std::string_view operation, Call call) const {
        telemetry::Stage stage(
            telemetry_,
            context,
            {.name = operation,
             .kind = is_database_ ? telemetry::SpanKind::client : telemetry::SpanKind::internal}
        );
        describe(stage, operation);
        auto result = call(stage.context());
        // That something is not there is an answer, not a failure of the back end.
        if (!result && result.error().code != ErrorCode::not_found)
            stage.mark_failed(result.error());
        const std::chrono::duration<double> seconds = stage.end();
        const std::string_view outcome =
            result ? std::string_view("ok") : to_string(result.error().code);
        telemetry_.metrics.observe(
            telemetry::catalog::backend_request_duration_seconds,
            {backend_, operation, outcome},
            seconds.count(),
            stage.context().trace.exemplar_id()
        );
        return result;
    }

  private:
    // By https://opentelemetry.io/docs/specs/semconv/database/database-spans/, where it is one.
    void describe(telemetry::Stage& stage, std::string_view operation) const {
        stage.set({"lectern.backend", backend_});
        if (!is_database_) return;
        stage.set({"db.system.name", backend_});
        stage.set({"db.operation.name", operation});
    }

    const std::string backend_;
    const bool is_database_;
    const telemetry::Telemetry telemetry_;
};

}  // namespace lectern::decorators
