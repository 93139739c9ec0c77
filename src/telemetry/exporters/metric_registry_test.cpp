#include "telemetry/exporters/metric_registry.hpp"

#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "telemetry/exporters/metric_text.hpp"
#include "telemetry/exporters/process_metrics.hpp"
#include "telemetry/metric_catalog.hpp"

namespace lectern::telemetry {
namespace {

class MetricRegistryTest : public testing::Test {
  protected:
    ManualClock clock_;
    MetricRegistry registry_{clock_};
    Metrics metrics_{registry_};
};

TEST_F(MetricRegistryTest, WritesCountersInBothFormats) {
    metrics_.add(catalog::retrievals_total, {"hybrid"});
    metrics_.add(catalog::retrievals_total, {"hybrid"}, 2);
    EXPECT_EQ(
        to_prometheus_text(registry_.snapshot()),
        "# HELP retrievals_total Retrievals answered.\n"
        "# TYPE retrievals_total counter\n"
        "retrievals_total{mode=\"hybrid\"} 3\n"
    );
    EXPECT_EQ(
        to_open_metrics(registry_.snapshot()),
        "# HELP retrievals Retrievals answered.\n"
        "# TYPE retrievals counter\n"
        "retrievals_total{mode=\"hybrid\"} 3\n"
        "# EOF\n"
    );
}

TEST_F(MetricRegistryTest, CountsAValueOnAnEdgeBelowIt) {
    metrics_.observe(catalog::ingest_freshness_seconds, {}, 0.05);
    metrics_.observe(catalog::ingest_freshness_seconds, {}, 1e9);
    const std::string text = to_prometheus_text(registry_.snapshot());
    EXPECT_TRUE(text.contains("ingest_freshness_seconds_bucket{le=\"0.05\"} 1\n"));
    EXPECT_TRUE(text.contains("ingest_freshness_seconds_bucket{le=\"21600\"} 1\n"));
    EXPECT_TRUE(text.contains("ingest_freshness_seconds_bucket{le=\"+Inf\"} 2\n"));
    EXPECT_TRUE(text.contains("ingest_freshness_seconds_count 2\n"));
}

TEST_F(MetricRegistryTest, ShowsTheTraceOfABucketInOpenMetricsAlone) {
    metrics_.observe(
        catalog::ingest_freshness_seconds, {}, 0.2, "4bf92f3577b34da6a3ce929d0e0e4736"
    );
    EXPECT_TRUE(to_open_metrics(registry_.snapshot())
                    .contains("{le=\"0.25\"} 1 # {trace_id=\"4bf92f3577b34da6a3ce929d0e0e4736\"} "
                              "0.2 1700000000.000\n"));
    EXPECT_FALSE(to_prometheus_text(registry_.snapshot()).contains("trace_id"));
}

TEST_F(MetricRegistryTest, DropsAndCountsLabelSetsBeyondTheBudget) {
    for (int i = 0; i < 10'000; ++i) {
        metrics_.add(
            catalog::api_requests_total, {"rest", "endpoint" + std::to_string(i), "GET", "200"}
        );
    }
    std::size_t series = 0;
    double dropped = 0;
    for (const FamilySnapshot& family : registry_.snapshot()) {
        if (family.definition->name == "api_requests_total") series = family.series.size();
        if (family.definition->name == "telemetry_dropped_total")
            dropped = family.series.front().value;
    }
    EXPECT_EQ(series, catalog::api_requests_total.max_series);
    EXPECT_EQ(dropped, 10'000 - static_cast<double>(catalog::api_requests_total.max_series));
    EXPECT_TRUE(
        to_prometheus_text(registry_.snapshot())
            .contains("\ntelemetry_series_dropped_total{metric=\"api_requests_total\"} 8000\n")
    );
}

TEST_F(MetricRegistryTest, TellsApartTheFirstValuesOfAFoldedLabel) {
    MetricRegistry registry(clock_, {.folded_values = 2});
    const Metrics metrics(registry);
    for (const char* tenant : {"acme", "zeta", "late", "acme", "later"}) {
        metrics.add(catalog::tenant_requests_total, {tenant, "ok"});
        metrics.add(catalog::tenant_requests_total, {tenant, "not_found"});
    }
    const auto families = registry.snapshot();
    ASSERT_EQ(families.size(), 1U) << "nothing is dropped";
    std::vector<std::pair<std::vector<std::string>, double>> seen;
    for (const auto& one : families[0].series) seen.emplace_back(one.labels, one.value);
    const decltype(seen) expected{
        {{"acme", "not_found"}, 2},
        {{"acme", "ok"}, 2},
        {{"other", "not_found"}, 2},
        {{"other", "ok"}, 2},
        {{"zeta", "not_found"}, 1},
        {{"zeta", "ok"}, 1},
    };
    EXPECT_EQ(seen, expected);
}

TEST_F(MetricRegistryTest, TellsNoneApartWhenToldSo) {
    MetricRegistry registry(clock_, {.folded_values = 0});
    for (int i = 0; i < 1000; ++i)
        Metrics(registry).add(catalog::tenant_requests_total, {"t" + std::to_string(i), "ok"});
    ASSERT_EQ(registry.snapshot().size(), 1U);
    ASSERT_EQ(registry.snapshot()[0].series.size(), 1U);
    EXPECT_EQ(registry.snapshot()[0].series[0].value, 1000);
}

TEST_F(MetricRegistryTest, MakesEachSeriesOnceWhenThreadsMeetIt) {
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < 4; ++i) {
            threads.emplace_back([this] {
                for (int n = 0; n < 400; ++n)
                    metrics_.add(
                        catalog::api_requests_total, {"rest", std::to_string(n), "GET", "200"}
                    );
            });
        }
        threads.emplace_back([this] {
            for (int n = 0; n < 50; ++n) EXPECT_LE(registry_.snapshot().size(), 1U);
        });
    }
    const auto families = registry_.snapshot();
    ASSERT_EQ(families[0].series.size(), 400U);
    for (const auto& one : families[0].series) EXPECT_EQ(one.value, 4) << one.labels[1];
}

TEST_F(MetricRegistryTest, FindsWhatStandsBehindSeriesThatAreGone) {
    const auto name = [](std::size_t i) { return std::to_string(i); };
    constexpr std::size_t many = 2000;
    for (std::size_t i = 0; i < many; ++i)
        metrics_.add(catalog::api_requests_total, {"rest", name(i), "GET", "200"});
    for (std::size_t i = 0; i < many; i += 2)
        metrics_.remove(catalog::api_requests_total, {"rest", name(i), "GET", "200"});
    for (std::size_t i = 0; i < many / 2; ++i)
        metrics_.add(catalog::api_requests_total, {"grpc", name(i), "GET", "200"});
    for (std::size_t i = 1; i < many; i += 2)
        metrics_.add(catalog::api_requests_total, {"rest", name(i), "GET", "200"});
    const auto families = registry_.snapshot();
    ASSERT_EQ(families.size(), 1U) << "nothing was dropped";
    ASSERT_EQ(families[0].series.size(), many);
    for (const auto& one : families[0].series)
        EXPECT_EQ(one.value, one.labels[0] == "rest" ? 2 : 1);
}

TEST_F(MetricRegistryTest, LosesNothingBetweenThreads) {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 4; ++i) {
        threads.emplace_back([this] {
            for (int n = 0; n < 10'000; ++n) metrics_.add(catalog::documents_retrieved_total);
        });
    }
    threads.clear();
    EXPECT_EQ(registry_.snapshot().front().series.front().value, 40'000);
}

TEST_F(MetricRegistryTest, ShowsARemovedSeriesNoMore) {
    metrics_.set(catalog::job_queue_depth, {"ready"}, 3);
    metrics_.set(catalog::job_queue_depth, {"leased"}, 4);
    metrics_.remove(catalog::job_queue_depth, {"ready"});
    const auto families = registry_.snapshot();
    ASSERT_EQ(families.front().series.size(), 1U);
    EXPECT_EQ(families.front().series.front().labels, std::vector<std::string>{"leased"});
    metrics_.remove(catalog::job_queue_depth, {"leased"});
    EXPECT_TRUE(registry_.snapshot().empty()) << "a family without series is not shown";
}

TEST_F(MetricRegistryTest, RemovesWhatIsNotThere) {
    metrics_.remove(catalog::job_queue_depth, {"ready"});
    metrics_.remove(catalog::job_queue_depth, {"ready", "too many"});
    EXPECT_TRUE(registry_.snapshot().empty());
}

TEST_F(MetricRegistryTest, BeginsARemovedSeriesAnew) {
    metrics_.add(catalog::retrievals_total, {"hybrid"}, 5);
    metrics_.remove(catalog::retrievals_total, {"hybrid"});
    metrics_.add(catalog::retrievals_total, {"hybrid"}, 1);
    EXPECT_EQ(registry_.snapshot().front().series.front().value, 1);
}

TEST_F(MetricRegistryTest, GivesTheRoomOfARemovedSeriesToAnother) {
    for (int i = 0; i < 100; ++i) {
        const std::string version = std::to_string(i);
        metrics_.set(catalog::build_info, {version, "g++"}, 1);
        metrics_.remove(catalog::build_info, {version, "g++"});
    }
    EXPECT_TRUE(registry_.snapshot().empty()) << "and nothing was dropped";
}

TEST_F(MetricRegistryTest, RemovesWhileOthersMeasure) {
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < 2; ++i) {
            threads.emplace_back([this] {
                for (int n = 0; n < 5'000; ++n) metrics_.add(catalog::retrievals_total, {"graph"});
            });
        }
        threads.emplace_back([this] {
            for (int n = 0; n < 5'000; ++n) metrics_.remove(catalog::retrievals_total, {"graph"});
        });
    }
    metrics_.remove(catalog::retrievals_total, {"graph"});
    metrics_.add(catalog::retrievals_total, {"graph"});
    EXPECT_EQ(registry_.snapshot().front().series.front().value, 1);
}

TEST_F(MetricRegistryTest, AsksCollectorsAtEachSnapshot) {
    int depth = 0;
    registry_.add_collector([&depth](const Metrics& metrics) {
        metrics.set(catalog::job_queue_depth, {"ready"}, ++depth);
    });
    EXPECT_EQ(registry_.snapshot().front().series.front().value, 1);
    EXPECT_EQ(registry_.snapshot().front().series.front().value, 2);
}

TEST_F(MetricRegistryTest, KnowsItsProcess) {
    registry_.add_collector(collect_process_metrics);
    const std::string text = to_prometheus_text(registry_.snapshot());
    for (const char* name :
         {"process_cpu_seconds_total ",
          "process_resident_memory_bytes ",
          "process_open_fds ",
          "process_threads ",
          "process_start_time_seconds "}) {
        EXPECT_TRUE(text.contains(std::string("\n") + name)) << name;
    }
}

}  // namespace
}  // namespace lectern::telemetry
