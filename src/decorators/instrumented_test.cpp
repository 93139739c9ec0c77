#include <algorithm>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "backends/memory/memory_index.hpp"
#include "backends/memory/memory_store.hpp"
#include "decorators/instrumented_document_store.hpp"
#include "decorators/instrumented_embedder.hpp"
#include "decorators/instrumented_graph_store.hpp"
#include "decorators/instrumented_job_store.hpp"
#include "decorators/instrumented_search_index.hpp"
#include "ports/testing/failing_embedder.hpp"
#include "ports/testing/fixed_embedder.hpp"
#include "telemetry/recording.hpp"

namespace lectern::decorators {
namespace {

class InstrumentedTest : public ::testing::Test {
  protected:
    std::size_t calls(
        const std::string& backend, const std::string& operation, const std::string& outcome
    ) {
        const auto measurements = recording_.measurements();
        return static_cast<std::size_t>(std::ranges::count_if(measurements, [&](const auto& one) {
            return one.metric == "backend_request_duration_seconds" &&
                   one.labels == std::vector<std::string>{backend, operation, outcome};
        }));
    }

    ManualClock clock_;
    telemetry::Recording recording_;
    telemetry::Telemetry telemetry_ = recording_.telemetry();
    RequestContext context_{
        .trace = *parse_traceparent("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
    };
    backends::memory::MemoryStore store_{clock_};
};

TEST_F(InstrumentedTest, ACallIsMeasuredAndPassedThrough) {
    ports::testing::FixedEmbedder inner;
    InstrumentedEmbedder embedder(inner, "local", telemetry_);
    const std::string text = "whales";
    const auto batch = embedder.embed(context_, {&text, 1});
    ASSERT_TRUE(batch);
    EXPECT_EQ(batch->vectors.front(), inner.vector_of(text));
    EXPECT_EQ(embedder.describe().model, "fixed");
    EXPECT_EQ(embedder.count_tokens("two words"), 2U);
    EXPECT_EQ(calls("local", "embed", "ok"), 1U);
}

TEST_F(InstrumentedTest, ACallIsAClientSpanBelowTheCallers) {
    ports::testing::FixedEmbedder inner;
    InstrumentedEmbedder embedder(inner, "local", telemetry_);
    const std::string text = "whales";
    ASSERT_TRUE(embedder.embed(context_, {&text, 1}));
    ASSERT_EQ(recording_.spans().size(), 1U);
    const auto span = recording_.spans().front();
    EXPECT_EQ(span.name, "embed");
    EXPECT_EQ(span.parent, context_.trace);
    EXPECT_TRUE(span.ended);
    EXPECT_FALSE(span.error);
}

TEST_F(InstrumentedTest, AFailureIsMeasuredUnderItsCode) {
    ports::testing::FixedEmbedder fixed;
    ports::testing::FailingEmbedder failing(fixed);
    failing.plan().fail_next(ErrorCode::unavailable);
    InstrumentedEmbedder embedder(failing, "local", telemetry_);
    const std::string text = "whales";
    EXPECT_EQ(embedder.embed(context_, {&text, 1}).error().code, ErrorCode::unavailable);
    EXPECT_EQ(calls("local", "embed", "unavailable"), 1U);
    ASSERT_TRUE(recording_.spans().front().error);
}

TEST_F(InstrumentedTest, WhatIsNotThereIsNoFailureOfTheBackEnd) {
    InstrumentedDocumentStore documents(store_.documents(), "memory", telemetry_);
    EXPECT_EQ(documents.find(context_, {}).error().code, ErrorCode::not_found);
    EXPECT_EQ(calls("memory", "find_documents", "ok"), 1U);
    EXPECT_EQ(documents.remove(context_, {}).error().code, ErrorCode::not_found);
    EXPECT_EQ(calls("memory", "remove_document", "not_found"), 1U);
    EXPECT_FALSE(recording_.spans().front().error);
}

TEST_F(InstrumentedTest, EveryPortNamesItsOperations) {
    backends::memory::MemoryIndex memory_index;
    InstrumentedSearchIndex index(memory_index, "memory", telemetry_);
    InstrumentedGraphStore graph(store_.graph(), "memory", telemetry_);
    InstrumentedJobStore jobs(store_.jobs(), "memory", telemetry_);
    EXPECT_EQ(index.covered(), 0U);
    EXPECT_TRUE(index.flush(context_, 7));
    EXPECT_EQ(index.covered(), 7U);
    EXPECT_FALSE(graph.find(context_, {"d"}, {"e"}));
    EXPECT_TRUE(jobs.list(context_, {}, {}));
    EXPECT_EQ(calls("memory", "flush", "ok"), 1U);
    EXPECT_EQ(calls("memory", "find_entity", "not_found"), 1U);
    EXPECT_EQ(calls("memory", "list_jobs", "ok"), 1U);
}

}  // namespace
}  // namespace lectern::decorators
