#include "telemetry/tracing/otel_tracing.hpp"

#include <algorithm>

#include <gtest/gtest.h>

#include "core/utf8.hpp"
#include "telemetry/recording.hpp"
#include "telemetry/stage.hpp"
#include "telemetry/tracing/testing/otlp_receiver.hpp"

namespace lectern::telemetry {
namespace {

using namespace std::chrono_literals;
using testing::attribute;
using testing::OtlpReceiver;

constexpr std::string_view caller_header = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-";

TraceContext caller(std::string_view flags) {
    return *parse_traceparent(std::string(caller_header).append(flags));
}

class OtelTracingTest : public ::testing::Test {
  protected:
    // Batches go when they are flushed, unless a test says otherwise.
    static TracingPlan plan_for(const OtlpReceiver& receiver) {
        return {
            .target = SpanExport::otlp_http_json,
            .settings{
                .endpoint = receiver.url(),
                .queue_size = 1000,
                .batch_size = 500,
                .batch_delay = 1h,
                .service_version = "1.2.3",
                .environment = "test",
                .resource = "team=search%20infra",
            },
        };
    }

    void begin() { begin(plan_for(receiver_)); }
    void begin(const TracingPlan& plan) {
        tracing_.emplace(plan, log_.telemetry().log);
        telemetry_ = {.metrics = {}, .tracer = Tracer(*tracing_), .log = {}, .errors = {}};
    }

    std::vector<boost::json::object> flushed() {
        EXPECT_TRUE(tracing_->flush(1h));
        return receiver_.spans();
    }

    std::vector<std::string> messages() const {
        std::vector<std::string> texts;
        for (const auto& line : log_.lines()) texts.push_back(line.message);
        return texts;
    }

