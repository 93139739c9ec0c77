#include "telemetry/recording.hpp"

#include "core/random.hpp"

namespace lectern::telemetry {
namespace {

struct ValueText {
    std::string operator()(std::string_view text) const { return std::string(text); }
    std::string operator()(bool flag) const { return flag ? "true" : "false"; }
    std::string operator()(auto number) const { return std::to_string(number); }
};

std::string text_of(const Field& field) { return std::visit(ValueText{}, field.value); }

}  // namespace

class Recording::Handle final : public SpanHandle {
  public:
    Handle(Recording& recording, std::size_t place) : recording_(recording), place_(place) {}

    void set(const Field& attribute) override {
        const std::lock_guard lock(recording_.mutex_);
        recording_.spans_[place_].attributes.emplace_back(attribute.name, text_of(attribute));
    }

    void end(std::chrono::nanoseconds, const Error* error) override {
        const std::lock_guard lock(recording_.mutex_);
        recording_.spans_[place_].ended = true;
        if (error != nullptr) recording_.spans_[place_].error = *error;
    }

  private:
    Recording& recording_;
    const std::size_t place_;
};

std::vector<Recording::Measurement> Recording::measurements() const {
    const std::lock_guard lock(mutex_);
    return measurements_;
}

std::vector<Recording::Measurement> Recording::removals() const {
    const std::lock_guard lock(mutex_);
    return removals_;
}

std::vector<Recording::Line> Recording::lines() const {
    const std::lock_guard lock(mutex_);
    return lines_;
}

std::vector<Recording::Span> Recording::spans() const {
    const std::lock_guard lock(mutex_);
    return spans_;
}

std::vector<std::pair<Error, std::string>> Recording::reports() const {
    const std::lock_guard lock(mutex_);
    return reports_;
}

double Recording::total(std::string_view metric, const std::vector<std::string>& labels) const {
    double sum = 0;
    for (const Measurement& one : measurements()) {
        if (one.metric == metric && one.labels == labels) sum += one.value;
    }
    return sum;
}

void Recording::add(const MetricDefinition& metric, LabelValues labels, double amount) {
    record(metric, labels, amount);
}

void Recording::set(const MetricDefinition& metric, LabelValues labels, double value) {
    record(metric, labels, value);
}

void Recording::observe(
    const MetricDefinition& metric, LabelValues labels, double value, std::string_view
) {
    record(metric, labels, value);
}

void Recording::remove(const MetricDefinition& metric, LabelValues labels) {
    const std::lock_guard lock(mutex_);
    removals_.push_back({std::string(metric.name), {labels.begin(), labels.end()}, 0});
}

void Recording::record(const MetricDefinition& metric, LabelValues labels, double value) {
    const std::lock_guard lock(mutex_);
    measurements_.push_back({std::string(metric.name), {labels.begin(), labels.end()}, value});
}

void Recording::write(
    LogLevel level,
    const RequestContext* context,
    std::string_view message,
    std::span<const Field> fields
) {
    Line line{
        .level = level,
        .request_id = context == nullptr ? std::string() : context->request_id,
        .message = std::string(message),
        .fields = {},
    };
    for (const Field& field : fields) line.fields.emplace_back(field.name, text_of(field));
    const std::lock_guard lock(mutex_);
    lines_.push_back(std::move(line));
}

StartedSpan Recording::start(const TraceContext& parent, const SpanStart& start) {
    TraceContext context = parent;
    if (!parent.is_valid()) fill_random(context.trace_id);
    fill_random(context.span_id);
    context.sampled = true;
    const std::lock_guard lock(mutex_);
    spans_.push_back(
        {.name = std::string(start.name),
         .context = context,
         .parent = parent,
         .kind = start.kind,
         .links = {start.links.begin(), start.links.end()},
         .attributes = {},
         .ended = false,
         .error = {}}
    );
    return {std::move(context), std::make_unique<Handle>(*this, spans_.size() - 1)};
}

void Recording::report(const RequestContext*, const Error& error, std::string_view detail) {
    const std::lock_guard lock(mutex_);
    reports_.emplace_back(error, std::string(detail));
}

}  // namespace lectern::telemetry
