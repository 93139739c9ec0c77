#include "services/index_updater.hpp"

#include <gtest/gtest.h>

#include "services/testing/service_fixture.hpp"

namespace lectern::services {
namespace {

class IndexUpdaterTest : public ::testing::Test {
  protected:
    IndexUpdaterTest() {
        dataset_ = fixture_.dataset_service.create(fixture_.context, fixture_.dataset, {}).value();
    }

    Result<std::vector<ports::Publication>> publish(
        const std::string& id, domain::Version version, std::string text
    ) {
        ports::ProcessedDocument document{
            .document{.key = key(id), .version = version, .title = id, .chunk_count = 1},
            .text = text
        };
        document.chunks.push_back({.text = std::move(text)});
        std::vector<ports::ProcessedDocument> documents;
        documents.push_back(std::move(document));
        return fixture_.updater.publish(fixture_.context, dataset_, std::move(documents), {});
    }

    domain::DocumentKey key(const std::string& id) const {
        return {
            .tenant = fixture_.context.principal.tenant, .dataset = fixture_.dataset, .id = {id}
        };
    }

    // Of `index_behind`.
    double last_told() const {
        double value = -1;
        for (const telemetry::Recording::Measurement& one : fixture_.recording.measurements()) {
            if (one.metric == "index_behind") value = one.value;
        }
        return value;
    }