    Recording log_;
    OtlpReceiver receiver_;
    std::optional<OtelTracing> tracing_;
    Telemetry telemetry_;
};

std::string text(const boost::json::object& span, std::string_view name) {
    const auto* value = span.if_contains(name);
    return value == nullptr ? std::string() : std::string(value->as_string());
}

TEST_F(OtelTracingTest, SendsSpansWithWhatTheyBelongTo) {
    begin();
    RequestContext context;
    context.trace = caller("01");
    context.trace.state = "vendor=opaque";
    {
        Stage request(telemetry_, context, {.name = "GET /things", .kind = SpanKind::server});
        request.set({"http.route", "/things"});
        request.set({"http.response.status_code", 200});
        request.set({"ratio", 0.5});
        request.set({"flag", true});
        const Stage inner(telemetry_, request.context(), {.name = "total", .span = "retrieve"});
    }
    const auto spans = flushed();
    ASSERT_EQ(spans.size(), 2U);
    const auto& inner = spans[0];
    const auto& request = spans[1];
    EXPECT_EQ(text(request, "name"), "GET /things");
    EXPECT_EQ(text(request, "traceId"), "0af7651916cd43dd8448eb211c80319c");
    EXPECT_EQ(text(request, "parentSpanId"), "b7ad6b7169203331");
    EXPECT_EQ(text(request, "traceState"), "vendor=opaque");
    EXPECT_EQ(request.at("kind"), 2);  // a server's
    EXPECT_EQ(attribute(request, "http.route"), "/things");
    EXPECT_EQ(attribute(request, "http.response.status_code"), "200");
    EXPECT_EQ(attribute(request, "ratio"), "5E-1");
    EXPECT_EQ(attribute(request, "flag"), "true");
    EXPECT_EQ(text(inner, "name"), "retrieve");
    EXPECT_EQ(text(inner, "parentSpanId"), text(request, "spanId"));
    EXPECT_EQ(text(inner, "traceId"), text(request, "traceId"));
}

TEST_F(OtelTracingTest, SaysWhoSendsThem) {
    auto plan = plan_for(receiver_);
    plan.settings.headers = "authorization=Bearer%20t-1";
    begin(plan);
    {
        const Stage stage(telemetry_, {}, {.name = "request", .kind = SpanKind::server});
    }
    flushed();
    const auto received = receiver_.received();
    ASSERT_EQ(received.size(), 1U);
    EXPECT_EQ(received[0].path, "/v1/traces");
    EXPECT_EQ(received[0].headers.at("authorization"), "Bearer t-1");
    const auto& sender = received[0].body.at("resourceSpans").at(0).at("resource").as_object();
    EXPECT_EQ(attribute(sender, "service.name"), "lectern");
    EXPECT_EQ(attribute(sender, "service.version"), "1.2.3");
    EXPECT_EQ(attribute(sender, "deployment.environment.name"), "test");
    EXPECT_EQ(attribute(sender, "team"), "search infra");
    EXPECT_EQ(attribute(sender, "service.instance.id").size(), 32U);
    EXPECT_EQ(attribute(sender, "telemetry.sdk.language"), "cpp");
}

TEST_F(OtelTracingTest, TellsWhatFailed) {
    begin();
    const RequestContext context;
    {
        Stage stage(telemetry_, context, {.name = "request", .kind = SpanKind::server});
        stage.mark_failed({ErrorCode::unavailable, "the store is away"});
    }
    const auto spans = flushed();
    ASSERT_EQ(spans.size(), 1U);
    EXPECT_EQ(attribute(spans[0], "error.type"), "unavailable");
    EXPECT_EQ(spans[0].at("status").at("code"), 2);
    EXPECT_EQ(spans[0].at("status").at("message"), "the store is away");
}

TEST_F(OtelTracingTest, LastsAsLongAsTheStageSays) {
    begin();
    const RequestContext context;
    Stage stage(telemetry_, context, {.name = "request", .kind = SpanKind::server});
    const auto duration = stage.end();
    stage.set({"late", 1});
    const auto spans = flushed();
    const auto at = [&](std::string_view name) { return std::stoll(text(spans[0], name)); };
    EXPECT_EQ(at("endTimeUnixNano") - at("startTimeUnixNano"), duration.count());
    EXPECT_EQ(attribute(spans[0], "late"), "(none)");
}

TEST_F(OtelTracingTest, LinksABatchToWhatAcceptedIt) {
    begin();
    const std::vector<TraceContext> accepting{caller("01"), TraceContext{}};
    {
        const Stage batch(
            telemetry_, {}, {.name = "ingest", .kind = SpanKind::consumer, .links = accepting}
        );
    }
    const auto spans = flushed();
    ASSERT_EQ(spans.size(), 1U);
    const auto& links = spans[0].at("links").as_array();
    ASSERT_EQ(links.size(), 1U);
    EXPECT_EQ(links[0].at("traceId"), "0af7651916cd43dd8448eb211c80319c");
    EXPECT_EQ(links[0].at("spanId"), "b7ad6b7169203331");
    EXPECT_EQ(text(spans[0], "parentSpanId"), "");
}

TEST_F(OtelTracingTest, GivesIdsToWhatItDoesNotRecord) {
    auto plan = plan_for(receiver_);
    plan.sampling.ratio = 0;
    begin(plan);
    RequestContext context;
    context.trace = caller("00");
    for (const TraceContext& parent : {TraceContext{}, context.trace}) {
        context.trace = parent;
        const Stage request(telemetry_, context, {.name = "request", .kind = SpanKind::server});
        const TraceContext& own = request.context().trace;
        EXPECT_TRUE(own.is_valid());
        EXPECT_FALSE(own.sampled);
        EXPECT_NE(own.span_id, parent.span_id);
        if (parent.is_valid()) {
            EXPECT_EQ(own.trace_id, parent.trace_id);
        }
        const Stage inner(telemetry_, request.context(), {.name = "inner"});
        EXPECT_EQ(inner.context().trace, own);
        EXPECT_FALSE(inner.is_recorded());
    }
    EXPECT_TRUE(flushed().empty());
}

TEST_F(OtelTracingTest, MakesNoTraceOfHousekeeping) {
    begin();
    {
        const Stage flush(telemetry_, {}, {.name = "flush", .kind = SpanKind::client});
        EXPECT_FALSE(flush.context().trace.is_valid());
    }
    EXPECT_TRUE(flushed().empty());
}

// A text that is no UTF-8 would cost the whole batch.
TEST_F(OtelTracingTest, SendsTextsThatEveryCollectorTakes) {
    begin();
    {
        Stage stage(telemetry_, {}, {.name = "request", .kind = SpanKind::server});
        stage.set({"url.path", "/a\xff\xfe"});
        stage.set({"user_agent.original", std::string(4095, 'x') + "\xe2\x82\xac" + "tail"});
        stage.mark_failed({ErrorCode::internal, "\xc3"});
    }
    const auto spans = flushed();
    ASSERT_EQ(spans.size(), 1U);
    EXPECT_EQ(attribute(spans[0], "url.path"), "/a\xef\xbf\xbd\xef\xbf\xbd");
    EXPECT_EQ(attribute(spans[0], "user_agent.original"), std::string(4095, 'x'));
    EXPECT_EQ(spans[0].at("status").at("message"), "\xef\xbf\xbd");
}

TEST_F(OtelTracingTest, CountsWhatTheCollectorRefusesAndSaysSoOnce) {
    begin();
    const auto send_one = [this] {
        {
            const Stage stage(telemetry_, {}, {.name = "request", .kind = SpanKind::server});
        }
        EXPECT_TRUE(tracing_->flush(1h));
    };
    receiver_.answer(503);
    send_one();
    send_one();
    EXPECT_EQ(tracing_->dropped(), 2U);
    EXPECT_EQ(tracing_->exported(), 0U);
    receiver_.answer(200);
    send_one();
    EXPECT_EQ(tracing_->exported(), 1U);
    const auto said = messages();
    EXPECT_EQ(std::ranges::count(said, "spans cannot be exported"), 1);
    EXPECT_EQ(std::ranges::count(said, "spans are exported again"), 1);
}

TEST_F(OtelTracingTest, DropsRatherThanWaitForACollectorThatHangs) {
    auto plan = plan_for(receiver_);
    plan.settings.queue_size = 10;
    plan.settings.batch_size = 5;
    plan.settings.timeout = 1s;
    begin(plan);
    receiver_.hang(true);
    for (int i = 0; i < 100; ++i)
        const Stage stage(telemetry_, {}, {.name = "request", .kind = SpanKind::server});
    EXPECT_GE(tracing_->dropped(), 80U);
    receiver_.hang(false);
    tracing_->shut_down(1h);
    EXPECT_EQ(tracing_->dropped() + tracing_->exported(), 100U);
}

TEST_F(OtelTracingTest, LivesWithoutACollector) {
    TracingPlan plan = plan_for(receiver_);
    for (const SpanExport target : {SpanExport::otlp_http_protobuf, SpanExport::otlp_grpc}) {
        plan.target = target;
        plan.settings.endpoint = "http://127.0.0.1:1";  // where nobody listens
        begin(plan);
        {
            const Stage stage(telemetry_, {}, {.name = "request", .kind = SpanKind::server});
        }
        EXPECT_TRUE(tracing_->flush(1h));
        EXPECT_EQ(tracing_->dropped(), 1U);
        tracing_.reset();
    }
}

}  // namespace
}  // namespace lectern::telemetry
