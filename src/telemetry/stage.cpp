#include "telemetry/stage.hpp"

#include <string>

namespace lectern::telemetry {

Stage::Stage(const Telemetry& telemetry, const RequestContext& context, Options options)
    : telemetry_(telemetry),
      context_(context),
      options_(options),
      started_(std::chrono::steady_clock::now()) {
    span_ = telemetry_.tracer.start(
        context.trace, {.name = options_.name, .kind = options_.kind, .link = options_.link}
    );
    if (span_ != nullptr) context_.trace = span_->context();
}

Stage::~Stage() { end(); }

void Stage::set(const Field& attribute) {
    if (span_ != nullptr) span_->set(attribute);
}

void Stage::mark_failed(const Error& error) { error_ = error; }

std::chrono::nanoseconds Stage::end() {
    if (duration_) return *duration_;
    duration_ = std::chrono::steady_clock::now() - started_;
    if (span_ != nullptr) span_->end(*duration_, error_ ? &*error_ : nullptr);
    if (options_.timings != nullptr) {
        options_.timings->push_back({.stage = std::string(options_.name), .duration = *duration_});
    }
    if (options_.histogram == nullptr) return *duration_;

    const double seconds = std::chrono::duration<double>(*duration_).count();
    const std::string trace_id =
        context_.trace.is_valid() ? context_.trace.trace_id_hex() : std::string();
    if (options_.histogram->labels.size() == 1) {
        telemetry_.metrics.observe(*options_.histogram, {options_.name}, seconds, trace_id);
    } else {
        const std::string_view outcome = error_ ? to_string(error_->code) : "ok";
        telemetry_.metrics.observe(
            *options_.histogram, {options_.name, outcome}, seconds, trace_id
        );
    }
    return *duration_;
}

}  // namespace lectern::telemetry
