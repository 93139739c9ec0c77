#include "telemetry/tracing/tracing_plan.hpp"

#include <map>
#include <string>

#include <gtest/gtest.h>

namespace lectern::telemetry {
namespace {

using Variables = std::map<std::string, std::string, std::less<>>;

Result<TracingPlan> plan(const TracingSettings& settings, const Variables& variables) {
    return plan_tracing(settings, [&variables](std::string_view name) {
        const auto found = variables.find(name);
        return found == variables.end() ? std::string() : found->second;
    });
}

SpanExport target(const TracingSettings& settings, const Variables& variables) {
    return plan(settings, variables)->target;
}

TEST(TracingPlan, ExportsNothingWhenNobodyNamesACollector) {
    EXPECT_EQ(target({}, {}), SpanExport::none);
    EXPECT_EQ(target({}, {{"OTEL_SERVICE_NAME", "search"}}), SpanExport::none);
}

TEST(TracingPlan, HonoursTheVariablesOfTheStandard) {
    EXPECT_EQ(
        target({}, {{"OTEL_EXPORTER_OTLP_ENDPOINT", "http://c:4318"}}),
        SpanExport::otlp_http_protobuf
    );
    EXPECT_EQ(
        target(
            {},
            {{"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "http://c:4317"},
             {"OTEL_EXPORTER_OTLP_PROTOCOL", "grpc"}}
        ),
        SpanExport::otlp_grpc
    );
    EXPECT_EQ(target({}, {{"OTEL_TRACES_EXPORTER", "otlp"}}), SpanExport::otlp_http_protobuf);
    EXPECT_EQ(
        target(
            {}, {{"OTEL_TRACES_EXPORTER", "none"}, {"OTEL_EXPORTER_OTLP_ENDPOINT", "http://c:4318"}}
        ),
        SpanExport::none
    );
    EXPECT_EQ(
        target({}, {{"OTEL_SDK_DISABLED", "TRUE"}, {"OTEL_TRACES_EXPORTER", "otlp"}}),
        SpanExport::none
    );
}

TEST(TracingPlan, PrefersTheVariableOfTracesToThatOfAllSignals) {
    EXPECT_EQ(
        target(
            {.endpoint = "c"},
            {{"OTEL_EXPORTER_OTLP_PROTOCOL", "grpc"},
             {"OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "http/json"}}
        ),
        SpanExport::otlp_http_json
    );
}

TEST(TracingPlan, PrefersTheSettingsToTheEnvironment) {
    const Variables variables{
        {"OTEL_SDK_DISABLED", "true"},
        {"OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"},
        {"OTEL_TRACES_SAMPLER", "always_on"},
        {"OTEL_BSP_MAX_QUEUE_SIZE", "77"},
        {"OTEL_BSP_SCHEDULE_DELAY", "200"},
    };
    const auto chosen = plan(
        {.exporter = "otlp_grpc",
         .sample_ratio = "0.25",
         .queue_size = 1000,
         .batch_delay = std::chrono::milliseconds{10}},
        variables
    );
    ASSERT_TRUE(chosen);
    EXPECT_EQ(chosen->target, SpanExport::otlp_grpc);
    EXPECT_TRUE(chosen->sampling.parent_based);
    EXPECT_EQ(chosen->sampling.ratio, 0.25);
    EXPECT_EQ(chosen->settings.queue_size, 1000U);
    EXPECT_EQ(chosen->settings.batch_delay, std::chrono::milliseconds{10});
    EXPECT_EQ(target({.exporter = "none", .endpoint = "c"}, variables), SpanExport::none);
}

TEST(TracingPlan, TakesQueueBatchAndTimeFromTheEnvironmentOrTheStandard) {
    const auto given = plan(
        {.exporter = "otlp_http"},
        {{"OTEL_BSP_MAX_QUEUE_SIZE", "100"},
         {"OTEL_BSP_MAX_EXPORT_BATCH_SIZE", "500"},
         {"OTEL_BSP_SCHEDULE_DELAY", "250"},
         {"OTEL_BSP_EXPORT_TIMEOUT", "900"}}
    );
    EXPECT_EQ(given->settings.queue_size, 100U);
    EXPECT_EQ(given->settings.batch_size, 100U);  // no batch is larger than the queue
    EXPECT_EQ(given->settings.batch_delay, std::chrono::milliseconds{250});
    EXPECT_EQ(given->settings.timeout, std::chrono::milliseconds{900});

    const auto otherwise = plan({.exporter = "otlp_http"}, {{"OTEL_BSP_MAX_QUEUE_SIZE", "-1"}});
    EXPECT_EQ(otherwise->settings.queue_size, 2048U);
    EXPECT_EQ(otherwise->settings.batch_size, 512U);
    EXPECT_EQ(otherwise->settings.batch_delay, std::chrono::seconds{5});
    ASSERT_EQ(otherwise->warnings.size(), 1U);
    EXPECT_EQ(otherwise->warnings[0], "OTEL_BSP_MAX_QUEUE_SIZE is no positive number");
}

struct SamplerCase {
    std::string sampler;
    std::string argument;
    bool parent_based;
    double ratio;
    std::size_t warnings;
};

TEST(TracingPlan, KnowsTheSamplersOfTheStandard) {
    const std::vector<SamplerCase> cases{
        {"", "", true, 1, 0},
        {"always_on", "", false, 1, 0},
        {"always_off", "", false, 0, 0},
        {"traceidratio", "0.1", false, 0.1, 0},
        {"traceidratio", "", false, 1, 0},
        {"parentbased_always_on", "0.1", true, 1, 0},
        {"parentbased_always_off", "", true, 0, 0},
        {"parentbased_traceidratio", "0.01", true, 0.01, 0},
        {"parentbased_traceidratio", "2", true, 1, 1},
        {"parentbased_traceidratio", "nan", true, 1, 1},
        {"jaeger_remote", "", true, 1, 1},
    };
    for (const SamplerCase& one : cases) {
        SCOPED_TRACE(one.sampler + " " + one.argument);
        const auto chosen = plan(
            {.exporter = "otlp_http"},
            {{"OTEL_TRACES_SAMPLER", one.sampler}, {"OTEL_TRACES_SAMPLER_ARG", one.argument}}
        );
        ASSERT_TRUE(chosen);
        EXPECT_EQ(chosen->sampling.parent_based, one.parent_based);
        EXPECT_EQ(chosen->sampling.ratio, one.ratio);
        EXPECT_EQ(chosen->warnings.size(), one.warnings);
    }
}

TEST(TracingPlan, NamesTheSettingThatCannotBe) {
    const std::vector<std::pair<TracingSettings, std::string>> cases{
        {{.exporter = "otlp_http", .sample_ratio = "often"},
         "telemetry.tracing.sample_ratio is no number from 0 to 1"},
        {{.exporter = "otlp_http", .sample_ratio = "1.5"},
         "telemetry.tracing.sample_ratio is no number from 0 to 1"},
        {{.exporter = "otlp_http", .headers = "token"},
         "telemetry.tracing.headers is no list of name=value with percent-encoded values"},
        {{.exporter = "otlp_http", .resource = "team=a%2"},
         "telemetry.tracing.resource is no list of name=value with percent-encoded values"},
        {{.exporter = "otlp_http", .tls_certificate = "c.pem"},
         "telemetry.tracing.tls_certificate and telemetry.tracing.tls_key need each other"},
        {{.exporter = "otlp_grpc", .tls_certificate = "c.pem", .tls_key = "k.pem"},
         "telemetry.tracing.tls_certificate needs the exporter otlp_http"},
    };
    for (const auto& [settings, message] : cases) {
        const auto refused = plan(settings, {});
        ASSERT_FALSE(refused) << message;
        EXPECT_EQ(refused.error().code, ErrorCode::invalid_argument);
        EXPECT_EQ(refused.error().message, message);
    }
}

TEST(ParsePairs, DecodesValuesAndPassesBlanksOver) {
    const auto pairs = parse_pairs(" a=1 ,, token = Bearer%20x%3D, empty=", "headers");
    ASSERT_TRUE(pairs);
    const std::vector<std::pair<std::string, std::string>> expected{
        {"a", "1"}, {"token", "Bearer x="}, {"empty", ""}
    };
    EXPECT_EQ(*pairs, expected);
    EXPECT_FALSE(parse_pairs("=1", "headers"));
    EXPECT_FALSE(parse_pairs("a=%zz", "headers"));
}

}  // namespace
}  // namespace lectern::telemetry
