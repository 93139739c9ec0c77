#include "telemetry/sentry/sentry_reporter.hpp"

#include <stdexcept>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>

#include "core/testing/temporary_folder.hpp"
#include "telemetry/active_request.hpp"
#include "telemetry/exporters/scrubbing.hpp"
#include "telemetry/recording.hpp"
#include "telemetry/sentry/testing/scripted_server.hpp"

namespace lectern::telemetry::sentry {
namespace {

namespace json = boost::json;

const Error broken{.code = ErrorCode::internal, .message = "a record is damaged"};

RequestContext request_context() {
    return {
        .request_id = "request-1",
        .correlation_id = "undertaking-1",
        .trace = *parse_traceparent("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"),
        .principal = {.tenant = {"acme"}},
    };
}

class SentryReporterTest : public ::testing::Test {
  protected:
    SentryReporterTest() { make({}); }

    void make(SentryReporter::Options options) {
        options.origin = {.release = "lectern@1", .environment = "test", .server_name = "host-1"};
        options.tenant_key = "a key of the test's own";
        options.scrubber = &scrubber_;
        reporter_.emplace(std::move(options), clock_, crumbs_, queue_);
        scrubbing_.emplace(scrubber_, *reporter_);
        errors_ = ErrorReporter(*scrubbing_);
    }

    static Spool open(const std::filesystem::path& folder) {
        auto spool = Spool::open({.folder = folder});
        EXPECT_TRUE(spool);
        return std::move(*spool);
    }

    // What was sent, once everything was.
    std::vector<json::object> events() {
        queue_.close();
        std::vector<json::object> found;
        for (const auto& request : server_.requests()) {
            const auto payload = request.body.find('\n', request.body.find('\n') + 1) + 1;
            found.push_back(
                json::parse(request.body.substr(payload, request.body.size() - payload - 1))
                    .as_object()
            );
        }
        return found;
    }
    json::object only_event() {
        auto found = events();
        EXPECT_EQ(found.size(), 1U);
        return found.empty() ? json::object() : found[0];
    }
    static json::object exception_of(const json::object& event) {
        return event.at("exception").at("values").at(0).as_object();
    }

