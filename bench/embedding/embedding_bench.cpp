// Prints how fast the local embedder is. Arguments: the model's folder (default: the cache's),
// `--float32`.
#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>
#include <time.h>

#include "backends/embedders/local_embedder.hpp"
#include "embedding/kernels.hpp"
#include "embedding/model_folder.hpp"
#include "embedding/precision.hpp"

namespace {

using lectern::RequestContext;
using lectern::backends::embedders::LocalEmbedder;

struct Elapsed {
    double wall_ms = 0;
    double processor_ms = 0;  ///< Of the whole process; what a loaded machine does not blur.
};

double processor_ms_now() {
    timespec time{};
    ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_nsec) * 1e-6;
}

template <class Work>
Elapsed measure(const Work& work) {
    const auto started = std::chrono::steady_clock::now();
    const double processor_started = processor_ms_now();
    work();
    const std::chrono::duration<double, std::milli> wall =
        std::chrono::steady_clock::now() - started;
    return {.wall_ms = wall.count(), .processor_ms = processor_ms_now() - processor_started};
}

/// A line of /proc/self/status in MiB.
double memory_mib(std::string_view field) {
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);) {
        if (line.starts_with(field))
            return std::strtod(line.c_str() + field.size() + 1, nullptr) / 1024;
    }
    return 0;
}

void print_memory(std::string_view when) {
    fmt::print(
        "resident {}: {:.0f} MiB (anonymous {:.0f}, files {:.0f})\n",
        when,
        memory_mib("VmRSS"),
        memory_mib("RssAnon"),
        memory_mib("RssFile")
    );
}

/// English of about `words` words, different for each `seed`.
std::string make_text(std::size_t words, std::size_t seed) {
    static const std::vector<std::string_view> vocabulary{
        "the",  "boundary", "layer",    "of",    "a",      "retrieval", "gateway", "with",
        "keys", "and",      "document", "index", "that",   "queries",   "under",   "pressure",
        "flow", "heat",     "patient",  "cells", "in",     "acute",     "to",      "measure",
        "by",   "transfer", "tenants",  "which", "rotate", "signing",
    };
    std::string text;
    for (std::size_t word = 0; word < words; ++word) {
        seed = seed * 6364136223846793005U + 1442695040888963407U;
        text += vocabulary[(seed >> 33) % vocabulary.size()];
        text += ' ';
    }
    return text;
}

std::uint64_t embed(LocalEmbedder& embedder, const std::vector<std::string>& texts) {
    const auto batch = embedder.embed(RequestContext{}, texts);
    if (!batch) {
        fmt::print(stderr, "{}\n", batch.error().message);
        std::exit(1);
    }
    return batch->tokens;
}

void print_throughput(LocalEmbedder& embedder, std::size_t words) {
    constexpr int rounds = 5;
    std::vector<std::string> texts;
    for (std::size_t text = 0; text < 6'000 / words; ++text)
        texts.push_back(make_text(words, text));
    embed(embedder, texts);  // makes the code for these row counts
    double best_wall = 0;
    double best_processor = 0;
    for (int round = 0; round < rounds; ++round) {
        std::uint64_t tokens = 0;
        const Elapsed elapsed = measure([&] { tokens = embed(embedder, texts); });
        best_wall = std::max(best_wall, static_cast<double>(tokens) / elapsed.wall_ms * 1e3);
        best_processor =
            std::max(best_processor, static_cast<double>(tokens) / elapsed.processor_ms * 1e3);
    }
    fmt::print(
        "texts of {:3} words: {:.0f} tokens/s on one thread ({:.0f} by processor time), best of "
        "{}\n",
        words,
        best_wall,
        best_processor,
        rounds
    );
}

void print_query_latency(LocalEmbedder& embedder) {
    constexpr std::size_t queries = 300;
    std::vector<double> wall;
    std::vector<double> processor;
    for (std::size_t query = 0; query < queries; ++query) {
        const std::vector<std::string> text{make_text(10, query)};
        const Elapsed elapsed = measure([&] { embed(embedder, text); });
        wall.push_back(elapsed.wall_ms);
        processor.push_back(elapsed.processor_ms);
    }
    std::ranges::sort(wall);
    std::ranges::sort(processor);
    fmt::print(
        "query of 10 words: p50 {:.2f} ms, p95 {:.2f} ms (by processor time {:.2f} and {:.2f}), "
        "first ones included\n",
        wall[queries / 2],
        wall[queries * 95 / 100],
        processor[queries / 2],
        processor[queries * 95 / 100]
    );
}

}  // namespace

int main(int argument_count, char** arguments) {
    std::filesystem::path folder = lectern::embedding::default_model_folder();
    LocalEmbedder::Options options{.threads = 1};
    for (const std::string_view argument :
         std::span(arguments, static_cast<std::size_t>(argument_count)).subspan(1)) {
        if (argument == "--float32") {
            options.precision = lectern::embedding::Precision::float32;
        } else {
            folder = argument;
        }
    }
    print_memory("before load");
    std::unique_ptr<LocalEmbedder> embedder;
    const Elapsed load = measure([&] {
        auto opened = LocalEmbedder::open(folder, options);
        if (!opened) {
            fmt::print(stderr, "{}\n", opened.error().message);
            std::exit(1);
        }
        embedder = std::move(*opened);
    });
    fmt::print(
        "oneDNN {}, kernels {}, {}\n",
        lectern::embedding::matrix_instruction_set(),
        lectern::embedding::fastest_kernels().instruction_set,
        to_string(options.precision.value_or(lectern::embedding::fastest_precision()))
    );
    fmt::print("load: {:.1f} ms ({:.1f} by processor time)\n", load.wall_ms, load.processor_ms);
    print_memory("after load");
    print_query_latency(*embedder);
    for (const std::size_t words : {10, 30, 100, 220}) print_throughput(*embedder, words);
    print_memory("at the end");
}
