#include "services/ingest_stages.hpp"

#include <gtest/gtest.h>

#include "services/testing/service_fixture.hpp"

namespace lectern::services {
namespace {

class IngestStagesTest : public ::testing::Test {
  protected:
    ports::ProcessedDocument processed(const std::string& id) {
        const auto changes = fixture_.documents.changes(fixture_.context, 0, 1'000).value();
        for (const ports::Change& change : changes) {
            if (change.key.id.value == id) return *change.document;
        }
        ADD_FAILURE() << id << " is not there";
        return {};
    }

    ServiceFixture fixture_;
};

TEST_F(IngestStagesTest, ATitleFallsBackToTheContentThenToAHeadingThenToTheId) {
    domain::SourceDocument given = fixture_.text("given", "text one");
    given.title = "Given";
    fixture_.extractor.answer(
        "titled", {.title = "Found", .text = "titled", .blocks = {{.range = {0, 6}}}}
    );
    fixture_.extractor.answer(
        "Heading\n\nbody",
        {.text = "Heading\n\nbody",
         .blocks =
             {{.kind = domain::BlockKind::heading, .level = 1, .range = {0, 7}}, {.range = {9, 13}}}
        }
    );
    fixture_.ingest(
        {given,
         fixture_.text("titled", "titled"),
         fixture_.text("headed", "Heading\n\nbody"),
         fixture_.text("bare", "nothing else")}
    );
    EXPECT_EQ(processed("given").document.title, "Given");
    EXPECT_EQ(processed("titled").document.title, "Found");
    EXPECT_EQ(processed("headed").document.title, "Heading");
    EXPECT_EQ(processed("bare").document.title, "bare");
}

TEST_F(IngestStagesTest, EmbedsTitleAndTextTogether) {
    domain::SourceDocument document = fixture_.text("a", "they sing");
    document.title = "Whales";
    fixture_.ingest({document});
    EXPECT_EQ(
        processed("a").chunks.front().vector, fixture_.fixed_embedder.vector_of("Whales\nthey sing")
    );
    fixture_.ingest({fixture_.text("b", "an id says nothing")});
    EXPECT_EQ(
        processed("b").chunks.front().vector,
        fixture_.fixed_embedder.vector_of("an id says nothing")
    );
    EXPECT_EQ(embedding_text("Whales", "Whales sing"), "Whales sing");
    EXPECT_EQ(embedding_text("", "sing"), "sing");
}

TEST_F(IngestStagesTest, TakesSuppliedVectorsAtLengthOne) {
    ASSERT_TRUE(fixture_.dataset_service.create(
        fixture_.context,
        fixture_.dataset,
        {.embedding = {.kind = domain::EmbeddingKind::external, .dimensions = 2}}
    ));
    domain::SourceDocument whole = fixture_.text("whole", "text");
    whole.vector = {3, 4};
    domain::SourceDocument parts{.id = {"parts"}};
    parts.chunks = {
        {.text = "first part", .vector = {0, 2}}, {.text = "second part", .vector = {1e-20F, 0}}
    };
    EXPECT_EQ(fixture_.ingest({whole, parts}).state, domain::JobState::succeeded);

    const auto one = processed("whole");
    ASSERT_EQ(one.chunks.size(), 1U);
    EXPECT_FLOAT_EQ(one.chunks[0].vector[0], 0.6F);
    EXPECT_FLOAT_EQ(one.chunks[0].vector[1], 0.8F);
    const auto two = processed("parts");
    ASSERT_EQ(two.chunks.size(), 2U);
    EXPECT_EQ(two.chunks[0].vector, (std::vector<float>{0, 1}));
    EXPECT_EQ(two.chunks[1].vector, (std::vector<float>{1, 0}));
    const std::string text = fixture_.documents.text(fixture_.context, two.document.key).value();
    EXPECT_EQ(text.substr(two.chunks[1].source.begin), "second part");
    EXPECT_EQ(fixture_.embedder.plan().calls(), 0U);
}

TEST_F(IngestStagesTest, ADatasetWithoutVectorsIsNotEmbedded) {
    ASSERT_TRUE(fixture_.dataset_service.create(
        fixture_.context, fixture_.dataset, {.embedding = {.kind = domain::EmbeddingKind::none}}
    ));
    EXPECT_EQ(fixture_.ingest({fixture_.text("a", "whales")}).state, domain::JobState::succeeded);
    EXPECT_TRUE(processed("a").chunks.front().vector.empty());
    EXPECT_EQ(fixture_.embedder.plan().calls(), 0U);
}

}  // namespace
}  // namespace lectern::services