    TemporaryFolder folder_;
    ManualClock clock_;
    Recording recording_;
    scrub::Scrubber scrubber_;
    testing::ScriptedServer server_;
    Breadcrumbs crumbs_{clock_, recording_};
    ScrubbingLog log_sink_{scrubber_, crumbs_};
    Log log_{log_sink_};
    DeliveryQueue queue_{
        {.flush_timeout = std::chrono::seconds{20}},
        open(folder_.path()),
        {.dsn = *parse_dsn(server_.dsn()), .client = "lectern/test"},
        clock_,
        {}
    };
    std::optional<SentryReporter> reporter_;
    std::optional<ScrubbingErrors> scrubbing_;
    ErrorReporter errors_;
};

TEST_F(SentryReporterTest, TellsWhatIsKnownOfTheRequest) {
    const RequestContext context = request_context();
    {
        const ActiveRequest active(context, "rest", "/v1/documents/{id}");
        errors_.report(context, broken, "row 7");
    }
    const auto event = only_event();
    EXPECT_EQ(event.at("level"), "error");
    EXPECT_EQ(event.at("release"), "lectern@1");
    EXPECT_EQ(event.at("environment"), "test");
    EXPECT_EQ(event.at("server_name"), "host-1");
    EXPECT_EQ(event.at("timestamp"), "2023-11-14T22:13:20.000Z");
    EXPECT_EQ(event.at("contexts").at("trace").at("trace_id"), "4bf92f3577b34da6a3ce929d0e0e4736");
    EXPECT_EQ(event.at("contexts").at("trace").at("span_id"), "00f067aa0ba902b7");
    const auto& tags = event.at("tags").as_object();
    EXPECT_EQ(tags.at("protocol"), "rest");
    EXPECT_EQ(tags.at("endpoint"), "/v1/documents/{id}");
    EXPECT_EQ(tags.at("request_id"), "request-1");
    EXPECT_EQ(tags.at("correlation_id"), "undertaking-1");
    EXPECT_EQ(tags.at("code"), "internal");
    EXPECT_EQ(tags.at("tenant_hash").as_string().size(), 16U);
    EXPECT_FALSE(json::serialize(event).contains("acme"));
}

TEST_F(SentryReporterTest, TellsWhereAReportWasMade) {
    errors_.report(request_context(), broken, "row 7");
    const auto event = only_event();
    const auto exception = exception_of(event);
    EXPECT_EQ(exception.at("type"), "internal");
    EXPECT_EQ(exception.at("value"), "a record is damaged: row 7");
    EXPECT_EQ(exception.at("mechanism").at("handled"), true);
    const auto& frames = exception.at("stacktrace").at("frames").as_array();
    ASSERT_GT(frames.size(), 2U);
    const std::string_view innermost = frames.back().at("function").as_string();
    EXPECT_TRUE(innermost.contains("TellsWhereAReportWasMade")) << innermost;
    EXPECT_EQ(frames.back().at("in_app"), true);
    EXPECT_FALSE(event.at("debug_meta").at("images").as_array().empty());
}

TEST_F(SentryReporterTest, NamesTheTypeOfAnExceptionThatIsHandled) {
    try {
        throw std::length_error("too long by far");
    } catch (...) {
        errors_.report(request_context(), broken, text_of_exception());
    }
    const auto exception = exception_of(only_event());
    EXPECT_EQ(exception.at("type"), "std::length_error");
    EXPECT_EQ(exception.at("value"), "a record is damaged: too long by far");
    EXPECT_EQ(exception.at("mechanism").at("handled"), false);
}

TEST_F(SentryReporterTest, FindsTheRequestOfTheThreadWhereNoContextIsAtHand) {
    const RequestContext context = request_context();
    const ActiveRequest active(context, "grpc", "/lectern.v1.RetrievalService/Retrieve");
    errors_.report({}, broken, "a record does not decode");
    const auto event = only_event();
    EXPECT_EQ(event.at("tags").at("request_id"), "request-1");
    EXPECT_EQ(event.at("contexts").at("trace").at("span_id"), "00f067aa0ba902b7");
}

TEST_F(SentryReporterTest, NeverSendsWhatIsACallersMistakeOrABound) {
    for (int code = 0; code <= static_cast<int>(ErrorCode::internal); ++code) {
        const Error error{.code = static_cast<ErrorCode>(code), .message = "no"};
        errors_.report(request_context(), error, {});
    }
    const auto sent = events();
    ASSERT_EQ(sent.size(), 2U);
    EXPECT_EQ(sent[0].at("tags").at("code"), "unavailable");
    EXPECT_EQ(sent[1].at("tags").at("code"), "internal");
}

TEST_F(SentryReporterTest, TakesLogLinesOfTheRequestAlong) {
    const RequestContext context = request_context();
    log_.info({.request_id = "another"}, "of another");
    log_.warning(context, "slow", {{"duration_ms", 12}});
    errors_.report(context, broken, {});
    const auto crumbs = only_event().at("breadcrumbs").at("values").as_array();
    ASSERT_EQ(crumbs.size(), 1U);
    EXPECT_EQ(crumbs[0].at("message"), "slow");
    EXPECT_EQ(crumbs[0].at("level"), "warning");
    EXPECT_EQ(crumbs[0].at("data").at("duration_ms"), 12);
}

TEST_F(SentryReporterTest, ShowsNothingThatMustNotBeSeen) {
    RequestContext context = request_context();
    context.request_id = "anna@example.com";
    context.correlation_id = "mail-bob@example.com";
    const ActiveRequest active(context, "rest", "/v1/retrieve");
    log_.info(
        context, "looked up", {{"error", "from carol@example.com"}, {"token", "s3cr3t-t0k3n"}}
    );
    try {
        throw std::runtime_error("Authorization: Bearer abcdefghijklmnop123456");
    } catch (...) {
        errors_.report(
            context,
            {.code = ErrorCode::internal, .message = "dave@example.com is gone"},
            text_of_exception() + " password=hunter2secret"
        );
    }
    queue_.close();
    ASSERT_EQ(server_.requests().size(), 1U);
    const std::string body = server_.requests()[0].body;
    for (const auto* secret :
         {"anna@", "bob@", "carol@", "dave@", "s3cr3t", "abcdefghijklmnop123456", "hunter2secret"})
        EXPECT_FALSE(body.contains(secret)) << secret;
    EXPECT_TRUE(body.contains("[redacted:email]"));
}

TEST_F(SentryReporterTest, HasOneFingerprintForOneErrorWhateverItsWords) {
    const RequestContext context = request_context();
    const ActiveRequest active(context, "rest", "/v1/retrieve");
    for (const auto* detail : {"row 7", "row 8"}) errors_.report(context, broken, detail);
    const auto sent = events();
    ASSERT_EQ(sent.size(), 2U);
    EXPECT_EQ(sent[0].at("fingerprint"), sent[1].at("fingerprint"));
    EXPECT_EQ(sent[0].at("fingerprint").at(0), "internal");
    EXPECT_EQ(sent[0].at("fingerprint").at(2), "/v1/retrieve");
}

TEST_F(SentryReporterTest, BoundsRepetitionsAndTellsHowManyThereWere) {
    make({.repetitions = {.reports = 2, .stretch = std::chrono::hours{1}}});
    for (int i = 0; i < 100; ++i) errors_.report(request_context(), broken, "again");
    errors_.report(request_context(), {.code = ErrorCode::internal, .message = "another"}, {});
    EXPECT_EQ(events().size(), 3U);
    EXPECT_EQ(queue_.dropped(), 0U);
}

TEST_F(SentryReporterTest, SendsAllOfATraceOrNothing) {
    make({.sample_rate = 0.5, .repetitions = {.reports = 1000}});
    RequestContext context = request_context();
    for (std::uint8_t i = 0; i < 8; ++i) {
        context.trace.trace_id[12] = static_cast<std::uint8_t>(i * 32);
        for (int n = 0; n < 3; ++n) errors_.report(context, broken, {});
    }
    // Those of which the last eight digits lie in the lower half.
    EXPECT_EQ(events().size(), 12U);
}

TEST_F(SentryReporterTest, SendsNothingAtARateOfZero) {
    make({.sample_rate = 0});
    errors_.report(request_context(), broken, {});
    errors_.report({}, broken, {});
    EXPECT_TRUE(events().empty());
}

}  // namespace
}  // namespace lectern::telemetry::sentry
