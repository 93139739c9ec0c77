#include "telemetry/sentry/delivery_queue.hpp"

#include <condition_variable>

#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

#include "core/testing/temporary_folder.hpp"
#include "telemetry/recording.hpp"
#include "telemetry/sentry/testing/scripted_server.hpp"

namespace lectern::telemetry::sentry {
namespace {

using std::chrono::milliseconds;
using testing::ScriptedServer;

Event event_named(std::string value) {
    return {.id = make_event_id(), .type = "internal", .value = std::move(value)};
}

// What the event of a request says.
std::string value_of(const ScriptedServer::Request& request) {
    const auto payload = request.body.find("\n", request.body.find('\n') + 1) + 1;
    return boost::json::parse(request.body.substr(payload, request.body.size() - payload - 1))
        .at("exception")
        .at("values")
        .at(0)
        .at("value")
        .as_string()
        .c_str();
}

class DeliveryQueueTest : public ::testing::Test {
  protected:
    struct Shape {
        std::string dsn{};
        std::uint64_t max_files = 100;
        std::size_t capacity = 64;
        milliseconds timeout{10'000};
        milliseconds flush_timeout{5'000};
        milliseconds first_pause{1};
        std::function<void()> on_turn{};
    };

    std::unique_ptr<DeliveryQueue> make(Shape shape) {
        auto dsn = parse_dsn(shape.dsn.empty() ? server_.dsn() : shape.dsn);
        EXPECT_TRUE(dsn);
        auto spool = Spool::open({.folder = folder_.path(), .max_files = shape.max_files});
        EXPECT_TRUE(spool);
        return std::make_unique<DeliveryQueue>(
            DeliveryQueue::Options{
                .capacity = shape.capacity,
                .first_pause = shape.first_pause,
                .longest_pause = milliseconds{20},
                .flush_timeout = shape.flush_timeout,
                .on_turn = shape.on_turn
            },
            std::move(*spool),
            Sender::Options{
                .dsn = std::move(*dsn), .client = "lectern/test", .timeout = shape.timeout
            },
            clock_,
            Log(recording_)
        );
    }

    std::size_t kept() const {
        std::size_t count = 0;
        for (const auto& file : std::filesystem::directory_iterator(folder_.path()))
            count += file.path().string().ends_with(".event.json") ? 1U : 0U;
        return count;
    }
    bool was_logged(std::string_view message) const {
        for (const auto& line : recording_.lines())
            if (line.message == message) return true;
        return false;
    }

    TemporaryFolder folder_;
    SystemClock clock_;
    Recording recording_;
    ScriptedServer server_;
};

TEST_F(DeliveryQueueTest, PostsAnEnvelopeToTheProject) {
    auto queue = make({});
    EXPECT_TRUE(queue->put(event_named("one")));
    const auto request = server_.wait_for(1).at(0);
    EXPECT_EQ(request.line, "POST /api/7/envelope/ HTTP/1.1");
    EXPECT_EQ(request.headers.at("content-type"), "application/x-sentry-envelope");
    EXPECT_EQ(
        request.headers.at("x-sentry-auth"),
        "Sentry sentry_version=7, sentry_client=lectern/test, sentry_key=key"
    );
    EXPECT_EQ(value_of(request), "one");
    queue->close();
    EXPECT_EQ(kept(), 0U);
    EXPECT_EQ(queue->dropped(), 0U);
}

TEST_F(DeliveryQueueTest, ObeysRetryAfterOfA429AndThenDelivers) {
    server_.answer_next({.status = "429 Too Many Requests", .headers = "Retry-After: 0.2\r\n"});
    auto queue = make({});
    queue->put(event_named("one"));
    queue->put(event_named("two"));
    const auto requests = server_.wait_for(3);
    EXPECT_GE(requests[1].at - requests[0].at, milliseconds{200});
    EXPECT_EQ(value_of(requests[1]), "one");
    EXPECT_EQ(value_of(requests[2]), "two");
    queue->close();
    EXPECT_EQ(queue->dropped(), 0U);
    EXPECT_TRUE(was_logged("error reports are delivered again"));
}

TEST_F(DeliveryQueueTest, ObeysRateLimitsThatComeWithSuccessOrA429) {
    const std::string limits = "X-Sentry-Rate-Limits: 0.2:error:key, 9:transaction:key\r\n";
    server_.answer_next({.headers = limits});
    server_.answer_next({.status = "429 Too Many Requests", .headers = limits});
    auto queue = make({});
    queue->put(event_named("one"));
    queue->put(event_named("two"));
    const auto requests = server_.wait_for(3);
    EXPECT_GE(requests[1].at - requests[0].at, milliseconds{200});
    EXPECT_GE(requests[2].at - requests[1].at, milliseconds{200});
    EXPECT_EQ(value_of(requests[2]), "two");
}

TEST_F(DeliveryQueueTest, DropsAndCountsWhatTheServerRefuses) {
    for (const auto* status : {"413 Content Too Large", "400 Bad Request", "403 Forbidden"})
        server_.answer_next({.status = status, .body = "no, not with http://key@host/7"});
    auto queue = make({});
    for (const auto* value : {"large", "bad", "stranger", "good"}) queue->put(event_named(value));
    EXPECT_EQ(value_of(server_.wait_for(4).at(3)), "good");
    queue->close();
    EXPECT_EQ(server_.requests().size(), 4U);
    EXPECT_EQ(queue->dropped(), 3U);
    EXPECT_EQ(kept(), 0U);
    EXPECT_TRUE(was_logged("an error report was refused"));
    for (const auto& line : recording_.lines())
        for (const auto& [name, value] : line.fields) EXPECT_FALSE(value.contains("key")) << value;
}

TEST_F(DeliveryQueueTest, TriesAgainWhatTheServerFailedAt) {
    for (const auto* status : {"500 Internal Server Error", "503 Service Unavailable", "502 Bad"})
        server_.answer_next({.status = status});
    auto queue = make({});
    queue->put(event_named("one"));
    for (const auto& request : server_.wait_for(4)) EXPECT_EQ(value_of(request), "one");
    queue->close();
    EXPECT_EQ(queue->dropped(), 0U);
    EXPECT_EQ(kept(), 0U);
}

TEST_F(DeliveryQueueTest, GivesUpAnEventThatTheServerAlwaysFailsAt) {
    for (int i = 0; i < 8; ++i) server_.answer_next({.status = "500 Internal Server Error"});
    auto queue = make({});
    queue->put(event_named("poison"));
    queue->put(event_named("good"));
    EXPECT_EQ(value_of(server_.wait_for(9).at(8)), "good");
    queue->close();
    EXPECT_EQ(queue->dropped(), 1U);
}

TEST_F(DeliveryQueueTest, TriesAgainAfterGarbage) {
    server_.answer_next({.body = "SSH-2.0-OpenSSH_9.2\r\n", .is_garbage = true});
    auto queue = make({});
    queue->put(event_named("one"));
    EXPECT_EQ(value_of(server_.wait_for(2).at(1)), "one");
}

TEST_F(DeliveryQueueTest, KeepsWhatASlowServerDoesNotTakeInTime) {
    server_.answer_all({.is_silent = true});
    auto queue = make({.timeout = milliseconds{50}});
    queue->put(event_named("one"));
    server_.wait_for(2);
    server_.answer_all({});
    queue->close();
    EXPECT_EQ(queue->dropped(), 0U);
    EXPECT_TRUE(was_logged("error reports cannot be delivered and are kept"));
}

TEST_F(DeliveryQueueTest, EndsInTimeWhateverTheServerDoesAndKeepsTheRest) {
    server_.answer_all({.is_silent = true});
    auto queue = make({.timeout = std::chrono::minutes{10}, .flush_timeout = milliseconds{10}});
    queue->put(event_named("one"));
    queue->put(event_named("two"));
    server_.wait_for(1);
    queue->close();  // a test that hangs here has failed
    EXPECT_EQ(kept(), 2U);
    EXPECT_EQ(queue->dropped(), 0U);
    EXPECT_FALSE(queue->put(event_named("too late")));
}

TEST_F(DeliveryQueueTest, DeliversWhatAnEarlierProcessCouldNot) {
    {
        // TLS is spoken to a server that has none.
        auto queue = make(
            {.dsn = "https://key@127.0.0.1:" + std::to_string(server_.port()) + "/7",
             .flush_timeout = milliseconds{10}}
        );
        queue->put(event_named("one"));
        queue->put(event_named("two"));
        queue->close();
        EXPECT_EQ(queue->dropped(), 0U);
    }
    EXPECT_EQ(kept(), 2U);
    EXPECT_TRUE(server_.requests().empty());
    auto queue = make({});
    const auto requests = server_.wait_for(2);
    EXPECT_EQ(value_of(requests[0]), "one");
    EXPECT_EQ(value_of(requests[1]), "two");
}

TEST_F(DeliveryQueueTest, DropsTheOldestWhenTheSpoolIsFull) {
    {
        auto queue = make(
            {.dsn = "http://key@127.0.0.1:1/7", .max_files = 2, .flush_timeout = milliseconds{10}}
        );
        for (const auto* value : {"one", "two", "three"}) queue->put(event_named(value));
        queue->close();
        EXPECT_EQ(queue->dropped(), 1U);
    }
    auto queue = make({});
    EXPECT_EQ(value_of(server_.wait_for(2).at(0)), "two");
}

TEST_F(DeliveryQueueTest, DropsAndCountsWhatAFullQueueCannotTake) {
    std::mutex mutex;
    std::condition_variable changed;
    bool is_held = false;
    bool may_go = false;
    auto queue = make({.capacity = 2, .on_turn = [&] {
                           std::unique_lock lock(mutex);
                           is_held = true;
                           changed.notify_all();
                           changed.wait(lock, [&] { return may_go; });
                       }});
    EXPECT_TRUE(queue->put(event_named("one")));
    {
        std::unique_lock lock(mutex);
        changed.wait(lock, [&] { return is_held; });
    }
    EXPECT_TRUE(queue->put(event_named("two")));
    EXPECT_FALSE(queue->put(event_named("three")));
    EXPECT_FALSE(queue->put(event_named("four")));
    EXPECT_EQ(queue->dropped(), 2U);
    {
        const std::lock_guard lock(mutex);
        may_go = true;
    }
    changed.notify_all();
    EXPECT_EQ(value_of(server_.wait_for(2).at(1)), "two");
}

TEST_F(DeliveryQueueTest, SendsStraightAwayWhatTheDiskDoesNotTake) {
    auto queue = make({});
    std::filesystem::remove_all(folder_.path());
    queue->put(event_named("one"));
    EXPECT_EQ(value_of(server_.wait_for(1).at(0)), "one");
    queue->close();
    EXPECT_EQ(queue->dropped(), 0U);
    EXPECT_TRUE(was_logged("an error report could not be kept"));
}

}  // namespace
}  // namespace lectern::telemetry::sentry
