#include "transport/rest/sse_source.hpp"

#include <gtest/gtest.h>

#include "transport/rest/testing/rest_fixture.hpp"

namespace lectern::transport::rest {
namespace {

using testing::Answer;
using testing::RestFixture;

// The values of the `event:` fields.
std::vector<std::string> events_in(const std::string& text) {
    std::vector<std::string> events;
    const std::string field = "event: ";
    for (std::size_t at = text.find(field); at != std::string::npos; at = text.find(field, at)) {
        at += field.size();
        events.push_back(text.substr(at, text.find('\n', at) - at));
    }
    return events;
}

struct Watching : RestFixture {
    std::string path;

    void accept_one() {
        path = call("POST", "/v1/ingest/papers", R"({"documents":[{"id":"a","text":"tea"}]})")
                   .header("Location");
    }
    Answer watch(const std::string& last = {}) {
        std::vector<http::Header> headers;
        if (!last.empty()) headers.emplace_back("last-event-id", last);
        return call("GET", path + "/events", "", headers);
    }
    static std::string read_all(http::BodySource& source) {
        std::string text;
        while (auto part = source.next()) {
            if (part->empty()) return text + "(open)";
            text += *part;
        }
        return text;
    }
};

TEST(JobEventSource, FollowsAJobToItsEnd) {
    Watching rest;
    rest.accept_one();
    const Answer answer = rest.watch();
    ASSERT_EQ(answer.status, 200);
    EXPECT_EQ(answer.header("Content-Type"), "text/event-stream");
    std::size_t wakes = 0;
    answer.stream->on_ready([&wakes] { ++wakes; });
    EXPECT_EQ(
        events_in(Watching::read_all(*answer.stream)), std::vector<std::string>{"job.queued"}
    );
    EXPECT_EQ(answer.stream->next(), "");
    rest.drain();
    EXPECT_GT(wakes, 0U);
    const std::string rest_of_it = Watching::read_all(*answer.stream);
    EXPECT_EQ(events_in(rest_of_it).back(), "job.succeeded");
    EXPECT_EQ(answer.stream->next(), std::nullopt);
}

TEST(JobEventSource, ReplaysWhatCameAfterTheLastEventSeen) {
    Watching rest;
    rest.accept_one();
    rest.drain();
    const auto events =
        rest.store.events()
            .read(rest.context, {rest.path.substr(std::string("/v1/jobs/").size())}, 0, 100)
            .value();
    ASSERT_GT(events.size(), 1U);
    const Answer first = rest.watch();
    first.stream->on_ready([] {});
    EXPECT_EQ(events_in(Watching::read_all(*first.stream)).size(), events.size());
    const Answer later = rest.watch(std::to_string(events.front().id));
    later.stream->on_ready([] {});
    EXPECT_EQ(events_in(Watching::read_all(*later.stream)).size(), events.size() - 1);
    const Answer end = rest.watch(std::to_string(events.back().id));
    end.stream->on_ready([] {});
    EXPECT_EQ(Watching::read_all(*end.stream), "");
}

TEST(JobEventSource, TellsTheEndThoughItsEventIsLost) {
    Watching rest;
    rest.accept_one();
    const JobId id{rest.path.substr(std::string("/v1/jobs/").size())};
    // The store knows of the cancellation, the events do not.
    ASSERT_TRUE(rest.store.jobs().cancel(rest.context, id));
    const Answer answer = rest.watch();
    answer.stream->on_ready([] {});
    const std::string text = Watching::read_all(*answer.stream);
    EXPECT_EQ(events_in(text), (std::vector<std::string>{"job.queued", "job.cancelled"}));
}

TEST(JobEventSource, EndsWithItsContext) {
    Watching rest;
    rest.accept_one();
    std::stop_source stop;
    rest.context.stop = stop.get_token();
    const Answer answer = rest.watch();
    answer.stream->on_ready([] {});
    stop.request_stop();
    EXPECT_EQ(answer.stream->next(), std::nullopt);
}

TEST(JobEventSource, OutlivesTheDeadlineOfItsRequest) {
    Watching rest;
    rest.accept_one();
    auto context = rest.context;
    context.deadline = std::chrono::steady_clock::now() - std::chrono::seconds(1);
    auto source = JobEventSource::open(
        rest.jobs, context, {rest.path.substr(std::string("/v1/jobs/").size())}, 0
    );
    ASSERT_TRUE(source) << source.error().message;
    (*source)->on_ready([] {});
    EXPECT_NE((*source)->next(), std::nullopt);
}

}  // namespace
}  // namespace lectern::transport::rest
