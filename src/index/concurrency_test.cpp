#include <atomic>
#include <thread>

#include <gtest/gtest.h>

#include "core/testing/temporary_folder.hpp"
#include "index/brute_force.hpp"
#include "index/index.hpp"

namespace lectern::index {
namespace {

constexpr std::uint32_t documents = 20;
constexpr std::uint64_t rounds = 60;

// Version v of a document has v % 3 + 1 chunks, all with the term "all" and the term of the
// version.
Change make_change(std::uint32_t number, std::uint64_t version) {
    const std::string id = "d" + std::to_string(number);
    Document document{.id = id, .version = version};
    for (std::uint32_t i = 0; i <= version % 3; ++i) {
        document.chunks.push_back({
            .ordinal = i,
            .text = {{.term = "all"}, {.term = "v" + std::to_string(version)}},
            .vector = {1.0F, static_cast<float>(version), static_cast<float>(number)},
        });
    }
    return {.sequence = version, .id = id, .document = std::move(document)};
}

// Every document is found with all chunks of one version: never two versions, never a part of one.
void check_whole(const Snapshot& held) {
    LexicalRequest request{.terms = {{.term = "all"}}, .limit = 1000};
    request.statistics = held.statistics(request.terms);
    const Selection everything = held.select(nullptr);
    const Hits words = held.search(request, everything);
    const Hits vectors =
        held.search(VectorRequest{.vector = {1, 1, 1}, .limit = 1000, .exact = true}, everything);
    for (const Hits* hits : {&words, &vectors}) {
        std::map<std::string, std::map<std::uint64_t, std::size_t>> found;
        for (const Hit& hit : hits->hits) ++found[hit.chunk.document.value][hit.chunk.version];
        ASSERT_EQ(found.size(), documents);
        for (const auto& [id, versions] : found) {
            ASSERT_EQ(versions.size(), 1U) << id;
            ASSERT_EQ(versions.begin()->second, versions.begin()->first % 3 + 1) << id;
        }
        ASSERT_EQ(hits->total.value, hits->hits.size());
    }
    ASSERT_EQ(held.live().documents, documents);
}

TEST(IndexConcurrency, SearchesSeeEachDocumentWholeWhileItIsReplacedFlushedAndMerged) {
    const TemporaryFolder folder;
    const IndexOptions options{
        .dimensions = 3,
        .graph_from = 30,
        .graph = {.degree = 4, .build_candidates = 16},
        .merges = {.fan_in = 2, .smallest_tier = 4},
    };
    auto opened = Index::open(folder.path(), options);
    ASSERT_TRUE(opened);
    Index& index = **opened;
    std::vector<Change> first;
    for (std::uint32_t number = 0; number < documents; ++number)
        first.push_back(make_change(number, 1));
    ASSERT_TRUE(index.apply(first));

    std::atomic<bool> done = false;
    std::atomic<std::uint64_t> applied = 1;
    std::atomic<int> failures = 0;
    {
        std::vector<std::jthread> threads;
        for (std::uint32_t half = 0; half < 2; ++half) {
            threads.emplace_back([&, half] {
                for (std::uint64_t version = 2; version <= rounds; ++version) {
                    for (std::uint32_t number = half; number < documents; number += 2) {
                        const Change change = make_change(number, version);
                        if (!index.apply(std::span(&change, 1))) ++failures;
                    }
                }
                ++applied;
                if (applied == 3) done = true;
            });
        }
        threads.emplace_back([&] {
            while (!done) {
                if (!index.flush(1)) ++failures;
            }
        });
        threads.emplace_back([&] {
            while (!done) {
                if (!index.merge_once()) ++failures;
            }
        });
        for (int i = 0; i < 2; ++i) {
            threads.emplace_back([&] {
                while (!done) check_whole(*index.snapshot());
            });
        }
    }
    EXPECT_EQ(failures, 0);
    ASSERT_TRUE(index.flush(rounds));
    check_whole(*index.snapshot());
    opened->reset();
    const auto reopened = Index::open(folder.path(), options);
    ASSERT_TRUE(reopened);
    check_whole(*(*reopened)->snapshot());
    for (const HeldDocument& each : (*reopened)->snapshot()->documents())
        EXPECT_EQ(each.version, rounds);
}

}  // namespace
}  // namespace lectern::index
