#include "services/dataset_service.hpp"

#include <gtest/gtest.h>

#include "services/testing/service_fixture.hpp"

namespace lectern::services {
namespace {

class DatasetServiceTest : public ::testing::Test {
  protected:
    ServiceFixture fixture_;
};

TEST_F(DatasetServiceTest, FillsInTheModelsDimensions) {
    const auto dataset = fixture_.dataset_service.create(fixture_.context, {"a"}, {});
    ASSERT_TRUE(dataset);
    EXPECT_EQ(dataset->settings.embedding.dimensions, ServiceFixture::dimensions);
    EXPECT_EQ(dataset->created_at, fixture_.clock.now());
    EXPECT_TRUE(fixture_.dataset_service.create(fixture_.context, {"a"}, {}))
        << "the same again is the same";
}

TEST_F(DatasetServiceTest, RefusesSettingsThatCannotWork) {
    const auto code = [&](const std::string& id, const domain::DatasetSettings& settings) {
        auto created = fixture_.dataset_service.create(fixture_.context, {id}, settings);
        return created ? std::string("ok") : std::string(to_string(created.error().code));
    };
    EXPECT_EQ(code("No", {}), "invalid_argument");
    EXPECT_EQ(code("a", {.language = "xx"}), "invalid_argument");
    EXPECT_EQ(code("a", {.chunking = {.max_tokens = 1}}), "invalid_argument");
    EXPECT_EQ(code("a", {.embedding = {.dimensions = 7}}), "invalid_argument");
    EXPECT_EQ(code("a", {.language = "none"}), "ok");
    EXPECT_EQ(code("a", {.language = "de"}), "already_exists");
}

TEST_F(DatasetServiceTest, CountsAWholePageInOneCall) {
    for (const char* id : {"a", "b", "c"})
        ASSERT_TRUE(fixture_.dataset_service.create(fixture_.context, {id}, {}));
    fixture_.dataset = {"b"};
    fixture_.ingest({fixture_.text("x", "whales")});
    const std::size_t before = fixture_.documents.read_plan().calls();
    const auto page = fixture_.dataset_service.list(fixture_.context, {});
    ASSERT_TRUE(page);
    ASSERT_EQ(page->items.size(), 3U);
    EXPECT_EQ(page->items[0].counts.documents, 0U);
    EXPECT_EQ(page->items[1].counts.documents, 1U);
    const auto found =
        fixture_.dataset_service.find_many(fixture_.context, {{"b"}, {"none"}, {"a"}});
    ASSERT_TRUE(found);
    EXPECT_EQ(found->at(0)->counts.documents, 1U);
    EXPECT_FALSE(found->at(1));
    EXPECT_EQ(found->at(2)->dataset.id.value, "a");
    EXPECT_EQ(fixture_.documents.read_plan().calls() - before, 2U);
}

TEST_F(DatasetServiceTest, WithoutAnEmbedderThereAreNoModelVectors) {
    DatasetService bare(
        fixture_.store.datasets(), fixture_.documents, fixture_.updater, nullptr, fixture_.clock, {}
    );
    EXPECT_EQ(bare.create(fixture_.context, {"a"}, {}).error().code, ErrorCode::invalid_argument);
    const auto made = bare.find_or_create(fixture_.context, {"a"});
    ASSERT_TRUE(made);
    EXPECT_EQ(made->settings.embedding.kind, domain::EmbeddingKind::none);
}

TEST_F(DatasetServiceTest, IngestMakesADatasetOnlyWhenItMay) {
    DatasetService strict(
        fixture_.store.datasets(),
        fixture_.documents,
        fixture_.updater,
        &fixture_.embedder,
        fixture_.clock,
        {.create_on_ingest = false}
    );
    EXPECT_EQ(strict.find_or_create(fixture_.context, {"a"}).error().code, ErrorCode::not_found);
    EXPECT_EQ(strict.find_or_propose(fixture_.context, {"a"}).error().code, ErrorCode::not_found);
    const auto proposed = fixture_.dataset_service.find_or_propose(fixture_.context, {"a"});
    ASSERT_TRUE(proposed);
    EXPECT_EQ(
        fixture_.dataset_service.find(fixture_.context, {"a"}).error().code, ErrorCode::not_found
    );
    EXPECT_EQ(
        fixture_.dataset_service.find_or_create(fixture_.context, {"a"})->settings,
        proposed->settings
    );
}

TEST_F(DatasetServiceTest, CountsWhatADatasetHolds) {
    fixture_.ingest({fixture_.text("a", "whales"), fixture_.text("b", "owls")});
    EXPECT_EQ(
        fixture_.dataset_service.find(fixture_.context, fixture_.dataset)->counts.documents, 2U
    );
    const auto page = fixture_.dataset_service.list(fixture_.context, {});
    ASSERT_EQ(page->items.size(), 1U);
    EXPECT_EQ(page->items.front().counts.documents, 2U);
}

TEST_F(DatasetServiceTest, RemovingADatasetRemovesItFromSearch) {
    fixture_.ingest({fixture_.text("a", "whales")});
    ASSERT_TRUE(fixture_.dataset_service.remove(fixture_.context, fixture_.dataset));
    EXPECT_TRUE(fixture_.search("whales", domain::RetrievalMode::lexical).hits.empty());
    EXPECT_EQ(
        fixture_.dataset_service.remove(fixture_.context, fixture_.dataset).error().code,
        ErrorCode::not_found
    );
}

TEST_F(DatasetServiceTest, ResolvesNamesOnceEachAndNoNamesToAll) {
    ASSERT_TRUE(fixture_.dataset_service.create(fixture_.context, {"a"}, {}));
    ASSERT_TRUE(fixture_.dataset_service.create(fixture_.context, {"b"}, {}));
    EXPECT_EQ(fixture_.dataset_service.resolve(fixture_.context, {})->size(), 2U);
    EXPECT_EQ(fixture_.dataset_service.resolve(fixture_.context, {{"b"}, {"b"}})->size(), 1U);
    const auto missing = fixture_.dataset_service.resolve(fixture_.context, {{"a"}, {"c"}});
    EXPECT_EQ(missing.error().code, ErrorCode::not_found);
    EXPECT_NE(missing.error().message.find("c"), std::string::npos);
}

}  // namespace
}  // namespace lectern::services
