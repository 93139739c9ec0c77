#include "telemetry/stage.hpp"

#include <string>
#include <utility>

namespace lectern::telemetry {

Stage::Stage(const Telemetry& telemetry, const RequestContext& context, Options options)
    : telemetry_(telemetry),
      context_(context),
      name_(options.name),
      histogram_(options.histogram),
      timings_(options.timings),
      started_(std::chrono::steady_clock::now()) {
    auto started = telemetry_.tracer.start(
        context.trace,
        {.name = options.span.empty() ? options.name : options.span,
         .kind = options.kind,
         .links = options.links}
    );
    context_.trace = std::move(started.context);
    span_ = std::move(started.span);
    // The request as a whole is no stage of itself.
    if (options.kind != SpanKind::server) progress_ = context_.progress.get();
    if (progress_ != nullptr) progress_->begin(name_);
}

Stage::~Stage() { end(); }

void Stage::set(const Field& attribute) {
    if (span_ != nullptr) span_->set(attribute);
}

void Stage::mark_failed(const Error& error) { error_ = error; }

std::chrono::nanoseconds Stage::end() {
    if (duration_) return *duration_;
    duration_ = std::chrono::steady_clock::now() - started_;
    if (progress_ != nullptr) progress_->end(name_, *duration_);
    if (span_ != nullptr) span_->end(*duration_, error_ ? &*error_ : nullptr);
    span_.reset();
    if (timings_ != nullptr) {
        timings_->push_back({.stage = std::string(name_), .duration = *duration_});
    }
    if (histogram_ == nullptr) return *duration_;

    const double seconds = std::chrono::duration<double>(*duration_).count();
    const std::string trace_id = context_.trace.exemplar_id();
    if (histogram_->labels.size() == 1) {
        telemetry_.metrics.observe(*histogram_, {name_}, seconds, trace_id);
    } else {
        const std::string_view outcome = error_ ? to_string(error_->code) : "ok";
        telemetry_.metrics.observe(*histogram_, {name_, outcome}, seconds, trace_id);
    }
    return *duration_;
}

}  // namespace lectern::telemetry
