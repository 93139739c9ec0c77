#include "services/retrieval_service.hpp"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <set>
#include <thread>

#include <gtest/gtest.h>

#include "services/testing/service_fixture.hpp"

namespace lectern::services {
namespace {

using domain::Leg;
using domain::RetrievalMode;

class RetrievalServiceTest : public ::testing::Test {
  protected:
    Result<RetrieveResponse> retrieve(const RetrieveRequest& request) {
        return fixture_.retrieval.retrieve(fixture_.context, request);
    }

    void ingest_many(int count) {
        std::vector<domain::SourceDocument> documents;
        for (int i = 0; i < count; ++i) {
            const std::string id = "d" + std::to_string(i);
            documents.push_back(fixture_.text(id, "whales sing song number " + std::to_string(i)));
            documents.back().metadata = {{"parity", {std::string(i % 2 == 0 ? "even" : "odd")}}};
        }
        fixture_.ingest(std::move(documents));
    }

    static std::vector<std::string> stages(const RetrieveResponse& response) {
        std::vector<std::string> names;
        for (const StageTiming& timing : response.timings) names.push_back(timing.stage);
        return names;
    }

    static domain::Filter parity_is(const std::string& value) {
        return {domain::In{.field = "parity", .values = {domain::Scalar{value}}}};
    }

