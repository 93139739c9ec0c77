#include <gtest/gtest.h>

#include "transport/graphql/testing/graphql_fixture.hpp"

namespace lectern::transport::graphql {
namespace {

using testing::Answer;
using testing::GraphqlFixture;

/// Counts what a query costs in calls of the stores, with few and with many items.
struct Counted : GraphqlFixture {
    std::size_t job_store_calls() const {
        std::size_t calls = 0;
        for (const auto& one : recording.measurements()) {
            if (one.metric == "backend_request_duration_seconds") ++calls;
        }
        return calls;
    }

    std::size_t cost_of(const std::string& query) {
        const std::size_t before = documents.read_plan().calls() + job_store_calls();
        const Answer answer = ask(query);
        EXPECT_TRUE(answer.at("/errors").is_null()) << answer.body;
        return documents.read_plan().calls() + job_store_calls() - before;
    }

    void fill_up(std::size_t count) {
        for (std::size_t at = 0; at < count; ++at) {
            dataset = DatasetId{"set-" + std::to_string(at % 7)};
            const std::string id = "d" + std::to_string(at);
            ingest({text(id, "tea " + id)});
        }
    }
};

TEST(Batching, ListsLoadTheirChildrenInAsManyCallsWhateverTheirLength) {
    const std::vector<std::string> queries{
        R"({ documents(dataset: "set-0", first: $n) { nodes { id text dataset { id } job { id } } } })",
        R"({ jobs(first: $n) { nodes { items(first: 2) { nodes { document { id text } } } dataset { id } } } })",
        R"({ datasets(first: $n) { nodes { documents(first: 3) { nodes { id text job { id state } } } } } })",
    };
    for (const std::string& query : queries) {
        Counted graphql;
        graphql.fill_up(40);
        const auto cost = [&](const std::string& count) {
            std::string text = query;
            text.replace(text.find("$n"), 2, count);
            return graphql.cost_of(text);
        };
        const std::size_t few = cost("1");
        EXPECT_GT(few, 0U) << query;
        EXPECT_EQ(cost("5"), few) << query;
        EXPECT_EQ(cost("30"), few) << query;
    }
}

TEST(Batching, TenHitsLoadTheirDocumentsInOneCall) {
    Counted graphql;
    graphql.fill_up(40);
    const auto query = [](const std::string& fields) {
        return R"({ retrieve(input: {query: "tea", mode: LEXICAL, datasets: ["set-0"], topK: 5}) { hits { documentId )" +
               fields + " } } }";
    };
    const std::size_t bare = graphql.cost_of(query(""));
    EXPECT_EQ(graphql.cost_of(query("document { id }")), bare + 1);
    EXPECT_EQ(graphql.cost_of(query("document { id text }")), bare + 2);
    EXPECT_EQ(graphql.cost_of(query("document { id text job { id } }")), bare + 3);
    EXPECT_EQ(graphql.cost_of(query("dataset { documentCount }")), bare + 1);
}

TEST(Batching, WhatIsGoneIsNullAndTheRestIsThere) {
    Counted graphql;
    graphql.fill_up(8);
    ASSERT_TRUE(graphql.document_service.remove(graphql.context, {"set-0"}, {"d0"}));
    const Answer answer = graphql.ask(
        R"({ jobs(first: 8) { nodes { items(first: 2) { nodes { documentId document { id } } } } } })"
    );
    std::size_t found = 0;
    std::size_t gone = 0;
    for (std::size_t at = 0; at < 8; ++at) {
        const std::string item = "/data/jobs/nodes/" + std::to_string(at) + "/items/nodes/0/";
        if (answer.at(item + "document").is_null()) {
            ++gone;
            EXPECT_EQ(answer.text(item + "documentId"), "d0") << answer.body;
        } else {
            ++found;
            EXPECT_EQ(answer.at(item + "documentId"), answer.at(item + "document/id"));
        }
    }
    EXPECT_EQ(gone, 1U);
    EXPECT_EQ(found, 7U);
}

}  // namespace
}  // namespace lectern::transport::graphql