    ServiceFixture fixture_;
    domain::Dataset dataset_;
};

TEST_F(IndexUpdaterTest, MakesWhatItPublishesSearchable) {
    const auto published = publish("a", 1, "whales sing");
    ASSERT_TRUE(published);
    EXPECT_EQ(fixture_.updater.floor(), published->front().sequence);
    EXPECT_EQ(fixture_.found("whales"), std::vector<std::string>{"a"});
}

TEST_F(IndexUpdaterTest, DoesNotPassOverAChangeThatFailedToApply) {
    const ports::Sequence before = publish("a", 1, "first")->front().sequence;
    fixture_.index.apply_plan().fail_next(ErrorCode::unavailable);
    EXPECT_EQ(publish("b", 2, "second").error().code, ErrorCode::unavailable);
    EXPECT_TRUE(fixture_.updater.is_behind());
    EXPECT_EQ(fixture_.updater.floor(), before);
    EXPECT_TRUE(fixture_.documents.find(fixture_.context, key("b")))
        << "the record has it all the same";

    ASSERT_TRUE(fixture_.updater.flush(fixture_.context));
    EXPECT_EQ(fixture_.memory_index.covered(), before) << "so that a restart applies it again";
}

TEST_F(IndexUpdaterTest, AppliesWhatFailedBeforeTheNextChange) {
    ASSERT_TRUE(publish("a", 1, "first"));
    fixture_.index.apply_plan().fail_next(ErrorCode::unavailable);
    ASSERT_FALSE(publish("b", 2, "second"));
    const auto third = publish("c", 3, "third");
    ASSERT_TRUE(third);
    EXPECT_FALSE(fixture_.updater.is_behind());
    EXPECT_EQ(fixture_.updater.floor(), third->front().sequence);
    EXPECT_EQ(fixture_.found("second"), std::vector<std::string>{"b"});
    EXPECT_EQ(fixture_.found("third"), std::vector<std::string>{"c"});
}

TEST_F(IndexUpdaterTest, ChangesNothingWhileItCannotBeRepaired) {
    fixture_.index.apply_plan().fail_always(ErrorCode::unavailable);
    ASSERT_FALSE(publish("a", 1, "first"));
    EXPECT_EQ(publish("b", 2, "second").error().code, ErrorCode::unavailable);
    EXPECT_FALSE(fixture_.documents.find(fixture_.context, key("b")));
    EXPECT_EQ(
        fixture_.updater.remove(fixture_.context, fixture_.dataset, {"a"}).error().code,
        ErrorCode::unavailable
    );
    EXPECT_TRUE(fixture_.documents.find(fixture_.context, key("a")));
}

TEST_F(IndexUpdaterTest, MaintenanceRepairsAnIndexThatIsBehind) {
    fixture_.index.apply_plan().fail_next(ErrorCode::internal);
    ASSERT_FALSE(publish("a", 1, "first"));
    EXPECT_EQ(last_told(), 1);
    fixture_.updater.maintain(fixture_.context);
    EXPECT_FALSE(fixture_.updater.is_behind());
    EXPECT_EQ(last_told(), 0);
    EXPECT_EQ(fixture_.found("first"), std::vector<std::string>{"a"});
}

TEST_F(IndexUpdaterTest, TreatsAStoreThatDidNotAnswerAsChanged) {
    fixture_.documents.write_plan().fail_next(ErrorCode::deadline_exceeded);
    ASSERT_FALSE(publish("a", 1, "first"));
    EXPECT_TRUE(fixture_.updater.is_behind());
    fixture_.updater.maintain(fixture_.context);
    EXPECT_FALSE(fixture_.updater.is_behind()) << "there was nothing to apply after all";
}

TEST_F(IndexUpdaterTest, RefusedDocumentsDoNotMakeItBehind) {
    fixture_.documents.write_plan().fail_next(ErrorCode::invalid_argument);
    ASSERT_FALSE(publish("a", 1, "first"));
    EXPECT_FALSE(fixture_.updater.is_behind());
}

TEST_F(IndexUpdaterTest, AnOlderVersionIsSupersededAndLeavesTheIndexAlone) {
    ASSERT_TRUE(publish("a", 2, "new words"));
    const auto late = publish("a", 1, "old words");
    ASSERT_TRUE(late);
    EXPECT_TRUE(late->front().superseded);
    EXPECT_TRUE(fixture_.found("old").empty());
    EXPECT_EQ(fixture_.found("new"), std::vector<std::string>{"a"});
}

TEST_F(IndexUpdaterTest, FlushesAfterTimeHasPassedAndNotBefore) {
    ASSERT_TRUE(publish("a", 1, "first"));
    fixture_.updater.maintain(fixture_.context);
    EXPECT_EQ(fixture_.memory_index.covered(), 0U);
    fixture_.clock.advance(std::chrono::seconds{30});
    fixture_.updater.maintain(fixture_.context);
    EXPECT_EQ(fixture_.memory_index.covered(), fixture_.updater.floor());
}

TEST_F(IndexUpdaterTest, FlushesAfterEnoughChanges) {
    IndexUpdater eager(
        fixture_.store.datasets(),
        fixture_.documents,
        fixture_.graph,
        fixture_.index,
        fixture_.clock,
        fixture_.telemetry,
        {.flush_after_changes = 2}
    );
    const auto publish_one = [&](const std::string& id) {
        std::vector<ports::ProcessedDocument> documents{{.document{.key = key(id), .version = 1}}};
        ASSERT_TRUE(eager.publish(fixture_.context, dataset_, std::move(documents), {}));
        eager.maintain(fixture_.context);
    };
    publish_one("a");
    EXPECT_EQ(fixture_.memory_index.covered(), 0U);
    publish_one("b");
    EXPECT_EQ(fixture_.memory_index.covered(), eager.floor());
}

TEST_F(IndexUpdaterTest, AFlushThatFailsIsTriedAgain) {
    ASSERT_TRUE(publish("a", 1, "first"));
    fixture_.clock.advance(std::chrono::seconds{30});
    fixture_.index.other_plan().fail_next(ErrorCode::unavailable);
    fixture_.updater.maintain(fixture_.context);
    EXPECT_EQ(fixture_.memory_index.covered(), 0U);
    fixture_.updater.maintain(fixture_.context);
    EXPECT_EQ(fixture_.memory_index.covered(), fixture_.updater.floor());
}

TEST_F(IndexUpdaterTest, RemovesOnlyTheVersionExpected) {
    ASSERT_TRUE(publish("a", 7, "words"));
    auto wrong = fixture_.updater.remove(fixture_.context, fixture_.dataset, {"a"}, 6);
    EXPECT_EQ(wrong.error().code, ErrorCode::failed_precondition);
    EXPECT_EQ(fixture_.found("words"), std::vector<std::string>{"a"});
    EXPECT_TRUE(fixture_.updater.remove(fixture_.context, fixture_.dataset, {"a"}, 7));
    EXPECT_TRUE(fixture_.found("words").empty());
    auto again = fixture_.updater.remove(fixture_.context, fixture_.dataset, {"a"});
    EXPECT_EQ(again.error().code, ErrorCode::not_found);
}

TEST_F(IndexUpdaterTest, ARemovalReachesTheIndexAlthoughTheGraphFails) {
    ASSERT_TRUE(publish("a", 1, "words"));
    fixture_.graph.write_plan().fail_next(ErrorCode::unavailable);
    EXPECT_FALSE(fixture_.updater.remove(fixture_.context, fixture_.dataset, {"a"}));
    EXPECT_TRUE(fixture_.found("words").empty());
}

TEST_F(IndexUpdaterTest, RefusesDocumentsOfADatasetThatIsGoneOrAnother) {
    ASSERT_TRUE(fixture_.updater.remove_dataset(fixture_.context, fixture_.dataset));
    EXPECT_EQ(publish("a", 1, "words").error().code, ErrorCode::not_found);
    ASSERT_TRUE(
        fixture_.dataset_service.create(fixture_.context, fixture_.dataset, {.language = "de"})
    );
    EXPECT_EQ(publish("a", 1, "words").error().code, ErrorCode::failed_precondition);
}

TEST_F(IndexUpdaterTest, ADatasetMadeAnewDoesNotFindTheOldOnesDocuments) {
    ASSERT_TRUE(publish("a", 1, "ghost"));
    // As after a crash between the two halves of a removal.
    ASSERT_TRUE(fixture_.store.datasets().remove(fixture_.context, fixture_.dataset));
    ASSERT_TRUE(fixture_.dataset_service.create(fixture_.context, fixture_.dataset, {}));
    const auto response = fixture_.search("ghost", domain::RetrievalMode::lexical);
    EXPECT_TRUE(response.hits.empty());
    EXPECT_EQ(response.total.value, 0U);
}

TEST_F(IndexUpdaterTest, ADatasetRemovalThatFailedInTheIndexIsMadeUpFor) {
    ASSERT_TRUE(publish("a", 1, "ghost"));
    fixture_.index.other_plan().fail_next(ErrorCode::unavailable);
    EXPECT_FALSE(fixture_.updater.remove_dataset(fixture_.context, fixture_.dataset));
    EXPECT_TRUE(fixture_.updater.is_behind());
    fixture_.updater.maintain(fixture_.context);
    EXPECT_FALSE(fixture_.updater.is_behind());
    const ports::SearchScope scope{.datasets = {dataset_}};
    const auto left =
        fixture_.memory_index.search(fixture_.context, ports::LexicalQuery{scope, "ghost", 10});
    EXPECT_TRUE(left->hits.empty());
}

// An index that starts empty over a store that has documents of two tenants, removals and a newer
// version.
TEST_F(IndexUpdaterTest, CatchUpBringsAnEmptyIndexToTheStoresState) {
    ASSERT_TRUE(publish("a", 1, "alpha"));
    ASSERT_TRUE(publish("b", 2, "beta"));
    ASSERT_TRUE(publish("a", 3, "gamma"));
    ASSERT_TRUE(fixture_.updater.remove(fixture_.context, fixture_.dataset, {"b"}));
    RequestContext other = fixture_.context;
    other.principal.tenant = {"other"};
    const auto theirs = fixture_.dataset_service.create(other, fixture_.dataset, {}).value();
    std::vector<ports::ProcessedDocument> documents{{.document{
        .key{.tenant = {"other"}, .dataset = fixture_.dataset, .id = {"x"}}, .version = 4
    }}};
    documents.front().chunks.push_back({.text = "delta"});
    ASSERT_TRUE(fixture_.updater.publish(other, theirs, std::move(documents), {}));

    backends::memory::MemoryIndex empty;
    IndexUpdater updater(
        fixture_.store.datasets(),
        fixture_.documents,
        fixture_.graph,
        empty,
        fixture_.clock,
        fixture_.telemetry,
        {}
    );
    std::uint64_t progress = 0;
    const auto applied =
        updater.catch_up(fixture_.context, [&](std::uint64_t so_far) { progress = so_far; });
    ASSERT_TRUE(applied);
    EXPECT_EQ(*applied, 2U);
    EXPECT_EQ(progress, 2U);
    EXPECT_EQ(updater.floor(), fixture_.updater.floor());
    EXPECT_EQ(empty.covered(), fixture_.updater.floor());

    const auto count =
        [&](const RequestContext& context, const domain::Dataset& dataset, const char* word) {
            return empty.search(context, ports::LexicalQuery{{.datasets = {dataset}}, word, 10})
                ->hits.size();
        };
    EXPECT_EQ(count(fixture_.context, dataset_, "alpha"), 0U);
    EXPECT_EQ(count(fixture_.context, dataset_, "beta"), 0U);
    EXPECT_EQ(count(fixture_.context, dataset_, "gamma"), 1U);
    EXPECT_EQ(count(other, theirs, "delta"), 1U);
    EXPECT_EQ(count(fixture_.context, dataset_, "delta"), 0U);
}

TEST_F(IndexUpdaterTest, CatchUpReadsManyPagesAndFlushesOnItsWay) {
    for (int i = 0; i < 150; ++i) ASSERT_TRUE(publish("d" + std::to_string(i), 1, "same"));
    backends::memory::MemoryIndex empty;
    ports::testing::FailingSearchIndex counted(empty);
    IndexUpdater updater(
        fixture_.store.datasets(),
        fixture_.documents,
        fixture_.graph,
        counted,
        fixture_.clock,
        fixture_.telemetry,
        {.flush_after_changes = 64}
    );
    EXPECT_EQ(updater.catch_up(fixture_.context).value(), 150U);
    EXPECT_EQ(counted.other_plan().calls(), 3U) << "after 64 and 128 changes, and at the end";
    EXPECT_EQ(updater.catch_up(fixture_.context).value(), 0U);
}

TEST_F(IndexUpdaterTest, CatchUpThatFailsCanBeRunAgain) {
    for (int i = 0; i < 100; ++i) ASSERT_TRUE(publish("d" + std::to_string(i), 1, "same"));
    backends::memory::MemoryIndex empty;
    ports::testing::FailingSearchIndex failing(empty);
    failing.apply_plan().pass_next();
    failing.apply_plan().fail_next(ErrorCode::unavailable);
    IndexUpdater updater(
        fixture_.store.datasets(),
        fixture_.documents,
        fixture_.graph,
        failing,
        fixture_.clock,
        fixture_.telemetry,
        {}
    );
    EXPECT_FALSE(updater.catch_up(fixture_.context));
    EXPECT_EQ(updater.floor(), 0U);
    EXPECT_EQ(updater.catch_up(fixture_.context).value(), 100U);
}

}  // namespace
}  // namespace lectern::services