    ServiceFixture fixture_;
};

TEST_F(RetrievalServiceTest, AHitShowsItsChunkAndItsDocument) {
    domain::SourceDocument document = fixture_.text("a", "Whales sing in the deep sea.");
    document.title = "On whales";
    document.url = "https://example.org/whales";
    document.metadata = {{"year", {std::int64_t{1999}}}};
    fixture_.ingest({document});
    const auto response = retrieve({.query = "sea", .mode = RetrievalMode::lexical});
    ASSERT_TRUE(response);
    ASSERT_EQ(response->hits.size(), 1U);
    const RetrievedHit& hit = response->hits.front();
    EXPECT_EQ(hit.document.value, "a");
    EXPECT_EQ(hit.dataset, fixture_.dataset);
    EXPECT_EQ(hit.chunk.ordinal, 0U);
    EXPECT_EQ(hit.title, "On whales");
    EXPECT_EQ(hit.url, "https://example.org/whales");
    EXPECT_EQ(hit.text, "Whales sing in the deep sea.");
    EXPECT_EQ(hit.source, (domain::ByteRange{.begin = 0, .end = 28}));
    EXPECT_EQ(hit.metadata, document.metadata);
    EXPECT_GT(hit.score, 0);
    EXPECT_FALSE(hit.explanation);
    ASSERT_EQ(hit.highlights.size(), 1U);
    ASSERT_EQ(hit.highlights[0].matches.size(), 1U);
    const domain::ByteRange match = hit.highlights[0].matches[0];
    EXPECT_EQ(hit.highlights[0].snippet.substr(match.begin, match.end - match.begin), "sea");
    EXPECT_EQ(response->total, (domain::Total{.value = 1, .exact = true}));
    EXPECT_TRUE(response->next_cursor.empty());
}

TEST_F(RetrievalServiceTest, TextAndHighlightsAreLeftOutWhenNotWanted) {
    ingest_many(1);
    const auto response = retrieve({.query = "whales", .highlight = false, .include_text = false});
    EXPECT_TRUE(response->hits.at(0).text.empty());
    EXPECT_TRUE(response->hits.at(0).highlights.empty());
    EXPECT_FALSE(retrieve({.query = "whales", .include_text = false})->hits.at(0).highlights.empty()
    );
}

TEST_F(RetrievalServiceTest, EveryModeTimesItsStages) {
    ingest_many(3);
    const auto timed = [&](RetrievalMode mode) {
        return stages(*retrieve({.query = "whales", .mode = mode}));
    };
    using Names = std::vector<std::string>;
    EXPECT_EQ(timed(RetrievalMode::lexical), (Names{"lexical", "fuse", "hydrate", "total"}));
    EXPECT_EQ(
        timed(RetrievalMode::vector), (Names{"embed_query", "vector", "fuse", "hydrate", "total"})
    );
    EXPECT_EQ(timed(RetrievalMode::graph), (Names{"graph", "fuse", "hydrate", "total"}));
    EXPECT_EQ(
        timed(RetrievalMode::hybrid),
        (Names{"lexical", "embed_query", "vector", "graph", "fuse", "hydrate", "total"})
    );
    const auto full =
        retrieve({.query = "whales", .explain = true, .facets = {{.field = "parity"}}});
    EXPECT_EQ(
        stages(*full),
        (Names{
            "lexical",
            "embed_query",
            "vector",
            "graph",
            "facets",
            "fuse",
            "hydrate",
            "explain",
            "total"
        })
    );
    EXPECT_EQ(fixture_.count("retrieval_stage_duration_seconds", {"lexical"}), 3);
    EXPECT_EQ(fixture_.recording.total("retrievals_total", {"hybrid"}), 2);
    EXPECT_EQ(fixture_.recording.total("retrievals_without_hits_total", {"graph"}), 1);
}

TEST_F(RetrievalServiceTest, VectorModeFindsWhatIsNear) {
    fixture_.ingest(
        {fixture_.text("a", "whales sing songs"), fixture_.text("b", "engines compute numbers")}
    );
    const auto by_text = fixture_.search("numbers that engines compute", RetrievalMode::vector);
    ASSERT_EQ(by_text.hits.size(), 2U);
    EXPECT_EQ(by_text.hits.front().document.value, "b");
    const auto by_vector = retrieve(
        {.mode = RetrievalMode::vector,
         .vector = fixture_.fixed_embedder.vector_of("whales sing songs")}
    );
    EXPECT_EQ(by_vector->hits.front().document.value, "a");
}

TEST_F(RetrievalServiceTest, ExplainsScoresThatAddUp) {
    ingest_many(20);
    const auto response = retrieve(
        {.query = "whales song 7", .weights = {.lexical = 2, .vector = 0.5}, .explain = true}
    );
    ASSERT_EQ(response->hits.size(), 10U);
    for (const RetrievedHit& hit : response->hits) {
        ASSERT_TRUE(hit.explanation);
        double sum = 0;
        for (const domain::Contribution& part : hit.explanation->contributions) {
            EXPECT_NEAR(
                part.fused, part.weight / (hit.explanation->rank_constant + part.rank), 1e-12
            );
            EXPECT_EQ(part.weight, part.leg == Leg::lexical ? 2 : 0.5);
            sum += part.fused;
            if (part.leg != Leg::lexical) continue;
            double terms = 0;
            for (const ports::TermScore& term : hit.explanation->terms) terms += term.score;
            EXPECT_NEAR(terms, part.score, 1e-9);
        }
        EXPECT_NEAR(sum, hit.score, 1e-12);
    }
}

TEST_F(RetrievalServiceTest, ExplainsThroughWhichEntitiesAHitWasReached) {
    domain::SourceDocument document = fixture_.text("a", "Ada Lovelace wrote");
    document.entities = {{.id = {"ada"}, .name = "Ada Lovelace"}};
    fixture_.ingest({document});
    const auto response =
        retrieve({.query = "ada lovelace", .mode = RetrievalMode::graph, .explain = true});
    ASSERT_EQ(response->hits.size(), 1U);
    EXPECT_EQ(response->hits[0].explanation->entities, std::vector<EntityId>{{"ada"}});
    EXPECT_EQ(response->hits[0].explanation->contributions.at(0).fused, response->hits[0].score);
}

// Every mode, page by page: together the pages are the one long answer, each hit once.
TEST_F(RetrievalServiceTest, PagesCoverEverythingOnce) {
    ingest_many(230);
    for (const RetrievalMode mode :
         {RetrievalMode::lexical, RetrievalMode::vector, RetrievalMode::hybrid}) {
        RetrieveRequest request{.query = "whales song 7", .mode = mode, .top_k = 9};
        std::set<domain::ChunkRef> seen;
        std::size_t hits = 0;
        std::size_t pages = 0;
        do {
            const auto page = retrieve(request);
            ASSERT_TRUE(page);
            for (const RetrievedHit& hit : page->hits) seen.insert(hit.chunk);
            hits += page->hits.size();
            request.cursor = page->next_cursor;
            ++pages;
        } while (!request.cursor.empty());
        EXPECT_EQ(seen.size(), 230U) << domain::to_string(mode);
        EXPECT_EQ(hits, 230U) << domain::to_string(mode);
        EXPECT_EQ(pages, 26U) << domain::to_string(mode);
    }
}

TEST_F(RetrievalServiceTest, ACursorOfAnotherRequestIsRefused) {
    ingest_many(30);
    const auto page = retrieve({.query = "whales"});
    ASSERT_FALSE(page->next_cursor.empty());
    auto other = retrieve({.query = "song", .cursor = page->next_cursor});
    EXPECT_EQ(other.error().code, ErrorCode::invalid_argument);
    EXPECT_EQ(other.error().violations.at(0).field, "/cursor");
}

TEST_F(RetrievalServiceTest, CursorsReachNoFurtherThanTheDepth) {
    ingest_many(40);
    RetrievalService shallow(
        fixture_.dataset_service,
        fixture_.index,
        fixture_.documents,
        fixture_.graph,
        &fixture_.embedder,
        fixture_.telemetry,
        {.max_depth = 25}
    );
    RetrieveRequest request{.query = "whales", .mode = RetrievalMode::lexical};
    std::size_t hits = 0;
    do {
        const auto page = shallow.retrieve(fixture_.context, request);
        ASSERT_TRUE(page);
        hits += page->hits.size();
        request.cursor = page->next_cursor;
    } while (!request.cursor.empty());
    EXPECT_EQ(hits, 25U);
}

TEST_F(RetrievalServiceTest, AFailedLegLeavesAnAnswerThatSaysSo) {
    ingest_many(3);
    fixture_.graph.read_plan().fail_always(ErrorCode::unavailable);
    const auto response = retrieve({.query = "whales"});
    ASSERT_TRUE(response);
    EXPECT_EQ(response->degraded, std::vector<Leg>{Leg::graph});
    EXPECT_EQ(response->hits.size(), 3U);
    EXPECT_FALSE(response->total.exact);
    EXPECT_EQ(fixture_.recording.total("retrieval_degraded_total", {"graph"}), 1);

    fixture_.embedder.plan().fail_next(ErrorCode::deadline_exceeded);
    const auto lexical_only = retrieve({.query = "whales"});
    EXPECT_EQ(lexical_only->degraded, (std::vector<Leg>{Leg::vector, Leg::graph}));
    EXPECT_EQ(lexical_only->hits.size(), 3U);
}

TEST_F(RetrievalServiceTest, WhenEveryLegFailsTheAnswerIsTheError) {
    ingest_many(3);
    fixture_.index.lexical_plan().fail_always(ErrorCode::unavailable);
    EXPECT_EQ(
        retrieve({.query = "whales", .mode = RetrievalMode::lexical}).error().code,
        ErrorCode::unavailable
    );
    fixture_.index.vector_plan().fail_always(ErrorCode::unavailable);
    fixture_.graph.read_plan().fail_always(ErrorCode::unavailable);
    EXPECT_EQ(retrieve({.query = "whales"}).error().code, ErrorCode::unavailable);
}

TEST_F(RetrievalServiceTest, ARequestThatIsOverIsNotDegradedButEnded) {
    ingest_many(3);
    std::stop_source stop;
    stop.request_stop();
    RequestContext gone = fixture_.context;
    gone.stop = stop.get_token();
    EXPECT_EQ(
        fixture_.retrieval.retrieve(gone, {.query = "whales"}).error().code, ErrorCode::cancelled
    );
    RequestContext late = fixture_.context;
    late.deadline = std::chrono::steady_clock::now();
    EXPECT_EQ(
        fixture_.retrieval.retrieve(late, {.query = "whales"}).error().code,
        ErrorCode::deadline_exceeded
    );
}

TEST_F(RetrievalServiceTest, ChunksThatAreGoneMakeRoomForOthers) {
    ingest_many(12);
    // From the record alone, as between the two halves of a removal.
    const auto first = retrieve({.query = "whales", .mode = RetrievalMode::lexical, .top_k = 3});
    for (const RetrievedHit& hit : first->hits) {
        const domain::DocumentKey key{
            .tenant = fixture_.context.principal.tenant,
            .dataset = fixture_.dataset,
            .id = hit.document
        };
        ASSERT_TRUE(fixture_.store.documents().remove(fixture_.context, key));
    }
    const auto second = retrieve({.query = "whales", .mode = RetrievalMode::lexical, .top_k = 3});
    ASSERT_EQ(second->hits.size(), 3U);
    std::set<std::string> ids;
    for (const RetrievedHit& hit : first->hits) ids.insert(hit.document.value);
    for (const RetrievedHit& hit : second->hits) EXPECT_TRUE(ids.insert(hit.document.value).second);
}

TEST_F(RetrievalServiceTest, FiltersAndFacetsGoTogether) {
    ingest_many(9);
    const auto response =
        retrieve({.query = "whales", .filter = parity_is("even"), .facets = {{.field = "parity"}}});
    ASSERT_EQ(response->hits.size(), 5U);
    for (const RetrievedHit& hit : response->hits) {
        EXPECT_EQ(std::get<std::string>(hit.metadata.at("parity").data), "even");
    }
    ASSERT_EQ(response->facets.size(), 1U);
    ASSERT_EQ(response->facets[0].values.size(), 1U);
    EXPECT_EQ(response->facets[0].values[0].count, 5U);
}

TEST_F(RetrievalServiceTest, TheGraphLegObeysTheFilter) {
    domain::SourceDocument even = fixture_.text("even", "Ada");
    even.metadata = {{"parity", {std::string("even")}}};
    even.entities = {{.id = {"ada"}, .name = "Ada"}};
    domain::SourceDocument odd = fixture_.text("odd", "Ada");
    odd.metadata = {{"parity", {std::string("odd")}}};
    odd.entities = even.entities;
    fixture_.ingest({even, odd});
    const auto response =
        retrieve({.query = "ada", .mode = RetrievalMode::graph, .filter = parity_is("odd")});
    ASSERT_EQ(response->hits.size(), 1U);
    EXPECT_EQ(response->hits.front().document.value, "odd");
}

TEST_F(RetrievalServiceTest, AVectorOfAnotherLengthIsRefusedWithBothLengths) {
    ingest_many(1);
    for (const RetrievalMode mode : {RetrievalMode::vector, RetrievalMode::hybrid}) {
        auto refused = retrieve({.query = "whales", .mode = mode, .vector = {1, 2, 3}});
        ASSERT_EQ(refused.error().code, ErrorCode::invalid_argument);
        EXPECT_EQ(refused.error().violations.at(0).field, "/vector");
        EXPECT_NE(refused.error().message.find("has 3 numbers"), std::string::npos);
        EXPECT_NE(refused.error().message.find("32"), std::string::npos);
    }
}

TEST_F(RetrievalServiceTest, TheServersVectorsAreNotComparedWithThoseFromOutside) {
    ASSERT_TRUE(fixture_.dataset_service.create(
        fixture_.context,
        fixture_.dataset,
        {.embedding =
             {.kind = domain::EmbeddingKind::external, .dimensions = ServiceFixture::dimensions}}
    ));
    domain::SourceDocument document = fixture_.text("a", "whales");
    document.vector = fixture_.fixed_embedder.vector_of("whales");
    fixture_.ingest({document});
    EXPECT_EQ(
        retrieve({.query = "whales", .mode = RetrievalMode::vector}).error().code,
        ErrorCode::failed_precondition
    );
    const auto hybrid = retrieve({.query = "whales"});
    ASSERT_TRUE(hybrid);
    EXPECT_TRUE(hybrid->degraded.empty()) << "a leg that cannot be is not one that failed";
    EXPECT_EQ(hybrid->hits.size(), 1U);
    EXPECT_EQ(
        retrieve({.mode = RetrievalMode::vector, .vector = document.vector})->hits.size(), 1U
    );
}

TEST_F(RetrievalServiceTest, WithoutAnEmbedderHybridDoesWithoutVectors) {
    ingest_many(3);
    RetrievalService bare(
        fixture_.dataset_service,
        fixture_.index,
        fixture_.documents,
        fixture_.graph,
        nullptr,
        fixture_.telemetry,
        {}
    );
    const auto hybrid = bare.retrieve(fixture_.context, {.query = "whales"});
    ASSERT_TRUE(hybrid);
    EXPECT_EQ(hybrid->hits.size(), 3U);
    const auto vector =
        bare.retrieve(fixture_.context, {.query = "whales", .mode = RetrievalMode::vector});
    EXPECT_EQ(vector.error().code, ErrorCode::failed_precondition);
    const auto none =
        bare.retrieve(fixture_.context, {.query = "whales", .weights = {.lexical = 0, .graph = 0}});
    EXPECT_EQ(none.error().code, ErrorCode::failed_precondition);
}

TEST_F(RetrievalServiceTest, AWeightOfZeroLeavesALegOut) {
    ingest_many(3);
    const auto response =
        retrieve({.query = "whales", .weights = {.lexical = 0, .graph = 0}, .explain = true});
    for (const RetrievedHit& hit : response->hits) {
        ASSERT_EQ(hit.explanation->contributions.size(), 1U);
        EXPECT_EQ(hit.explanation->contributions[0].leg, Leg::vector);
    }
    EXPECT_EQ(fixture_.index.lexical_plan().calls(), 0U);
    EXPECT_EQ(fixture_.graph.read_plan().calls(), 0U);
}

TEST_F(RetrievalServiceTest, ATenantWithoutDatasetsFindsNothing) {
    const auto response = retrieve({.query = "whales"});
    ASSERT_TRUE(response);
    EXPECT_TRUE(response->hits.empty());
    EXPECT_EQ(
        retrieve({.query = "whales", .datasets = {{"none"}}}).error().code, ErrorCode::not_found
    );
}

TEST_F(RetrievalServiceTest, AnsweredByManyThreadsAtOnce) {
    ingest_many(50);
    const auto expected = retrieve({.query = "whales song 7"});
    std::vector<std::jthread> threads;
    std::atomic<int> equal = 0;
    for (int i = 0; i < 4; ++i) {
        threads.emplace_back([&] {
            for (int round = 0; round < 25; ++round) {
                const auto response = retrieve({.query = "whales song 7"});
                const bool same =
                    response && response->hits.front().chunk == expected->hits.front().chunk;
                if (same) ++equal;
            }
        });
    }
    threads.clear();
    EXPECT_EQ(equal, 100);
}

}  // namespace
}  // namespace lectern::services
