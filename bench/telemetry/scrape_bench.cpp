// What it costs to measure, and to be scraped: by threads side by side, alone and during a scrape.
#include <array>
#include <atomic>
#include <string>
#include <thread>

#include <benchmark/benchmark.h>

#include "core/clock.hpp"
#include "telemetry/exporters/metric_registry.hpp"
#include "telemetry/exporters/metric_text.hpp"
#include "telemetry/metric_catalog.hpp"

namespace {

namespace catalog = lectern::telemetry::catalog;
using lectern::SystemClock;
using lectern::telemetry::MetricRegistry;
using lectern::telemetry::Metrics;

constexpr std::string_view trace = "4bf92f3577b34da6a3ce929d0e0e4736";
constexpr std::array<std::string_view, 5> methods{"GET", "POST", "PUT", "DELETE", "HEAD"};

std::string endpoint(std::size_t number) {
    return "/v1/datasets/{dataset_id}/things/" + std::to_string(number);
}

// As a busy server has them: most are counters of requests, some are histograms with exemplars. A
// histogram of n edges is n + 3 lines of the page, which is what a scraper calls series.
void fill(const Metrics& metrics, std::size_t counters, std::size_t histograms) {
    for (std::size_t i = 0; i < counters; ++i) {
        metrics.add(
            catalog::api_requests_total, {"rest", endpoint(i / 5), methods[i % 5], "200"}, 1e6
        );
    }
    for (std::size_t i = 0; i < histograms; ++i) {
        for (const double seconds : {0.002, 0.02, 0.2})
            metrics.observe(
                catalog::api_request_duration_seconds, {"rest", endpoint(i), "ok"}, seconds, trace
            );
    }
}

// Arguments: counters, histograms, whether OpenMetrics.
void BM_Scrape(benchmark::State& state) {
    const SystemClock clock;
    MetricRegistry registry(clock);
    fill(
        Metrics(registry),
        static_cast<std::size_t>(state.range(0)),
        static_cast<std::size_t>(state.range(1))
    );
    const std::string_view accept = state.range(2) != 0
                                        ? "application/openmetrics-text;version=1.0.0"
                                        : "text/plain;version=0.0.4";
    std::size_t bytes = 0;
    for (auto _ : state) {
        bytes = render_metrics(registry.snapshot(), accept).body.size();
        benchmark::DoNotOptimize(bytes);
    }
    state.counters["bytes"] = static_cast<double>(bytes);
}
// 2,000 counters and 176 histograms of 17 lines: 5,000 series as a scraper counts them; then 5,000
// label sets, two thirds of them histograms, which no process will ever have.
BENCHMARK(BM_Scrape)
    ->Args({2000, 176, 0})
    ->Args({2000, 176, 1})
    ->Args({2000, 1600, 1})
    ->Unit(benchmark::kMillisecond);

void BM_Record(benchmark::State& state, bool is_scraped) {
    static const SystemClock clock;
    static MetricRegistry* registry = nullptr;
    static std::jthread scraper;
    if (state.thread_index() == 0) {
        registry = new MetricRegistry(clock);
        fill(Metrics(*registry), 1000, 100);
        if (is_scraped) {
            scraper = std::jthread([](const std::stop_token& stop) {
                while (!stop.stop_requested()) benchmark::DoNotOptimize(registry->snapshot());
            });
        }
    }
    const std::string name = endpoint(7);
    for (auto _ : state) {
        const Metrics metrics(*registry);
        metrics.add(catalog::api_requests_total, {"rest", name, "GET", "200"});
        metrics.observe(catalog::api_request_duration_seconds, {"rest", name, "ok"}, 0.02, trace);
    }
    if (state.thread_index() == 0) {
        if (is_scraped) scraper = {};
        delete registry;
    }
}
BENCHMARK_CAPTURE(BM_Record, alone, false)->Threads(1)->Threads(4)->UseRealTime();
BENCHMARK_CAPTURE(BM_Record, while_scraped, true)->Threads(1)->Threads(4)->UseRealTime();

}  // namespace

BENCHMARK_MAIN();
