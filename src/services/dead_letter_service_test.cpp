#include "services/dead_letter_service.hpp"

#include <gtest/gtest.h>

#include "services/testing/service_fixture.hpp"

namespace lectern::services {
namespace {

class DeadLetterServiceTest : public ::testing::Test {
  protected:
    /// A document that failed; what makes it fail is gone afterwards.
    domain::DeadLetter fail_one(const std::string& id, const std::string& content) {
        fixture_.extractor.plan().fail_next(ErrorCode::invalid_argument);
        const domain::Job job = fixture_.ingest({fixture_.text(id, content)});
        return fixture_.dead_letters.list(fixture_.context, {.job = job.id}, {})
            .value()
            .items.at(0);
    }

    ServiceFixture fixture_;
};

TEST_F(DeadLetterServiceTest, RedrivesTheDocumentInTheVersionItWasAcceptedAs) {
    const domain::DeadLetter letter = fail_one("a", "whales");
    const auto job = fixture_.dead_letters.redrive(fixture_.context, letter.id);
    ASSERT_TRUE(job);
    EXPECT_NE(job->id, letter.job);
    fixture_.drain();
    EXPECT_EQ(fixture_.jobs.find(fixture_.context, job->id)->state, domain::JobState::succeeded);
    EXPECT_EQ(fixture_.items(job->id).front().version, letter.version);
    EXPECT_EQ(fixture_.found("whales"), std::vector<std::string>{"a"});
    EXPECT_EQ(
        fixture_.dead_letters.find(fixture_.context, letter.id).error().code, ErrorCode::not_found
    );
}

TEST_F(DeadLetterServiceTest, ANewerVersionStillWinsOverOneRedriven) {
    const domain::DeadLetter letter = fail_one("a", "old whales");
    fixture_.ingest({fixture_.text("a", "new whales")});
    ASSERT_TRUE(fixture_.dead_letters.redrive(fixture_.context, letter.id));
    fixture_.drain();
    EXPECT_TRUE(fixture_.found("old").empty());
    EXPECT_EQ(fixture_.found("new"), std::vector<std::string>{"a"});
}

TEST_F(DeadLetterServiceTest, OneThatFailsAgainIsADeadLetterAgain) {
    const domain::DeadLetter letter = fail_one("a", "whales");
    fixture_.extractor.plan().fail_next(ErrorCode::invalid_argument);
    ASSERT_TRUE(fixture_.dead_letters.redrive(fixture_.context, letter.id));
    fixture_.drain();
    const auto letters = fixture_.dead_letters.list(fixture_.context, {}, {}).value().items;
    ASSERT_EQ(letters.size(), 1U);
    EXPECT_NE(letters.front().id, letter.id);
    ASSERT_TRUE(fixture_.dead_letters.redrive(fixture_.context, letters.front().id));
    fixture_.drain();
    EXPECT_EQ(fixture_.found("whales"), std::vector<std::string>{"a"});
}

TEST_F(DeadLetterServiceTest, RedrivingWhatIsGoneFails) {
    const domain::DeadLetter letter = fail_one("a", "whales");
    ASSERT_TRUE(fixture_.dead_letters.purge(fixture_.context, letter.id));
    EXPECT_EQ(
        fixture_.dead_letters.redrive(fixture_.context, letter.id).error().code,
        ErrorCode::not_found
    );
    EXPECT_EQ(
        fixture_.dead_letters.purge(fixture_.context, letter.id).error().code, ErrorCode::not_found
    );
}

TEST_F(DeadLetterServiceTest, PurgesAllThatMatch) {
    std::vector<domain::SourceDocument> documents;
    for (int i = 0; i < 450; ++i)
        documents.push_back(fixture_.text("d" + std::to_string(i), "x" + std::to_string(i)));
    fixture_.extractor.plan().fail_always(ErrorCode::invalid_argument);
    const domain::Job first = fixture_.ingest(std::move(documents));
    fixture_.ingest({fixture_.text("kept", "y")});
    EXPECT_EQ(fixture_.dead_letters.purge_all(fixture_.context, {.job = first.id}).value(), 450U);
    const auto left = fixture_.dead_letters.list(fixture_.context, {}, {}).value().items;
    ASSERT_EQ(left.size(), 1U);
    EXPECT_EQ(left.front().document.value, "kept");
    EXPECT_EQ(
        fixture_.dead_letters.purge_all(fixture_.context, {.stage = domain::IngestStage::embed})
            .value(),
        0U
    );
}

}  // namespace
}  // namespace lectern::services
