#include "telemetry/tracing/otel_tracing.hpp"

#include <algorithm>
#include <atomic>
#include <string>
#include <utility>
#include <variant>

#include <opentelemetry/sdk/trace/tracer_provider.h>
#include <opentelemetry/trace/span.h>
#include <opentelemetry/trace/tracer.h>

#include "core/utf8.hpp"
#include "telemetry/tracing/batch_processor.hpp"
#include "telemetry/tracing/otlp_exporter.hpp"
#include "telemetry/tracing/resource.hpp"
#include "telemetry/tracing/sampling.hpp"
#include "telemetry/tracing/sdk_log.hpp"

namespace lectern::telemetry {
namespace {

namespace api = opentelemetry::trace;
namespace nostd = opentelemetry::nostd;
namespace sdk = opentelemetry::sdk;

nostd::string_view view(std::string_view text) { return {text.data(), text.size()}; }

api::SpanKind kind_of(SpanKind kind) {
    switch (kind) {
        case SpanKind::internal:
            return api::SpanKind::kInternal;
        case SpanKind::server:
            return api::SpanKind::kServer;
        case SpanKind::client:
            return api::SpanKind::kClient;
        case SpanKind::producer:
            return api::SpanKind::kProducer;
        case SpanKind::consumer:
            return api::SpanKind::kConsumer;
    }
    std::unreachable();
}

api::SpanContext to_sdk(const TraceContext& trace, bool is_remote) {
    const auto state = trace.state.empty() ? api::TraceState::GetDefault()
                                           : api::TraceState::FromHeader(trace.state);
    return {
        api::TraceId(trace.trace_id),
        api::SpanId(trace.span_id),
        api::TraceFlags(trace.sampled ? api::TraceFlags::kIsSampled : 0),
        is_remote,
        state
    };
}

TraceContext from_sdk(const api::SpanContext& context) {
    TraceContext trace{.sampled = context.IsSampled()};
    std::ranges::copy(context.trace_id().Id(), trace.trace_id.begin());
    std::ranges::copy(context.span_id().Id(), trace.span_id.begin());
    if (!context.trace_state()->Empty()) trace.state = context.trace_state()->ToHeader();
    return trace;
}

class Links final : public api::SpanContextKeyValueIterable {
  public:
    explicit Links(std::span<const TraceContext> traces) : traces_(traces) {}

    bool ForEachKeyValue(
        nostd::function_ref<bool(api::SpanContext, const opentelemetry::common::KeyValueIterable&)>
            visit
    ) const noexcept override {
        const opentelemetry::common::NoopKeyValueIterable no_attributes;
        return std::ranges::all_of(traces_, [&](const TraceContext& trace) {
            return !trace.is_valid() || visit(to_sdk(trace, true), no_attributes);
        });
    }
    std::size_t size() const noexcept override { return traces_.size(); }

  private:
    std::span<const TraceContext> traces_;
};

// A text that every collector takes: protobuf must be UTF-8, and a batch with one bad text is lost
// as a whole.
std::string exportable(std::string_view text) {
    constexpr std::size_t longest = 4096;
    std::string valid = as_utf8(text.substr(0, longest + 4));
    if (valid.size() > longest) valid.resize(character_start(valid, longest));
    return valid;
}

struct SetAttribute {
    api::Span& span;
    nostd::string_view name;

    void operator()(std::string_view text) const {
        const std::string valid = exportable(text);
        span.SetAttribute(name, view(valid));
    }
    void operator()(auto number) const { span.SetAttribute(name, number); }
};

class OtelSpan final : public SpanHandle {
  public:
    OtelSpan(nostd::shared_ptr<api::Span> span, std::chrono::steady_clock::time_point started)
        : span_(std::move(span)), started_(started) {}

    void set(const Field& attribute) override {
        std::visit(SetAttribute{*span_, view(attribute.name)}, attribute.value);
    }

    void end(std::chrono::nanoseconds duration, const Error* error) override {
        if (error != nullptr) {
            span_->SetAttribute("error.type", view(to_string(error->code)));
            const std::string message = exportable(error->message);
            span_->SetStatus(api::StatusCode::kError, view(message));
        }
        span_->End({.end_steady_time = opentelemetry::common::SteadyTimestamp(started_ + duration)}
        );
    }

  private:
    const nostd::shared_ptr<api::Span> span_;
    const std::chrono::steady_clock::time_point started_;
};

}  // namespace

class OtelTracing::Parts final {
  public:
    Parts(const TracingPlan& plan, const Log& log) : sdk_log_(log), log_(log) {
        const TracingSettings& settings = plan.settings;
        auto processor = std::make_unique<BatchProcessor>(
            make_otlp_exporter(plan, sdk_log_),
            BatchProcessor::Options{
                .queue_size = settings.queue_size,
                .batch_size = settings.batch_size,
                .delay = settings.batch_delay
            },
            [this](bool is_success) { tell(is_success); }
        );
        processor_ = processor.get();
        provider_ = std::make_unique<sdk::trace::TracerProvider>(
            std::move(processor), make_resource(settings), make_sampler(plan.sampling)
        );
        tracer_ = provider_->GetTracer("lectern", settings.service_version);
    }

    api::Tracer& tracer() { return *tracer_; }
    BatchProcessor& processor() { return *processor_; }

  private:
    // Once when it begins to fail and once when it goes on, rather than for every batch.
    void tell(bool is_success) {
        if (std::exchange(is_failing_, !is_success) == !is_success) return;
        if (is_success) {
            log_.write(LogLevel::info, nullptr, "spans are exported again");
        } else {
            log_.write(LogLevel::warning, nullptr, "spans cannot be exported");
        }
    }

    const SdkLog sdk_log_;
    const Log log_;
    bool is_failing_ = false;  // of the processor's thread
    BatchProcessor* processor_ = nullptr;
    std::unique_ptr<sdk::trace::TracerProvider> provider_;  // owns the processor
    nostd::shared_ptr<api::Tracer> tracer_;
};

OtelTracing::OtelTracing(const TracingPlan& plan, const Log& log)
    : parts_(std::make_unique<Parts>(plan, log)) {}

OtelTracing::~OtelTracing() { parts_->processor().Shutdown(std::chrono::microseconds{0}); }

StartedSpan OtelTracing::start(const TraceContext& parent, const SpanStart& start) {
    // Within a trace that nobody records, and for what is part of none.
    if (!is_entry(start.kind) && !parent.sampled) return {.context = parent};
    const auto now = std::chrono::steady_clock::now();
    api::StartSpanOptions options;
    options.start_system_time =
        opentelemetry::common::SystemTimestamp(std::chrono::system_clock::now());
    options.start_steady_time = opentelemetry::common::SteadyTimestamp(now);
    options.parent = to_sdk(parent, is_entry(start.kind));
    options.kind = kind_of(start.kind);
    auto span = parts_->tracer().StartSpan(
        view(start.name), opentelemetry::common::NoopKeyValueIterable(), Links(start.links), options
    );
    StartedSpan started{.context = from_sdk(span->GetContext())};
    if (span->IsRecording()) started.span = std::make_unique<OtelSpan>(std::move(span), now);
    return started;
}

bool OtelTracing::flush(std::chrono::milliseconds timeout) {
    return parts_->processor().ForceFlush(timeout);
}

void OtelTracing::shut_down(std::chrono::milliseconds timeout) {
    parts_->processor().Shutdown(timeout);
}

std::uint64_t OtelTracing::exported() const { return parts_->processor().exported(); }

std::uint64_t OtelTracing::dropped() const { return parts_->processor().dropped(); }

}  // namespace lectern::telemetry
