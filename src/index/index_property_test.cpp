#include <algorithm>
#include <set>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "core/testing/temporary_folder.hpp"
#include "index/brute_force.hpp"
#include "index/index.hpp"

namespace lectern::index {
namespace {

using brute_force::Generator;
using brute_force::Model;

constexpr std::uint32_t dimensions = 6;
constexpr std::uint32_t title_weight = 2;

IndexOptions small_options() {
    return {
        .dimensions = dimensions,
        .title_weight = title_weight,
        .head_bytes = 1U << 18U,
        .graph_from = 60,
        .graph = {.degree = 6, .build_candidates = 40},
        .merges = {.fan_in = 3, .smallest_tier = 4},
    };
}

// An index and its model, taken through the same steps.
class Pair final {
  public:
    explicit Pair(std::uint64_t seed) : generator_(seed, dimensions) { reopen(); }

    void step(std::uint8_t which) {
        if (which < 170) return change(1 + which % 4);
        if (which < 180) return change(60);
        if (which < 215) return flush();
        if (which < 245) return merge();
        flush();
        reopen();
    }

    void compare() {
        const auto held = index_->snapshot();
        compare_documents(*held);
        const domain::Filter filter = generator_.filter();
        for (const domain::Filter* each : {static_cast<const domain::Filter*>(nullptr), &filter}) {
            const Selection selection = held->select(each);
            compare_lexical(*held, selection, each);
            compare_vectors(*held, selection, each);
        }
    }

  private:
    void change(int count) {
        std::vector<Change> changes;
        for (int i = 0; i < count; ++i) {
            const std::string id = "d" + std::to_string(generator_.below(60));
            // Mostly in order, some late.
            const std::uint64_t sequence =
                generator_.below(8) == 0
                    ? clock_ - std::min<std::uint64_t>(clock_ - floor_, generator_.below(5))
                    : ++clock_;
            Change change{.sequence = sequence, .id = id};
            if (generator_.below(5) != 0) change.document = generator_.document(id, sequence);
            model_.apply(change);
            changes.push_back(std::move(change));
        }
        const auto applied = index_->apply(changes);
        RC_ASSERT(applied.has_value());
    }

    void flush() {
        floor_ = clock_;
        was_flushed_ = true;
        const auto flushed = index_->flush(floor_);
        RC_ASSERT(flushed.has_value());
        RC_ASSERT(index_->floor() == floor_);
    }

    void merge() {
        const auto merged = index_->merge_once();
        RC_ASSERT(merged.has_value());
    }

    void reopen() {
        index_.reset();
        auto index = Index::open(folder_.path(), small_options());
        RC_ASSERT(index.has_value());
        index_ = std::move(*index);
        RC_ASSERT(index_->floor() == floor_);
        if (was_flushed_) RC_ASSERT(Index::find_faults(folder_.path()).empty());
    }

    void compare_documents(const Snapshot& held) {
        std::map<std::string, std::uint64_t> versions;
        for (const HeldDocument& each : held.documents()) versions[each.id.value] = each.version;
        RC_ASSERT(versions == model_.versions());
        RC_ASSERT(held.live().documents == versions.size());
    }

    void compare_lexical(
        const Snapshot& held, const Selection& selection, const domain::Filter* filter
    ) {
        LexicalRequest request{.terms = generator_.query(), .limit = 1 + generator_.below(12)};
        request.statistics = held.statistics(request.terms);
        const CollectionStatistics expected_statistics = model_.statistics(request.terms);
        RC_ASSERT(request.statistics.chunks == expected_statistics.chunks);
        RC_ASSERT(request.statistics.length == expected_statistics.length);
        RC_ASSERT(
            request.statistics.document_frequencies == expected_statistics.document_frequencies
        );
        const auto expected = model_.search(request, filter);
        const Hits hits = held.search(request, selection);
        RC_ASSERT(hits.total.exact);
        RC_ASSERT(hits.total.value == expected.size());
        check_ranking(hits.hits, expected, request.limit, 1e-9);
        LexicalRequest exhaustive = request;
        exhaustive.prune = false;
        RC_ASSERT(held.search(exhaustive, selection).hits == hits.hits);
        for (const Hit& hit : hits.hits) {
            RC_ASSERT(held.contains(hit.chunk, selection));
            double sum = 0;
            for (const TermContribution& each : held.explain(hit.chunk, request)) sum += each.score;
            RC_ASSERT(std::abs(sum - hit.score) < 1e-9);
        }
        for (const auto* field : {"a", "b", "none"}) {
            check_counts(
                held.count_values(field, selection, nullptr),
                model_.count_values(field, filter, nullptr)
            );
            check_counts(
                held.count_values(field, selection, &request.terms),
                model_.count_values(field, filter, &request.terms)
            );
        }
    }

    void compare_vectors(
        const Snapshot& held, const Selection& selection, const domain::Filter* filter
    ) {
        const VectorRequest request{
            .vector = generator_.vector(), .limit = 1 + generator_.below(8), .exact = true
        };
        const auto expected = model_.search(request.vector, filter);
        const Hits hits = held.search(request, selection);
        RC_ASSERT(hits.total.value == expected.size());
        check_ranking(hits.hits, expected, request.limit, 1e-5);
        VectorRequest approximate = request;
        approximate.exact = false;
        approximate.candidates = 1;
        const Hits near = held.search(approximate, selection);
        RC_ASSERT(near.hits.size() == hits.hits.size());
        for (const Hit& hit : near.hits) RC_ASSERT(held.contains(hit.chunk, selection));
    }

    // Of 1 and 1.0, which are one value, either may stand for both.
    static void check_counts(const ValueCounts& counts, const ValueCounts& expected) {
        RC_ASSERT(std::ranges::equal(counts, expected, [](const auto& left, const auto& right) {
            return domain::equal(left.first, right.first) && left.second == right.second;
        }));
    }

    // Rounding may swap what scores the same; the scores at each rank and the score of each chunk
    // are fixed.
    static void check_ranking(
        const std::vector<Hit>& hits,
        const std::vector<Hit>& expected,
        std::size_t limit,
        double tolerance
    ) {
        RC_ASSERT(hits.size() == std::min(limit, expected.size()));
        std::map<domain::ChunkRef, double> scores;
        for (const Hit& hit : expected) scores[hit.chunk] = hit.score;
        for (std::size_t i = 0; i < hits.size(); ++i) {
            RC_ASSERT(std::abs(hits[i].score - expected[i].score) <= tolerance);
            RC_ASSERT(scores.contains(hits[i].chunk));
            RC_ASSERT(std::abs(scores[hits[i].chunk] - hits[i].score) <= tolerance);
            if (i > 0 && hits[i].score == hits[i - 1].score)
                RC_ASSERT(hits[i - 1].chunk < hits[i].chunk);
        }
        std::set<domain::ChunkRef> different;
        for (const Hit& hit : hits) different.insert(hit.chunk);
        RC_ASSERT(different.size() == hits.size());
    }

    TemporaryFolder folder_;
    Generator generator_;
    Model model_{title_weight};
    std::unique_ptr<Index> index_;
    std::uint64_t clock_ = 0;
    std::uint64_t floor_ = 0;
    bool was_flushed_ = false;
};

RC_GTEST_PROP(
    IndexProperty,
    AnswersAsBruteForceDoesWhateverWasDone,
    (std::uint64_t seed, const std::vector<std::uint8_t>& steps)
) {
    Pair pair(seed);
    for (const std::uint8_t step : steps) {
        pair.step(step);
        pair.compare();
    }
}

}  // namespace
}  // namespace lectern::index
