#include "telemetry/tracing/sampling.hpp"

#include <utility>

#include <opentelemetry/sdk/trace/samplers/always_off_factory.h>
#include <opentelemetry/sdk/trace/samplers/always_on_factory.h>
#include <opentelemetry/sdk/trace/samplers/parent_factory.h>
#include <opentelemetry/sdk/trace/samplers/trace_id_ratio_factory.h>
#include <opentelemetry/trace/span_context.h>
#include <opentelemetry/trace/span_context_kv_iterable.h>
#include <opentelemetry/trace/trace_state.h>

namespace lectern::telemetry {
namespace {

namespace api = opentelemetry::trace;
namespace sdk = opentelemetry::sdk::trace;

bool has_recorded_link(const api::SpanContextKeyValueIterable& links) {
    bool found = false;
    links.ForEachKeyValue(
        [&found](const api::SpanContext& link, const opentelemetry::common::KeyValueIterable&) {
            found = found || link.IsSampled();
            return !found;
        }
    );
    return found;
}

class LinkedSampler final : public sdk::Sampler {
  public:
    explicit LinkedSampler(std::unique_ptr<sdk::Sampler> next) : next_(std::move(next)) {}

    sdk::SamplingResult ShouldSample(
        const api::SpanContext& parent,
        api::TraceId trace_id,
        opentelemetry::nostd::string_view name,
        api::SpanKind kind,
        const opentelemetry::common::KeyValueIterable& attributes,
        const api::SpanContextKeyValueIterable& links
    ) noexcept override {
        if (!parent.IsValid() && has_recorded_link(links))
            return {sdk::Decision::RECORD_AND_SAMPLE, nullptr, {}};
        return next_->ShouldSample(parent, trace_id, name, kind, attributes, links);
    }

    opentelemetry::nostd::string_view GetDescription() const noexcept override {
        return next_->GetDescription();
    }

  private:
    const std::unique_ptr<sdk::Sampler> next_;
};

std::unique_ptr<sdk::Sampler> ratio_sampler(double ratio) {
    if (ratio >= 1) return sdk::AlwaysOnSamplerFactory::Create();
    if (ratio <= 0) return sdk::AlwaysOffSamplerFactory::Create();
    return sdk::TraceIdRatioBasedSamplerFactory::Create(ratio);
}

}  // namespace

std::unique_ptr<sdk::Sampler> make_sampler(const SamplingPlan& plan) {
    auto sampler = ratio_sampler(plan.ratio);
    if (plan.parent_based) sampler = sdk::ParentBasedSamplerFactory::Create(std::move(sampler));
    return std::make_unique<LinkedSampler>(std::move(sampler));
}

}  // namespace lectern::telemetry
