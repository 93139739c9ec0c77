#include "services/document_service.hpp"

#include <gtest/gtest.h>

#include "services/testing/service_fixture.hpp"

namespace lectern::services {
namespace {

class DocumentServiceTest : public ::testing::Test {
  protected:
    ServiceFixture fixture_;
};

TEST_F(DocumentServiceTest, ShowsADocumentWithItsTextWhenAsked) {
    fixture_.ingest({fixture_.text("a", "whales sing")});
    const auto bare =
        fixture_.document_service.find(fixture_.context, fixture_.dataset, {"a"}, false);
    ASSERT_TRUE(bare);
    EXPECT_FALSE(bare->text);
    EXPECT_EQ(bare->document.chunk_count, 1U);
    const auto full =
        fixture_.document_service.find(fixture_.context, fixture_.dataset, {"a"}, true);
    EXPECT_EQ(full->text, "whales sing");
}

TEST_F(DocumentServiceTest, ListsOnlyDatasetsThatExist) {
    EXPECT_EQ(
        fixture_.document_service.list(fixture_.context, fixture_.dataset, {}).error().code,
        ErrorCode::not_found
    );
    fixture_.ingest({fixture_.text("b", "x"), fixture_.text("a", "y")});
    const auto page = fixture_.document_service.list(fixture_.context, fixture_.dataset, {});
    ASSERT_EQ(page->items.size(), 2U);
    EXPECT_EQ(page->items.front().key.id.value, "a");
}

TEST_F(DocumentServiceTest, ReadsManyInOneCall) {
    fixture_.ingest({fixture_.text("a", "whales"), fixture_.text("b", "dolphins")});
    const std::vector<DocumentPlace> places{
        {fixture_.dataset, {"b"}}, {fixture_.dataset, {"none"}}, {fixture_.dataset, {"a"}}
    };
    const std::size_t before = fixture_.documents.read_plan().calls();
    const auto found = fixture_.document_service.find_many(fixture_.context, places);
    ASSERT_TRUE(found);
    EXPECT_EQ(found->at(0)->key.id.value, "b");
    EXPECT_FALSE(found->at(1));
    EXPECT_EQ(found->at(2)->key.id.value, "a");
    const auto texts = fixture_.document_service.texts(fixture_.context, places);
    EXPECT_EQ(texts->at(0), "dolphins");
    EXPECT_FALSE(texts->at(1));
    const auto pages =
        fixture_.document_service.list_many(fixture_.context, {{"none"}, fixture_.dataset}, {});
    EXPECT_TRUE(pages->at(0).items.empty());
    EXPECT_EQ(pages->at(1).items.size(), 2U);
    EXPECT_EQ(fixture_.documents.read_plan().calls() - before, 3U);
}

TEST_F(DocumentServiceTest, ManyOfAnotherTenantAreNotThere) {
    fixture_.ingest({fixture_.text("a", "whales")});
    RequestContext other = fixture_.context;
    other.principal.tenant = {"other"};
    const auto found = fixture_.document_service.find_many(other, {{fixture_.dataset, {"a"}}});
    ASSERT_TRUE(found);
    EXPECT_FALSE(found->front());
}

TEST_F(DocumentServiceTest, ARemovedDocumentIsFoundByNoLeg) {
    domain::SourceDocument document = fixture_.text("a", "Ada Lovelace wrote a program");
    document.entities = {{.id = {"ada"}, .name = "Ada Lovelace"}};
    fixture_.ingest({document});
    ASSERT_TRUE(fixture_.document_service.remove(fixture_.context, fixture_.dataset, {"a"}));
    for (const auto mode :
         {domain::RetrievalMode::lexical,
          domain::RetrievalMode::vector,
          domain::RetrievalMode::graph,
          domain::RetrievalMode::hybrid}) {
        EXPECT_TRUE(fixture_.search("Ada Lovelace", mode).hits.empty()) << domain::to_string(mode);
    }
    EXPECT_EQ(
        fixture_.graph_service.find(fixture_.context, fixture_.dataset, {"ada"}).error().code,
        ErrorCode::not_found
    );
    EXPECT_EQ(fixture_.recording.total("documents_removed_total", {}), 1);
    EXPECT_EQ(
        fixture_.document_service.remove(fixture_.context, fixture_.dataset, {"a"}).error().code,
        ErrorCode::not_found
    );
}

TEST_F(DocumentServiceTest, AnotherTenantsDocumentsAreNotThere) {
    fixture_.ingest({fixture_.text("a", "x")});
    RequestContext other = fixture_.context;
    other.principal.tenant = {"other"};
    EXPECT_FALSE(fixture_.document_service.find(other, fixture_.dataset, {"a"}, false));
    EXPECT_FALSE(fixture_.document_service.remove(other, fixture_.dataset, {"a"}));
    EXPECT_TRUE(fixture_.document_service.find(fixture_.context, fixture_.dataset, {"a"}, false));
}

}  // namespace
}  // namespace lectern::services
