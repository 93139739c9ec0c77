#include "services/graph_service.hpp"

#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

#include "services/graph_leg.hpp"
#include "services/testing/service_fixture.hpp"

namespace lectern::services {
namespace {

class GraphServiceTest : public ::testing::Test {
  protected:
    void put_vocabulary(
        std::vector<domain::Entity> entities, std::vector<domain::Relation> relations = {}
    ) {
        ASSERT_TRUE(fixture_.graph_service.put_vocabulary(
            fixture_.context,
            {.id = {"v"}, .entities = std::move(entities), .relations = std::move(relations)}
        ));
    }

    std::vector<ports::MentionHit> mentions(const std::string& entity) {
        const EntityId id{entity};
        return fixture_.graph.mentions(fixture_.context, fixture_.dataset, {&id, 1}, 100).value();
    }

    std::vector<std::string> found(const std::string& query) {
        std::vector<std::string> ids;
        for (const RetrievedHit& hit : fixture_.search(query, domain::RetrievalMode::graph).hits) {
            ids.push_back(hit.document.value);
        }
        return ids;
    }

    ServiceFixture fixture_;
};

TEST_F(GraphServiceTest, ADocumentsOwnEntitiesAreFoundInItsChunks) {
    domain::SourceDocument document{.id = {"a"}};
    document.chunks = {
        {.text = "Ada Lovelace and ADA  LOVELACE again"},
        {.text = "nobody"},
        {.text = "the Countess"}
    };
    document.entities = {
        {.id = {"ada"}, .name = "Ada Lovelace", .type = "person", .synonyms = {"Countess"}}
    };
    fixture_.ingest({document});
    auto hits = mentions("ada");
    std::ranges::sort(hits, {}, [](const ports::MentionHit& hit) { return hit.chunk; });
    ASSERT_EQ(hits.size(), 2U);
    EXPECT_EQ(hits[0].chunk.ordinal, 0U);
    EXPECT_EQ(hits[0].count, 2U);
    EXPECT_EQ(hits[1].chunk.ordinal, 2U);
    EXPECT_EQ(
        fixture_.graph_service.find(fixture_.context, fixture_.dataset, {"ada"})->type, "person"
    );
}

TEST_F(GraphServiceTest, AnEntityThatNoChunkNamesBelongsToTheFirst) {
    domain::SourceDocument document = fixture_.text("a", "a letter");
    document.entities = {{.id = {"ada"}, .name = "Ada Lovelace"}};
    fixture_.ingest({document});
    ASSERT_EQ(mentions("ada").size(), 1U);
    EXPECT_EQ(mentions("ada").front().chunk.ordinal, 0U);
    EXPECT_EQ(found("what did ada lovelace write?"), std::vector<std::string>{"a"});
}

TEST_F(GraphServiceTest, AVocabularyIsMatchedInDocumentsIndexedFromThenOn) {
    fixture_.ingest({fixture_.text("before", "the Analytical Engine")});
    put_vocabulary({{.id = {"engine"}, .name = "Analytical Engine"}});
    fixture_.ingest({fixture_.text("after", "an analytical engine computes")});
    EXPECT_EQ(found("analytical engine"), std::vector<std::string>{"after"});
    put_vocabulary({{.id = {"loom"}, .name = "Jacquard loom"}});
    fixture_.ingest({fixture_.text("later", "the analytical engine and the Jacquard loom")});
    EXPECT_EQ(found("jacquard loom"), std::vector<std::string>{"later"});
    ASSERT_TRUE(fixture_.graph_service.remove_vocabulary(fixture_.context, {"v"}));
    fixture_.ingest({fixture_.text("last", "a Jacquard loom weaves")});
    EXPECT_EQ(found("jacquard loom"), std::vector<std::string>{"later"});
}

TEST_F(GraphServiceTest, TheTitleNamesEntitiesToo) {
    put_vocabulary({{.id = {"ada"}, .name = "Ada Lovelace"}});
    domain::SourceDocument document = fixture_.text("a", "She wrote the first program");
    document.title = "Ada Lovelace";
    fixture_.ingest({document});
    EXPECT_EQ(found("Ada Lovelace"), std::vector<std::string>{"a"});
}

TEST_F(GraphServiceTest, AQuestionReachesNeighboursThroughTheVocabulary) {
    put_vocabulary(
        {{.id = {"ada"}, .name = "Ada Lovelace"}, {.id = {"babbage"}, .name = "Charles Babbage"}},
        {{.source = {"babbage"}, .target = {"ada"}, .type = "worked_with", .weight = 0.8}}
    );
    fixture_.ingest({fixture_.text("a", "Ada Lovelace wrote notes")});
    EXPECT_EQ(found("charles babbage"), std::vector<std::string>{"a"})
        << "although no document names him";
    const auto neighbours = fixture_.graph_service.neighbours(
        fixture_.context, fixture_.dataset, {.entities = {{"ada"}}}
    );
    ASSERT_EQ(neighbours->size(), 1U);
    EXPECT_EQ(neighbours->front().entity.id.value, "babbage");
}

TEST_F(GraphServiceTest, WhoIsNamedComesBeforeTheirNeighbours) {
    domain::SourceDocument document = fixture_.text("both", "-");
    document.entities = {{.id = {"ada"}, .name = "Ada"}, {.id = {"engine"}, .name = "Engine"}};
    document.relations = {{.source = {"ada"}, .target = {"engine"}, .type = "wrote_for"}};
    fixture_.ingest({document});
    put_vocabulary({{.id = {"ada"}, .name = "Ada"}, {.id = {"engine"}, .name = "Engine"}});
    fixture_.ingest({fixture_.text("named", "Ada"), fixture_.text("near", "Engine")});
    const auto hits = fixture_.search("ada", domain::RetrievalMode::graph).hits;
    ASSERT_EQ(hits.size(), 3U);
    EXPECT_EQ(hits[0].document.value, "both");
    EXPECT_EQ(hits[1].document.value, "named");
    EXPECT_EQ(hits[2].document.value, "near");
    EXPECT_DOUBLE_EQ(hits[0].score, 1.5 * std::log(2.0));
    EXPECT_DOUBLE_EQ(hits[1].score, std::log(2.0));
    EXPECT_DOUBLE_EQ(hits[2].score, 0.5 * std::log(2.0));
}

TEST_F(GraphServiceTest, ListsByTheNameAsAPersonWritesIt) {
    domain::SourceDocument document = fixture_.text("a", "x");
    document.entities = {{.id = {"ada"}, .name = "Ada Lovelace"}, {.id = {"b"}, .name = "Babbage"}};
    fixture_.ingest({document});
    const auto page = fixture_.graph_service.list(
        fixture_.context, fixture_.dataset, {.name = "  ADA lovelace "}, {}
    );
    ASSERT_EQ(page->items.size(), 1U);
    EXPECT_EQ(page->items.front().id.value, "ada");
    EXPECT_EQ(
        fixture_.graph_service.list(fixture_.context, {"none"}, {}, {}).error().code,
        ErrorCode::not_found
    );
}

TEST_F(GraphServiceTest, HoldsNeighbourRequestsToTheirBounds) {
    fixture_.ingest({fixture_.text("a", "x")});
    const auto code = [&](const ports::NeighbourRequest& request) {
        return fixture_.graph_service.neighbours(fixture_.context, fixture_.dataset, request)
            .error()
            .code;
    };
    EXPECT_EQ(code({}), ErrorCode::invalid_argument);
    EXPECT_EQ(code({.entities = {{"e"}}, .depth = 0}), ErrorCode::invalid_argument);
    EXPECT_EQ(code({.entities = {{"e"}}, .depth = 4}), ErrorCode::invalid_argument);
    EXPECT_EQ(code({.entities = {{"e"}}, .limit = 1'001}), ErrorCode::invalid_argument);
    EXPECT_EQ(code({.entities = {{"e"}}}), ErrorCode::not_found);
}

TEST_F(GraphServiceTest, RefusesAVocabularyThatCannotBeMatched) {
    const auto refused = [&](const domain::Vocabulary& vocabulary) {
        auto put = fixture_.graph_service.put_vocabulary(fixture_.context, vocabulary);
        return put ? std::string() : put.error().violations.at(0).field;
    };
    EXPECT_EQ(refused({}), "/id");
    EXPECT_EQ(refused({.id = {"v"}, .entities = {{.id = {"a"}, .name = " "}}}), "/entities/0/name");
    EXPECT_EQ(refused({.id = {"v"}, .entities = {{.name = "Ada"}}}), "/entities/0/id");
    EXPECT_EQ(
        refused(
            {.id = {"v"},
             .relations = {{.source = {"a"}, .target = {"b"}, .type = "t", .weight = 0}}}
        ),
        "/relations/0/weight"
    );
    EXPECT_EQ(refused({.id = {"v"}, .entities = {{.id = {"a"}, .name = "Ada"}}}), "");
}

TEST(VocabularyCache, SeesChangesMadeElsewhereWhenItsLifetimeIsOver) {
    ServiceFixture fixture;
    const auto put = [&](const std::string& name) {
        return fixture.store.vocabularies().put(
            fixture.context, {.id = {"v"}, .entities = {{{"e"}, name}}}
        );
    };
    ASSERT_TRUE(put("first"));
    const auto first = fixture.vocabulary_cache.get(fixture.context).value();
    EXPECT_EQ(first->find({"e"})->name, "first");
    fixture.clock.advance(std::chrono::seconds{30});
    EXPECT_EQ(fixture.vocabulary_cache.get(fixture.context).value(), first)
        << "nothing changed, nothing compiled";
    ASSERT_TRUE(put("second"));
    EXPECT_EQ(fixture.vocabulary_cache.get(fixture.context).value(), first);
    fixture.clock.advance(std::chrono::seconds{30});
    EXPECT_EQ(fixture.vocabulary_cache.get(fixture.context).value()->find({"e"})->name, "second");
}

TEST(VocabularyCache, MergesWhatSeveralVocabulariesSayOfAnEntity) {
    const CompiledVocabulary compiled(
        {{.id = {"v"}, .entities = {{.id = {"e"}, .name = "One", .type = "t", .synonyms = {"Uno"}}}
         },
         {.id = {"w"}, .entities = {{.id = {"e"}, .name = "Eins", .synonyms = {"Un"}}}}}
    );
    EXPECT_EQ(compiled.find({"e"})->name, "One");
    EXPECT_EQ(
        normalised_names(*compiled.find({"e"})),
        (std::vector<std::string>{"eins", "one", "un", "uno"})
    );
    EXPECT_EQ(compiled.matcher().match("eins, uno").size(), 1U);
    EXPECT_EQ(compiled.find({"x"}), nullptr);
}

TEST(GraphLeg, NameCandidatesAreRunsOfUpToSixWords) {
    EXPECT_EQ(name_candidates("  A b "), (std::vector<std::string>{"a", "a b", "b"}));
    const auto many = name_candidates("a b c d e f g");
    EXPECT_NE(std::ranges::find(many, "a b c d e f"), many.end());
    EXPECT_EQ(std::ranges::find(many, "a b c d e f g"), many.end());
    EXPECT_EQ(many.size(), 6U + 6 + 5 + 4 + 3 + 2 + 1);
    EXPECT_TRUE(name_candidates(" ").empty());
}

TEST(GraphLeg, NameCandidatesComeWithoutThePunctuationAroundThemToo) {
    const auto names = name_candidates("Who is \"Ada Lovelace\"?");
    EXPECT_NE(std::ranges::find(names, "ada lovelace"), names.end());
}

TEST(GraphLeg, ALongQueryHasABoundedNumberOfCandidates) {
    std::string query;
    for (int i = 0; i < 4'000; ++i) query += std::to_string(i) + " ";
    EXPECT_LE(name_candidates(query).size(), 64U * 6);
}

}  // namespace
}  // namespace lectern::services
