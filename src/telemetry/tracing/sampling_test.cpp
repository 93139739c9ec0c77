#include "telemetry/tracing/sampling.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>
#include <opentelemetry/common/key_value_iterable_view.h>
#include <opentelemetry/trace/span_context.h>
#include <opentelemetry/trace/span_context_kv_iterable_view.h>
#include <opentelemetry/trace/trace_state.h>

namespace lectern::telemetry {
namespace {

namespace api = opentelemetry::trace;
using Attributes = std::map<std::string, int>;
using Link = std::pair<api::SpanContext, Attributes>;

api::TraceId trace_id(std::uint8_t number) {
    std::array<std::uint8_t, 16> bytes{};
    bytes.fill(number);
    return api::TraceId(std::as_const(bytes));
}

api::SpanContext context(bool is_sampled) {
    constexpr std::array<std::uint8_t, 8> span{1, 2, 3, 4, 5, 6, 7, 8};
    return {
        trace_id(7),
        api::SpanId(span),
        api::TraceFlags(is_sampled ? api::TraceFlags::kIsSampled : 0),
        true
    };
}

bool is_recorded(
    const SamplingPlan& plan,
    const api::SpanContext& parent,
    const std::vector<Link>& links = {},
    std::uint8_t trace = 7
) {
    const Attributes none;
    return make_sampler(plan)
        ->ShouldSample(
            parent,
            trace_id(trace),
            "request",
            api::SpanKind::kServer,
            opentelemetry::common::KeyValueIterableView<Attributes>(none),
            api::SpanContextKeyValueIterableView<std::vector<Link>>(links)
        )
        .IsSampled();
}

const api::SpanContext nobody = api::SpanContext::GetInvalid();

TEST(Sampling, DoesAsTheCallerDid) {
    EXPECT_TRUE(is_recorded({.parent_based = true, .ratio = 0}, context(true)));
    EXPECT_FALSE(is_recorded({.parent_based = true, .ratio = 1}, context(false)));
    EXPECT_FALSE(is_recorded({.parent_based = false, .ratio = 0}, context(true)));
    EXPECT_TRUE(is_recorded({.parent_based = false, .ratio = 1}, context(false)));
}

TEST(Sampling, DecidesByRatioWhereNobodyHas) {
    EXPECT_TRUE(is_recorded({.ratio = 1}, nobody));
    EXPECT_FALSE(is_recorded({.ratio = 0}, nobody));
    int recorded = 0;
    for (int trace = 1; trace <= 255; ++trace)
        recorded += is_recorded({.ratio = 0.25}, nobody, {}, static_cast<std::uint8_t>(trace));
    EXPECT_EQ(recorded, 63);  // the ids are evenly spread
}

TEST(Sampling, RecordsABatchWhenOneOfItsRequestsIsRecorded) {
    EXPECT_TRUE(is_recorded({.ratio = 0}, nobody, {{context(false), {}}, {context(true), {}}}));
    EXPECT_FALSE(is_recorded({.ratio = 0}, nobody, {{context(false), {}}}));
    EXPECT_FALSE(is_recorded({.ratio = 1}, context(false), {{context(true), {}}}));
}

}  // namespace
}  // namespace lectern::telemetry
