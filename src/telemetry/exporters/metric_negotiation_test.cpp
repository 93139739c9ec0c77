#include <string>
#include <utility>

#include <gtest/gtest.h>

#include "telemetry/exporters/metric_text.hpp"

namespace lectern::telemetry {
namespace {

constexpr auto open_metrics = MetricFormat::open_metrics;
constexpr auto text = MetricFormat::prometheus_text;

TEST(MetricNegotiation, FollowsTheQualities) {
    const std::pair<std::string, MetricFormat> cases[] = {
        {"", text},
        {"*/*", text},
        {"text/html", text},
        {"application/openmetrics-text", open_metrics},
        {"application/openmetrics-text; version=1.0.0; charset=utf-8", open_metrics},
        {"APPLICATION/OpenMetrics-Text ; Version=\"1.0.0\"", open_metrics},
        {"application/openmetrics-text;version=1.0.0,text/plain", open_metrics},
        {"text/plain,application/openmetrics-text", open_metrics},
        {"application/openmetrics-text;q=0.4,text/plain;q=0.5", text},
        {"text/plain;q=0.4,application/openmetrics-text;q=0.5", open_metrics},
        {"application/openmetrics-text;version=1.0.0;q=0,*/*", text},
        {"application/openmetrics-text;q=0.3,*/*;q=0.8", text},
        {"application/openmetrics-text;q=0.3,text/*;q=0.2", open_metrics},
        {"application/openmetrics-text;q=0.3,text/plain;q=0.1,*/*;q=0.9", open_metrics},
        {"application/openmetrics-text;version=2.0.0", text},
        {"application/openmetrics-text;version=2.0.0,application/"
         "openmetrics-text;version=1.0.0;q=0.8,"
         "text/plain;version=0.0.4;q=0.5",
         open_metrics},
        {"application/openmetrics-text;q=high,text/plain", text},
        {"application/openmetrics-text;q=2", text},
        {",,;q=1,=;,", text},
        {"text/plain;version=1.0.0;q=1,application/openmetrics-text;version=1.0.0;q=0.1",
         open_metrics},
    };
    for (const auto& [accept, expected] : cases)
        EXPECT_EQ(negotiate_metric_format(accept), expected) << accept;
}

TEST(MetricNegotiation, UnderstandsWhatPrometheusSends) {
    EXPECT_EQ(
        negotiate_metric_format("application/openmetrics-text;version=1.0.0,"
                                "application/openmetrics-text;version=0.0.1;q=0.75,"
                                "text/plain;version=0.0.4;q=0.5,*/*;q=0.1"),
        open_metrics
    );
    EXPECT_EQ(
        negotiate_metric_format("text/plain;version=0.0.4;q=0.6,"
                                "application/openmetrics-text;version=1.0.0;q=0.5,*/*;q=0.4"),
        text
    );
}

TEST(MetricNegotiation, NamesTheFormatThatItGives) {
    EXPECT_EQ(
        render_metrics({}, "application/openmetrics-text").content_type,
        "application/openmetrics-text; version=1.0.0; charset=utf-8"
    );
    EXPECT_EQ(render_metrics({}, "application/openmetrics-text").body, "# EOF\n");
    EXPECT_EQ(render_metrics({}, "").content_type, "text/plain; version=0.0.4; charset=utf-8");
}

}  // namespace
}  // namespace lectern::telemetry
