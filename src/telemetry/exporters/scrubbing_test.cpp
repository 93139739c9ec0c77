// Plants secrets and looks for them in what comes out of every exporter.
#include "telemetry/exporters/scrubbing.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>
#include <unistd.h>

#include "core/clock.hpp"
#include "telemetry/exporters/json_log.hpp"
#include "telemetry/recording.hpp"

namespace lectern::telemetry {
namespace {

// What was planted, each as a piece that no marker and no other text holds.
const std::vector<std::string> planted{
    "anna.planted@example.com",
    "4111111111111111",
    "DE89370400440532013000",
    "203.0.113.77",
    "plantedpassword1",
    "abcdefplanted1234",
};

const std::string whole_text =
    "to anna.planted@example.com, card 4111111111111111, iban DE89370400440532013000, from "
    "203.0.113.77, "
    "https://app:plantedpassword1@db/x, Authorization: Bearer abcdefplanted1234";

void expect_nothing_planted(std::string_view output) {
    for (const std::string& secret : planted)
        EXPECT_FALSE(output.contains(secret)) << secret << " in " << output;
}

// What a log writes to its descriptor.
class Pipe {
  public:
    Pipe() { EXPECT_EQ(::pipe(ends_.data()), 0); }
    ~Pipe() { ::close(ends_[0]); }
    Pipe(const Pipe&) = delete;
    Pipe& operator=(const Pipe&) = delete;

    int in() const { return ends_[1]; }
    std::string read_all() const {
        ::close(ends_[1]);
        std::string text;
        std::array<char, 4096> part{};
        for (ssize_t count = 0; (count = ::read(ends_[0], part.data(), part.size())) > 0;)
            text.append(part.data(), static_cast<std::size_t>(count));
        return text;
    }

  private:
    std::array<int, 2> ends_{};
};

TEST(Scrubbing, LeavesNothingPlantedInTheJsonLog) {
    const scrub::Scrubber scrubber;
    const SystemClock clock;
    const Pipe pipe;
    {
        JsonLog json(clock, {.file_descriptor = pipe.in()});
        ScrubbingLog scrubbing(scrubber, json);
        const Log log(scrubbing);
        RequestContext context;
        context.request_id = "req_1";
        log.info(
            context,
            whole_text,
            {{"detail", whole_text}, {"error", whole_text}, {"file", whole_text}}
        );
        for (const std::string& secret : planted)
            log.error(context, "failed", {{"reason", secret}, {"password", secret}});
    }
    const std::string output = pipe.read_all();
    EXPECT_TRUE(output.contains("[redacted:email]"));
    EXPECT_TRUE(output.contains("req_1"));
    for (const std::string& secret : planted) {
        // Standing alone, a password is a word like any other: only its field's name tells.
        if (secret.contains("planted") && !secret.contains('@')) continue;
        EXPECT_FALSE(output.contains(secret)) << secret;
    }
    EXPECT_FALSE(output.contains("\"password\":\"plantedpassword1\""));
    EXPECT_FALSE(output.contains("app:plantedpassword1"));
    EXPECT_FALSE(output.contains("Bearer abcdefplanted1234"));
}

TEST(Scrubbing, LeavesNothingPlantedInSpansAndReports) {
    const scrub::Scrubber scrubber;
    Recording recording;
    ScrubbingSpans spans(scrubber, recording);
    ScrubbingErrors errors(scrubber, recording);
    const Error error{
        .code = ErrorCode::internal, .message = whole_text, .violations = {{whole_text, whole_text}}
    };

    const auto span = Tracer(spans).start({}, {.name = "call"}).span;
    span->set({"url.full", whole_text});
    span->set({"db.password", 12345678});
    span->end(std::chrono::nanoseconds{1}, &error);
    ErrorReporter(errors).report({}, error, whole_text);

    const auto recorded = recording.spans().at(0);
    for (const auto& [name, value] : recorded.attributes) expect_nothing_planted(value);
    EXPECT_EQ(recorded.attributes.at(1).second, "[redacted:secret]");
    ASSERT_TRUE(recorded.error);
    expect_nothing_planted(recorded.error->message);
    const auto [reported, detail] = recording.reports().at(0);
    expect_nothing_planted(reported.message);
    expect_nothing_planted(reported.violations.at(0).field);
    expect_nothing_planted(reported.violations.at(0).description);
    expect_nothing_planted(detail);
}

TEST(Scrubbing, LeavesFieldsAloneThatTheCatalogueNames) {
    const scrub::Scrubber scrubber;
    Recording recording;
    ScrubbingLog scrubbing(scrubber, recording);
    Log(scrubbing).info(
        {},
        "serving",
        {{"address", "192.0.2.1:80"}, {"remote_address", "192.0.2.1"}, {"bytes", 4111111111111111}}
    );
    using Pairs = std::vector<std::pair<std::string, std::string>>;
    const Pairs expected{
        {"address", "192.0.2.1:80"},
        {"remote_address", "[redacted:ip]"},
        {"bytes", "4111111111111111"}
    };
    EXPECT_EQ(recording.lines().at(0).fields, expected);
}

TEST(Scrubbing, LooksForWhatTheTenantWants) {
    auto patterns = scrub::ExtraPatterns::parse("acme EMP-[0-9]+\n");
    const auto scrubber =
        scrub::Scrubber::create({.hash_key = {}, .allowed = {}, .patterns = std::move(*patterns)});
    Recording recording;
    ScrubbingLog scrubbing(*scrubber, recording);
    RequestContext context;
    Log(scrubbing).info(context, "handled", {{"detail", "EMP-7"}});
    context.principal.tenant = TenantId{"acme"};
    Log(scrubbing).info(context, "handled", {{"detail", "EMP-7"}});
    EXPECT_EQ(recording.lines().at(0).fields.at(0).second, "EMP-7");
    EXPECT_EQ(recording.lines().at(1).fields.at(0).second, "[redacted:custom]");
}

TEST(Scrubbing, PassesTheLevelAndTheSpanOn) {
    const scrub::Scrubber scrubber;
    const SystemClock clock;
    JsonLog json(clock, {.file_descriptor = -1, .level = LogLevel::warning});
    const ScrubbingLog scrubbing(scrubber, json);
    EXPECT_FALSE(scrubbing.is_enabled(LogLevel::info));
    EXPECT_TRUE(scrubbing.is_enabled(LogLevel::warning));

    Recording recording;
    ScrubbingSpans spans(scrubber, recording);
    const auto started = Tracer(spans).start({}, {.name = "call"});
    EXPECT_EQ(started.context, recording.spans().at(0).context);
    started.span->end(std::chrono::nanoseconds{1}, nullptr);
    EXPECT_FALSE(recording.spans().at(0).error);
}

}  // namespace
}  // namespace lectern::telemetry
