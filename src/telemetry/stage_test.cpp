#include "telemetry/stage.hpp"

#include <gtest/gtest.h>

#include "telemetry/metric_catalog.hpp"
#include "telemetry/recording.hpp"

namespace lectern::telemetry {
namespace {

TEST(Stage, GivesOneDurationToSpanHistogramAndTimings) {
    Recording recording;
    const Telemetry telemetry = recording.telemetry();
    Timings timings;
    const RequestContext context;

    Stage stage(
        telemetry,
        context,
        {.name = "lexical",
         .histogram = &catalog::retrieval_stage_duration_seconds,
         .timings = &timings}
    );
    const auto duration = stage.end();

    ASSERT_EQ(timings.size(), 1U);
    EXPECT_EQ(timings[0].stage, "lexical");
    EXPECT_EQ(timings[0].duration, duration);
    ASSERT_EQ(recording.measurements().size(), 1U);
    EXPECT_EQ(recording.measurements()[0].metric, "retrieval_stage_duration_seconds");
    EXPECT_DOUBLE_EQ(
        recording.measurements()[0].value, std::chrono::duration<double>(duration).count()
    );
    ASSERT_EQ(recording.spans().size(), 1U);
    EXPECT_TRUE(recording.spans()[0].ended);
}

TEST(Stage, CountsAFailureUnderItsCode) {
    Recording recording;
    const Telemetry telemetry = recording.telemetry();
    const RequestContext context;
    {
        Stage stage(
            telemetry,
            context,
            {.name = "embed", .histogram = &catalog::ingest_stage_duration_seconds}
        );
        Result<int> failed = lectern::fail(ErrorCode::unavailable, "the embedder is down");
        const Result<int> passed_on = stage.fail(failed);
        EXPECT_EQ(passed_on.error().message, "the embedder is down");
    }
    ASSERT_EQ(recording.measurements().size(), 1U);
    EXPECT_EQ(
        recording.measurements()[0].labels, (std::vector<std::string>{"embed", "unavailable"})
    );
    ASSERT_TRUE(recording.spans()[0].error.has_value());
}

TEST(Stage, IsTheParentOfWhatItCalls) {
    Recording recording;
    const Telemetry telemetry = recording.telemetry();
    const RequestContext context;
    {
        const Stage outer(telemetry, context, {.name = "outer"});
        const Stage inner(telemetry, outer.context(), {.name = "inner"});
    }
    const auto spans = recording.spans();
    ASSERT_EQ(spans.size(), 2U);
    EXPECT_EQ(spans[1].parent, spans[0].context);
    EXPECT_EQ(spans[1].context.trace_id, spans[0].context.trace_id);
}

TEST(Stage, MeasuresWithoutAnySink) {
    const Telemetry telemetry;
    Timings timings;
    const RequestContext context;
    {
        const Stage stage(telemetry, context, {.name = "quiet", .timings = &timings});
    }
    ASSERT_EQ(timings.size(), 1U);
    EXPECT_GT(timings[0].duration.count(), 0);
}

TEST(Stage, IsSeenInTheProgressOfItsRequest) {
    Recording recording;
    const Telemetry telemetry = recording.telemetry();
    const RequestContext context{.progress = std::make_shared<RequestProgress>()};
    const Stage request(
        telemetry, context, {.name = "POST /v1/retrieve", .kind = SpanKind::server}
    );
    Stage stage(telemetry, request.context(), {.name = "lexical"});
    ASSERT_EQ(context.progress->stages().size(), 1U) << "the request is no stage of itself";
    EXPECT_EQ(context.progress->stages()[0].running, 1U);
    const auto duration = stage.end();
    EXPECT_EQ(context.progress->stages()[0].running, 0U);
    EXPECT_EQ(context.progress->stages()[0].ended, duration);
}

}  // namespace
}  // namespace lectern::telemetry
