#include "net/client_span.hpp"

#include <gtest/gtest.h>

#include "telemetry/recording.hpp"

namespace lectern::net {
namespace {

const telemetry::Recording::Span& only_span(const std::vector<telemetry::Recording::Span>& spans) {
    EXPECT_EQ(spans.size(), 1U);
    return spans.front();
}

std::string attribute(const telemetry::Recording::Span& span, std::string_view name) {
    for (const auto& [key, value] : span.attributes)
        if (key == name) return value;
    return "(none)";
}

TEST(ClientSpan, TellsWhereARequestWentAndHowItEnded) {
    telemetry::Recording recording;
    RequestContext context;
    context.trace = *parse_traceparent("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
    ClientSpan span(
        recording.telemetry().tracer,
        context,
        {.method = "POST", .url = "https://user:secret@issuer.example:8443/keys?token=secret#top"}
    );
    EXPECT_EQ(span.trace().trace_id, context.trace.trace_id);
    EXPECT_NE(span.trace().span_id, context.trace.span_id);
    span.end(HttpResponse{.status = 200});

    const auto spans = recording.spans();
    const auto& recorded = only_span(spans);
    EXPECT_EQ(recorded.name, "POST");
    EXPECT_EQ(recorded.kind, telemetry::SpanKind::client);
    EXPECT_EQ(recorded.parent, context.trace);
    EXPECT_EQ(attribute(recorded, "url.full"), "https://issuer.example:8443/keys");
    EXPECT_EQ(attribute(recorded, "server.address"), "issuer.example");
    EXPECT_EQ(attribute(recorded, "server.port"), "8443");
    EXPECT_EQ(attribute(recorded, "http.response.status_code"), "200");
    EXPECT_FALSE(recorded.error);
}

TEST(ClientSpan, FailsWithTheAnswerOrForWantOfOne) {
    for (const auto& [answer, code] : std::vector<std::pair<Result<HttpResponse>, ErrorCode>>{
             {HttpResponse{.status = 503}, ErrorCode::unavailable},
             {HttpResponse{.status = 404}, ErrorCode::failed_precondition},
             {fail(ErrorCode::deadline_exceeded, "too late"), ErrorCode::deadline_exceeded},
         }) {
        telemetry::Recording recording;
        ClientSpan span(recording.telemetry().tracer, {}, {.url = "http://localhost/"});
        span.end(answer);
        const auto spans = recording.spans();
        ASSERT_TRUE(only_span(spans).error);
        EXPECT_EQ(only_span(spans).error->code, code);
    }
}

TEST(ClientSpan, PassesTheCallersTraceOnWhereNobodyRecords) {
    RequestContext context;
    context.trace = *parse_traceparent("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
    ClientSpan span({}, context, {.url = "http://localhost/"});
    EXPECT_EQ(span.trace(), context.trace);
    span.end(HttpResponse{.status = 200});
}

TEST(PlainUrl, KnowsThePortOfItsScheme) {
    EXPECT_EQ(plain_url("https://issuer.example").port, 443);
    EXPECT_EQ(plain_url("http://[::1]/x?y").port, 80);
    EXPECT_EQ(plain_url("http://[::1]:81/x").host, "[::1]");
    EXPECT_EQ(plain_url("http://[::1]:81/x").port, 81);
    EXPECT_EQ(plain_url("nonsense?token=1").full, "nonsense");
}

}  // namespace
}  // namespace lectern::net
