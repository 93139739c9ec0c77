#include "telemetry/trace_ids.hpp"

#include <gtest/gtest.h>

#include "telemetry/stage.hpp"

namespace lectern::telemetry {
namespace {

TEST(TraceIds, GiveEveryEntryATraceOfItsOwn) {
    TraceIds ids;
    const auto one = ids.start({}, {.name = "request", .kind = SpanKind::server});
    const auto other = ids.start({}, {.name = "batch", .kind = SpanKind::consumer});
    EXPECT_TRUE(one.context.is_valid());
    EXPECT_TRUE(other.context.is_valid());
    EXPECT_NE(one.context.trace_id, other.context.trace_id);
    EXPECT_FALSE(one.context.sampled);
    EXPECT_EQ(one.span, nullptr);
    EXPECT_EQ(one.context.exemplar_id(), "");
}

TEST(TraceIds, PassTheCallersTraceOnAsItCame) {
    TraceIds ids;
    auto caller = *parse_traceparent("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
    caller.state = "vendor=1";
    EXPECT_EQ(ids.start(caller, {.name = "request", .kind = SpanKind::server}).context, caller);
}

TEST(TraceIds, MakeNoTraceOfHousekeeping) {
    TraceIds ids;
    EXPECT_FALSE(ids.start({}, {.name = "flush", .kind = SpanKind::client}).context.is_valid());
    EXPECT_FALSE(ids.start({}, {.name = "fuse"}).context.is_valid());
}

TEST(TraceIds, ReachWhatAStageCalls) {
    TraceIds ids;
    const Telemetry telemetry{.metrics = {}, .tracer = Tracer(ids), .log = {}, .errors = {}};
    const RequestContext context;
    const Stage outer(telemetry, context, {.name = "outer", .kind = SpanKind::server});
    const Stage inner(telemetry, outer.context(), {.name = "inner"});
    EXPECT_TRUE(outer.context().trace.is_valid());
    EXPECT_FALSE(outer.is_recorded());
    EXPECT_EQ(inner.context().trace, outer.context().trace);
}

}  // namespace
}  // namespace lectern::telemetry
