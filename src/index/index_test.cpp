#include "index/index.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <set>

#include "index/brute_force.hpp"

namespace lectern::index {
namespace {

using brute_force::Generator;
using brute_force::Model;
using brute_force::TemporaryFolder;

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
            const std::uint64_t sequence = generator_.below(8) == 0 ? clock_ - std::min<std::uint64_t>(clock_ - floor_, generator_.below(5)) : ++clock_;
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
        RC_ASSERT(Index::find_faults(folder_.path()).size() == (clock_ > 0 ? 0U : 1U));
    }

    void compare_documents(const Snapshot& held) {
        std::map<std::string, std::uint64_t> versions;
        for (const HeldDocument& each : held.documents()) versions[each.id.value] = each.version;
        RC_ASSERT(versions == model_.versions());
        RC_ASSERT(held.live().documents == versions.size());
    }

    void compare_lexical(const Snapshot& held, const Selection& selection, const domain::Filter* filter) {
        LexicalRequest request{.terms = generator_.query(), .limit = 1 + generator_.below(12)};
        request.statistics = held.statistics(request.terms);
        const CollectionStatistics expected_statistics = model_.statistics(request.terms);
        RC_ASSERT(request.statistics.chunks == expected_statistics.chunks);
        RC_ASSERT(request.statistics.length == expected_statistics.length);
        RC_ASSERT(request.statistics.document_frequencies == expected_statistics.document_frequencies);
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
            RC_ASSERT(held.count_values(field, selection, nullptr) == model_.count_values(field, filter, nullptr));
            RC_ASSERT(
                held.count_values(field, selection, &request.terms) ==
                model_.count_values(field, filter, &request.terms)
            );
        }
    }

    void compare_vectors(const Snapshot& held, const Selection& selection, const domain::Filter* filter) {
        const VectorRequest request{.vector = generator_.vector(), .limit = 1 + generator_.below(8), .exact = true};
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

    // Rounding may swap what scores the same; the scores at each rank and the score of each chunk are fixed.
    static void check_ranking(
        const std::vector<Hit>& hits, const std::vector<Hit>& expected, std::size_t limit, double tolerance
    ) {
        RC_ASSERT(hits.size() == std::min(limit, expected.size()));
        std::map<domain::ChunkRef, double> scores;
        for (const Hit& hit : expected) scores[hit.chunk] = hit.score;
        for (std::size_t i = 0; i < hits.size(); ++i) {
            RC_ASSERT(std::abs(hits[i].score - expected[i].score) <= tolerance);
            RC_ASSERT(scores.contains(hits[i].chunk));
            RC_ASSERT(std::abs(scores[hits[i].chunk] - hits[i].score) <= tolerance);
            if (i > 0 && hits[i].score == hits[i - 1].score) RC_ASSERT(hits[i - 1].chunk < hits[i].chunk);
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
};

RC_GTEST_PROP(IndexProperty, AnswersAsBruteForceDoesWhateverWasDone, (std::uint64_t seed, const std::vector<std::uint8_t>& steps)) {
    Pair pair(seed);
    for (const std::uint8_t step : steps) {
        pair.step(step);
        pair.compare();
    }
}

class IndexTest : public testing::Test {
  protected:
    void SetUp() override { open(small_options()); }

    void open(const IndexOptions& options) {
        index_.reset();
        auto index = Index::open(folder_.path(), options);
        ASSERT_TRUE(index) << index.error().message;
        index_ = std::move(*index);
    }

    static Change put(std::string id, std::uint64_t version, std::string term = "word") {
        Document document{.id = id, .version = version};
        document.chunks.push_back({.ordinal = 0, .text = {{.term = std::move(term)}}});
        return {.sequence = version, .id = std::move(id), .document = std::move(document)};
    }

    static Change removal(std::string id, std::uint64_t sequence) { return {.sequence = sequence, .id = std::move(id)}; }

    void apply(const std::vector<Change>& changes) {
        const auto applied = index_->apply(changes);
        ASSERT_TRUE(applied) << applied.error().message;
    }

    std::optional<std::uint64_t> version(const std::string& id) const {
        const auto held = index_->snapshot()->find(id);
        return held ? std::optional(held->version) : std::nullopt;
    }

    Hits search(const std::string& term, std::size_t limit = 10) const {
        const auto held = index_->snapshot();
        LexicalRequest request{.terms = {{.term = term}}, .limit = limit};
        request.statistics = held->statistics(request.terms);
        return held->search(request, held->select(nullptr));
    }

    TemporaryFolder folder_;
    std::unique_ptr<Index> index_;
};

TEST_F(IndexTest, PassesOverAnOlderVersion) {
    apply({put("a", 5), put("a", 4)});
    EXPECT_EQ(version("a"), 5U);
    apply({put("a", 3)});
    EXPECT_EQ(version("a"), 5U);
    EXPECT_EQ(search("word").total.value, 1U);
}

TEST_F(IndexTest, PassesOverWhatCameBeforeARemovalThatIsKnown) {
    apply({put("a", 5), removal("a", 7)});
    apply({put("a", 6)});
    EXPECT_EQ(version("a"), std::nullopt);
    apply({put("a", 8)});
    EXPECT_EQ(version("a"), 8U);
    apply({removal("a", 7)});
    EXPECT_EQ(version("a"), 8U);
}

TEST_F(IndexTest, TellsAShareOfTheTruthAboutTotalsOfManyPostings) {
    std::vector<Change> changes;
    Document document{.id = "big", .version = 1};
    for (std::uint32_t i = 0; i < 210'000; ++i) document.chunks.push_back({.ordinal = i, .text = {{.term = "word"}}});
    changes.push_back({.sequence = 1, .id = "big", .document = std::move(document)});
    changes.push_back(put("small", 2));
    apply(changes);
    EXPECT_EQ(search("word").total, (domain::Total{.value = 210'001, .exact = false}));
    apply({removal("small", 3)});
    const auto total = search("word").total;
    EXPECT_FALSE(total.exact);
    EXPECT_LE(total.value, 210'000U);
    EXPECT_GE(total.value, 209'999U);
}

TEST_F(IndexTest, EqualScoresComeInTheOrderOfDocumentsAcrossSegments) {
    apply({put("b", 1)});
    apply({put("d", 2)});
    apply({put("a", 3)});
    apply({put("c", 4)});
    const Hits hits = search("word", 3);
    ASSERT_EQ(hits.hits.size(), 3U);
    EXPECT_EQ(hits.hits[0].chunk.document.value, "a");
    EXPECT_EQ(hits.hits[1].chunk.document.value, "b");
    EXPECT_EQ(hits.hits[2].chunk.document.value, "c");
}

TEST_F(IndexTest, RefusesWhatDoesNotFitAndChangesNothing) {
    Change bad = put("a", 1);
    bad.document->chunks[0].vector = {1, 2};
    const std::vector<Change> changes{put("b", 1), bad};
    const auto applied = index_->apply(changes);
    ASSERT_FALSE(applied);
    EXPECT_EQ(applied.error().code, ErrorCode::invalid_argument);
    EXPECT_EQ(index_->snapshot()->live().documents, 0U);
    Change unordered = put("a", 1);
    unordered.document->chunks.push_back(unordered.document->chunks[0]);
    EXPECT_FALSE(index_->apply(std::span(&unordered, 1)));
    Change misnamed = put("a", 1);
    misnamed.id = "b";
    EXPECT_FALSE(index_->apply(std::span(&misnamed, 1)));
}

TEST_F(IndexTest, SnapshotsStayAsTheyWere) {
    apply({put("a", 1)});
    const auto before = index_->snapshot();
    apply({put("a", 2), put("b", 3)});
    ASSERT_TRUE(index_->flush(3));
    EXPECT_EQ(before->find("a")->version, 1U);
    EXPECT_FALSE(before->find("b"));
    EXPECT_EQ(version("a"), 2U);
}

TEST_F(IndexTest, WritesTheHeadOutWhenItIsFull) {
    IndexOptions options = small_options();
    options.head_bytes = 4096;
    open(options);
    for (std::uint64_t i = 1; i <= 40; ++i) apply({put("d" + std::to_string(i), i)});
    const auto held = index_->snapshot();
    const auto in_files = std::ranges::count_if(held->views(), [](const SegmentView& view) { return view.file() > 0; });
    EXPECT_GT(in_files, 0);
    EXPECT_EQ(index_->floor(), 0U);
    EXPECT_EQ(held->live().documents, 40U);
}

TEST_F(IndexTest, RefusesAnotherShape) {
    ASSERT_TRUE(index_->flush(1));
    IndexOptions options = small_options();
    options.dimensions = 7;
    const auto opened = Index::open(folder_.path(), options);
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code, ErrorCode::failed_precondition);
}

TEST_F(IndexTest, FailsWhereThereIsNothingAndNothingIsToBeMade) {
    IndexOptions options = small_options();
    options.create = false;
    EXPECT_FALSE(Index::open(folder_.path() / "missing", options));
    EXPECT_FALSE(std::filesystem::exists(folder_.path() / "missing"));
}

TEST_F(IndexTest, AFloorNeverFalls) {
    ASSERT_TRUE(index_->flush(9));
    ASSERT_TRUE(index_->flush(4));
    EXPECT_EQ(index_->floor(), 9U);
}

TEST_F(IndexTest, MergesUntilNothingIsDue) {
    for (std::uint64_t i = 1; i <= 9; ++i) {
        apply({put("d" + std::to_string(i), i)});
        ASSERT_TRUE(index_->flush(i));
    }
    EXPECT_EQ(index_->snapshot()->views().size(), 9U);
    for (auto merged = index_->merge_once(); *merged; merged = index_->merge_once()) ASSERT_TRUE(merged);
    EXPECT_LT(index_->snapshot()->views().size(), 4U);
    EXPECT_EQ(search("word").total.value, 9U);
    EXPECT_TRUE(Index::find_faults(folder_.path()).empty());
}

}  // namespace
}  // namespace lectern::index
