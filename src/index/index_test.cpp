#include "index/index.hpp"

#include <algorithm>

#include <gtest/gtest.h>

#include "core/testing/temporary_folder.hpp"

namespace lectern::index {
namespace {

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

    static Change removal(std::string id, std::uint64_t sequence) {
        return {.sequence = sequence, .id = std::move(id)};
    }

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
    for (std::uint32_t i = 0; i < 210'000; ++i)
        document.chunks.push_back({.ordinal = i, .text = {{.term = "word"}}});
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
    const auto in_files = std::ranges::count_if(held->views(), [](const SegmentView& view) {
        return view.file() > 0;
    });
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

TEST_F(IndexTest, TakesItsDimensionsFromTheFirstVectorWhenNobodySaid) {
    IndexOptions options = small_options();
    options.dimensions = 0;
    open(options);
    apply({put("a", 1)});
    ASSERT_TRUE(index_->flush(1));
    EXPECT_EQ(index_->snapshot()->dimensions(), 0U);
    Change with_vector = put("b", 2);
    with_vector.document->chunks[0].vector = {3, 4};
    apply({with_vector});
    Change other = put("c", 3);
    other.document->chunks[0].vector = {1, 2, 3};
    EXPECT_FALSE(index_->apply(std::span(&other, 1)));
    ASSERT_TRUE(index_->flush(2));
    open(options);
    const auto held = index_->snapshot();
    EXPECT_EQ(held->dimensions(), 2U);
    const Hits hits = held->search(VectorRequest{.vector = {6, 8}}, held->select(nullptr));
    ASSERT_EQ(hits.hits.size(), 1U);
    EXPECT_NEAR(hits.hits[0].score, 1, 1e-6);
}

TEST_F(IndexTest, LeavesEverythingAsItIsWhenAMergeIsStopped) {
    std::vector<Change> changes;
    for (std::uint64_t i = 1; i <= 80; ++i) {
        changes.push_back(put("d" + std::to_string(i), i));
        changes.back().document->chunks[0].vector = {1, 2, 3, 4, 5, static_cast<float>(i)};
    }
    apply(changes);
    ASSERT_TRUE(index_->flush(80));
    std::stop_source stop;
    stop.request_stop();
    const auto merged = index_->merge_once(stop.get_token());
    ASSERT_FALSE(merged);
    EXPECT_EQ(merged.error().code, ErrorCode::cancelled);
    EXPECT_EQ(index_->snapshot()->views()[0].segment().graph(), nullptr);
    ASSERT_TRUE(index_->merge_once());
    EXPECT_NE(index_->snapshot()->views()[0].segment().graph(), nullptr);
    EXPECT_TRUE(Index::find_faults(folder_.path()).empty());
}

TEST_F(IndexTest, AReplayedChangeCostsNothing) {
    apply({put("a", 1)});
    ASSERT_TRUE(index_->flush(1));
    apply({put("a", 1)});
    EXPECT_EQ(index_->snapshot()->views().size(), 1U);
    EXPECT_EQ(index_->snapshot()->views()[0].deleted(), nullptr);
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

TEST_F(IndexTest, MakesNothingDurableOnceItIsAbandoned) {
    apply({put("a", 1)});
    ASSERT_TRUE(index_->flush(1));
    index_->abandon();
    apply({put("b", 2)});
    const auto flushed = index_->flush(2);
    ASSERT_FALSE(flushed);
    EXPECT_EQ(flushed.error().code, ErrorCode::cancelled);
    open(small_options());
    EXPECT_EQ(index_->floor(), 1U);
    EXPECT_EQ(version("b"), std::nullopt);
}

TEST_F(IndexTest, MergesUntilNothingIsDue) {
    for (std::uint64_t i = 1; i <= 9; ++i) {
        apply({put("d" + std::to_string(i), i)});
        ASSERT_TRUE(index_->flush(i));
    }
    EXPECT_EQ(index_->snapshot()->views().size(), 9U);
    for (auto merged = index_->merge_once(); *merged; merged = index_->merge_once())
        ASSERT_TRUE(merged);
    EXPECT_LT(index_->snapshot()->views().size(), 4U);
    EXPECT_EQ(search("word").total.value, 9U);
    EXPECT_TRUE(Index::find_faults(folder_.path()).empty());
}

}  // namespace
}  // namespace lectern::index
