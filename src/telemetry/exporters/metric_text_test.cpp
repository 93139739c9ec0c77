#include "telemetry/exporters/metric_text.hpp"

#include <array>
#include <limits>

#include <gtest/gtest.h>

#include "telemetry/metric_catalog.hpp"

namespace lectern::telemetry {
namespace {

constexpr std::array<std::string_view, 1> label_names{"what"};
constexpr std::array edges{0.5, 1.0};
constexpr MetricDefinition counter{
    .name = "things_bytes_total",
    .help = "A \"thing\"\\\n.",
    .type = MetricType::counter,
    .labels = label_names,
    .unit = "bytes",
    .max_series = 9
};
constexpr MetricDefinition gauge{
    .name = "level", .help = "L.", .type = MetricType::gauge, .max_series = 9
};
constexpr MetricDefinition histogram{
    .name = "wait_seconds",
    .help = "W.",
    .type = MetricType::histogram,
    .buckets = edges,
    .unit = "seconds",
    .max_series = 9
};

FamilySnapshot family(const MetricDefinition& definition, SeriesSnapshot series) {
    return {.definition = &definition, .series = {std::move(series)}};
}

TEST(MetricText, EscapesEachPartAsItsFormatAsks) {
    const std::vector families{family(counter, {.labels = {"a\"b\\c\nd"}, .value = 2})};
    EXPECT_EQ(
        to_prometheus_text(families),
        "# HELP things_bytes_total A \"thing\"\\\\\\n.\n"
        "# TYPE things_bytes_total counter\n"
        "things_bytes_total{what=\"a\\\"b\\\\c\\nd\"} 2\n"
    );
    EXPECT_EQ(
        to_open_metrics(families),
        "# HELP things_bytes A \\\"thing\\\"\\\\\\n.\n"
        "# TYPE things_bytes counter\n"
        "# UNIT things_bytes bytes\n"
        "things_bytes_total{what=\"a\\\"b\\\\c\\nd\"} 2\n"
        "# EOF\n"
    );
}

TEST(MetricText, WritesNumbersThatReadBackTheSame) {
    const auto line = [](double value) {
        const std::string text = to_prometheus_text({family(gauge, {.value = value})});
        return text.substr(text.rfind("level "));
    };
    EXPECT_EQ(line(0.1), "level 0.1\n");
    EXPECT_EQ(line(1e6), "level 1e+06\n");
    EXPECT_EQ(line(std::numeric_limits<double>::infinity()), "level +Inf\n");
    EXPECT_EQ(line(-std::numeric_limits<double>::infinity()), "level -Inf\n");
    EXPECT_EQ(line(std::numeric_limits<double>::quiet_NaN()), "level NaN\n");
    EXPECT_EQ(std::stod(line(1234567.891).substr(6)), 1234567.891);
}

TEST(MetricText, AddsUpBucketsAndShowsExemplarsInOpenMetrics) {
    const std::vector families{family(
        histogram,
        {.value = 3.2,
         .buckets = {2, 0, 1},
         .exemplars =
             {{.trace_id = "abc", .value = 0.25, .at = Timestamp{std::chrono::milliseconds{1500}}},
              {},
              {.trace_id = std::string(200, 'a'), .value = 2, .at = {}}}}
    )};
    EXPECT_EQ(
        to_open_metrics(families),
        "# HELP wait_seconds W.\n"
        "# TYPE wait_seconds histogram\n"
        "# UNIT wait_seconds seconds\n"
        "wait_seconds_bucket{le=\"0.5\"} 2 # {trace_id=\"abc\"} 0.25 1.500\n"
        "wait_seconds_bucket{le=\"1\"} 2\n"
        "wait_seconds_bucket{le=\"+Inf\"} 3\n"
        "wait_seconds_sum 3.2\n"
        "wait_seconds_count 3\n"
        "# EOF\n"
    ) << "an exemplar of more than 128 characters is none";
    EXPECT_FALSE(to_prometheus_text(families).contains("trace_id"));
}

}  // namespace
}  // namespace lectern::telemetry
