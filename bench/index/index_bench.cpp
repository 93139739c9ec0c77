// Measures the index: how fast it takes passages in, opens and answers, and what the vector graph
// finds.
//
//     lectern_index_bench [--passages N] [--vectors N] [--dimensions N] [--queries N] [--candidates
//     N] [--folder PATH]
//
// Data are synthetic and the same on every run (synthetic_corpus.hpp). One thread.
#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <set>

#include <CLI/CLI.hpp>
#include <fmt/core.h>

#include "index/index.hpp"
#include "synthetic_corpus.hpp"

namespace lectern::bench {
namespace {

struct Settings {
    std::size_t passages = 20'000;
    std::size_t vectors = 20'000;
    std::size_t dimensions = 384;
    std::size_t queries = 500;
    std::size_t candidates = 128;
    std::filesystem::path folder = std::filesystem::temp_directory_path() / "lectern-index-bench";
};

template <class T>
T must(Result<T> result) {
    if (!result) {
        fmt::print(stderr, "{}\n", result.error().message);
        std::exit(1);
    }
    if constexpr (!std::is_void_v<T>) return std::move(*result);
}

double seconds_of(auto work) {
    const auto start = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

double percentile(std::vector<double> values, double share) {
    std::ranges::sort(values);
    return values[static_cast<std::size_t>(share * static_cast<double>(values.size() - 1))];
}

void print_latency(const std::string& what, const std::vector<double>& seconds) {
    fmt::print(
        "{:<28} p50 {:8.3f} ms   p95 {:8.3f} ms   p99 {:8.3f} ms\n",
        what,
        percentile(seconds, 0.5) * 1e3,
        percentile(seconds, 0.95) * 1e3,
        percentile(seconds, 0.99) * 1e3
    );
}

std::unique_ptr<index::Index> open(
    const std::filesystem::path& folder, const index::IndexOptions& options
) {
    return must(index::Index::open(folder, options));
}

void fill(index::Index& index, std::size_t count, auto make_chunk) {
    constexpr std::size_t batch = 200;
    std::vector<index::Change> changes;
    for (std::size_t i = 1; i <= count; ++i) {
        index::Document document{.id = "document-" + std::to_string(i), .version = i};
        document.chunks.push_back(make_chunk());
        changes.push_back({.sequence = i, .id = document.id, .document = std::move(document)});
        if (changes.size() < batch && i < count) continue;
        must(index.apply(changes));
        changes.clear();
    }
}

void merge_all(index::Index& index) {
    while (must(index.merge_once())) {
    }
}

void describe(const index::Index& index, const std::filesystem::path& folder) {
    std::uint64_t bytes = 0;
    for (const auto& entry : std::filesystem::directory_iterator(folder))
        bytes += entry.file_size();
    const auto views = index.snapshot()->views();
    const auto graphs = std::ranges::count_if(views, [](const auto& view) {
        return view.segment().graph() != nullptr;
    });
    fmt::print(
        "segments {}, of these with a graph {}; {:.1f} MiB\n",
        views.size(),
        graphs,
        static_cast<double>(bytes) / 1048576
    );
}

struct LexicalTimes {
    std::vector<double> statistics;
    std::vector<double> pruned;
    std::vector<double> exhaustive;
};

LexicalTimes ask_words(
    const index::Index& index, const std::vector<std::vector<index::QueryTerm>>& queries
) {
    LexicalTimes times;
    const auto held = index.snapshot();
    const auto everything = held->select(nullptr);
    for (const auto& terms : queries) {
        index::LexicalRequest request{.terms = terms, .limit = 10};
        times.statistics.push_back(seconds_of([&] { request.statistics = held->statistics(terms); })
        );
        index::Hits pruned;
        index::Hits exhaustive;
        times.pruned.push_back(seconds_of([&] { pruned = held->search(request, everything); }));
        request.prune = false;
        times.exhaustive.push_back(seconds_of([&] {
            exhaustive = held->search(request, everything);
        }));
        if (pruned.hits == exhaustive.hits) continue;
        fmt::print(stderr, "pruning changed an answer\n");
        std::exit(1);
    }
    return times;
}

void measure_words(const Settings& settings) {
    const auto folder = settings.folder / "words";
    std::filesystem::remove_all(folder);
    SyntheticPassages passages(1);
    std::vector<index::Chunk> chunks;
    for (std::size_t i = 0; i < settings.passages; ++i) chunks.push_back(passages.passage());
    std::vector<std::vector<index::QueryTerm>> queries;
    for (std::size_t i = 0; i < settings.queries; ++i) queries.push_back(passages.query());

    auto index = open(folder, {});
    std::size_t next = 0;
    const double built = seconds_of([&] {
        fill(*index, chunks.size(), [&] { return std::move(chunks[next++]); });
        must(index->flush(settings.passages));
    });
    const double merged = seconds_of([&] { merge_all(*index); });
    fmt::print("\nwords: {} passages\n", settings.passages);
    fmt::print(
        "taken in and flushed in {:.2f} s ({:.0f} passages/s), merged in {:.2f} s\n",
        built,
        static_cast<double>(settings.passages) / built,
        merged
    );
    describe(*index, folder);
    index.reset();
    const double opened = seconds_of([&] { index = open(folder, {}); });
    fmt::print("opened and checked in {:.1f} ms\n", opened * 1e3);
    ask_words(*index, queries);  // brings the files into memory
    const LexicalTimes times = ask_words(*index, queries);
    print_latency("statistics", times.statistics);
    print_latency("best 10, pruned", times.pruned);
    print_latency("best 10, exhaustive", times.exhaustive);
    fmt::print(
        "exhaustive / pruned          p50 {:.2f}   p95 {:.2f}\n",
        percentile(times.exhaustive, 0.5) / percentile(times.pruned, 0.5),
        percentile(times.exhaustive, 0.95) / percentile(times.pruned, 0.95)
    );
}

struct VectorTimes {
    std::vector<double> exact;
    std::vector<double> approximate;
    double recall = 0;
};

VectorTimes ask_vectors(
    const index::Index& index,
    const std::vector<std::vector<float>>& queries,
    std::size_t candidates
) {
    VectorTimes times;
    const auto held = index.snapshot();
    const auto everything = held->select(nullptr);
    std::size_t found = 0;
    std::size_t wanted = 0;
    for (const auto& vector : queries) {
        index::VectorRequest request{
            .vector = vector, .limit = 10, .exact = true, .candidates = candidates
        };
        index::Hits exact;
        index::Hits near;
        times.exact.push_back(seconds_of([&] { exact = held->search(request, everything); }));
        request.exact = false;
        times.approximate.push_back(seconds_of([&] { near = held->search(request, everything); }));
        std::set<domain::ChunkRef> best;
        for (const index::Hit& hit : exact.hits) best.insert(hit.chunk);
        wanted += best.size();
        for (const index::Hit& hit : near.hits) found += best.count(hit.chunk);
    }
    times.recall = static_cast<double>(found) / static_cast<double>(wanted);
    return times;
}

void measure_vectors(const Settings& settings) {
    const auto folder = settings.folder / "vectors";
    std::filesystem::remove_all(folder);
    SyntheticVectors vectors(1, settings.dimensions);
    std::vector<std::vector<float>> queries;
    for (std::size_t i = 0; i < settings.queries; ++i) queries.push_back(vectors.vector());
    std::vector<index::Chunk> chunks(settings.vectors);
    for (index::Chunk& chunk : chunks) chunk.vector = vectors.vector();

    // One merge over everything, so that the figures are those of one graph.
    const index::IndexOptions options{
        .dimensions = static_cast<std::uint32_t>(settings.dimensions),
        .head_bytes = std::uint64_t{1} << 40U,
        .graph_from = 1,
    };
    auto index = open(folder, options);
    std::size_t next = 0;
    const double built = seconds_of([&] {
        fill(*index, chunks.size(), [&] { return std::move(chunks[next++]); });
        must(index->flush(settings.vectors));
    });
    fmt::print("\nvectors: {} of {} dimensions\n", settings.vectors, settings.dimensions);
    fmt::print(
        "taken in and flushed in {:.2f} s ({:.0f} vectors/s)\n",
        built,
        static_cast<double>(settings.vectors) / built
    );
    const double merged = seconds_of([&] { merge_all(*index); });
    fmt::print(
        "graph built in {:.1f} s ({:.0f} vectors/s)\n",
        merged,
        static_cast<double>(settings.vectors) / merged
    );
    describe(*index, folder);
    index.reset();
    const double opened = seconds_of([&] { index = open(folder, options); });
    fmt::print("opened and checked in {:.1f} ms\n", opened * 1e3);
    ask_vectors(*index, queries, settings.candidates);
    const VectorTimes times = ask_vectors(*index, queries, settings.candidates);
    print_latency("best 10, exact", times.exact);
    print_latency("best 10, graph", times.approximate);
    fmt::print("recall@10 with {} candidates: {:.4f}\n", settings.candidates, times.recall);
}

}  // namespace
}  // namespace lectern::bench

int main(int argc, char** argv) {
    lectern::bench::Settings settings;
    CLI::App app("Measures the index on synthetic data.");
    app.add_option("--passages", settings.passages, "passages to find by words; 0 leaves that out");
    app.add_option("--vectors", settings.vectors, "vectors to find by cosine; 0 leaves that out");
    app.add_option("--dimensions", settings.dimensions, "of each vector");
    app.add_option("--queries", settings.queries, "queries of each kind");
    app.add_option("--candidates", settings.candidates, "that a graph search keeps");
    app.add_option("--folder", settings.folder, "where the files go");
    CLI11_PARSE(app, argc, argv);
    if (settings.passages > 0) lectern::bench::measure_words(settings);
    if (settings.vectors > 0) lectern::bench::measure_vectors(settings);
    std::filesystem::remove_all(settings.folder);
}
