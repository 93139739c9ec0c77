#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <span>
#include <string_view>

#include "core/request_context.hpp"
#include "core/timings.hpp"
#include "telemetry/telemetry.hpp"

namespace lectern::telemetry {

/// The one observation point: a stage is timed once, and the same number appears in its span, in
/// its histogram (with the trace as exemplar), in the response's timings and in the progress of its
/// request.
///
///     telemetry::Stage stage(telemetry_, context, {.name = "lexical", .histogram =
///     &retrieval_stage_duration_seconds,
///                                                  .timings = &timings});
///     auto hits = index_.search(stage.context(), query);
///     if (!hits) return stage.fail(hits);
///
/// The histogram has the labels `stage` and, when it has two, `outcome` (`ok` or the error code's
/// name). One thread at a time.
class Stage final {
  public:
    struct Options {
        std::string_view name;    ///< A constant: the label's value, and the name in `timings`.
        std::string_view span{};  ///< The span's name, where that is another one.
        SpanKind kind = SpanKind::internal;
        const MetricDefinition* histogram = nullptr;  ///< Null: no metric.
        Timings* timings = nullptr;                   ///< Null: not in a response.
        std::span<const TraceContext> links{};        ///< Looked at once.
    };

    Stage(const Telemetry& telemetry, const RequestContext& context, Options options);
    /// Ends the stage, unless `end` did.
    ~Stage();
    Stage(const Stage&) = delete;
    Stage& operator=(const Stage&) = delete;

    /// The caller's context with this stage as trace parent: pass it on to what the stage calls.
    const RequestContext& context() const { return context_; }

    /// Whether there is a span, not ended yet, that attributes are of use to.
    bool is_recorded() const { return span_ != nullptr; }

    /// Adds an attribute to the span, if there is one.
    void set(const Field& attribute);

    /// Marks the stage as failed, and passes the error on.
    template <class T>
    std::unexpected<Error> fail(Result<T>& failed) {
        mark_failed(failed.error());
        return lectern::fail(failed);
    }
    void mark_failed(const Error& error);

    /// Ends the stage now and returns how long it took.
    std::chrono::nanoseconds end();

  private:
    const Telemetry& telemetry_;
    RequestContext context_;
    const std::string_view name_;
    const MetricDefinition* const histogram_;
    Timings* const timings_;
    RequestProgress* progress_ = nullptr;  // the context's
    std::unique_ptr<SpanHandle> span_;
    std::optional<Error> error_;
    std::chrono::steady_clock::time_point started_;
    std::optional<std::chrono::nanoseconds> duration_;
};

}  // namespace lectern::telemetry
