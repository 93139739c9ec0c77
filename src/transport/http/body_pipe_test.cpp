#include "transport/http/body_pipe.hpp"

#include <atomic>
#include <thread>

#include <gtest/gtest.h>

namespace lectern::transport::http {
namespace {

std::shared_ptr<Doorbell> silent_bell() {
    return std::make_shared<Doorbell>([] {});
}

TEST(BodyPipe, CarriesEverythingInOrder) {
    constexpr std::size_t capacity = 100;
    std::atomic<int> rings = 0;
    auto bell = std::make_shared<Doorbell>([&rings] {
        rings.fetch_add(1);
        rings.notify_one();
    });
    auto pipe = std::make_shared<BodyPipe>(capacity, bell);
    std::string received;
    std::jthread reader([&received, pipe, capacity] {
        const auto body = make_body_reader(pipe);
        for (auto part = body->read(); part.has_value() && part->has_value(); part = body->read()) {
            EXPECT_LE((*part)->size(), capacity);
            received += **part;
        }
    });
    std::string sent;
    for (char c = 'a'; sent.size() < 10'000; c = c == 'z' ? 'a' : static_cast<char>(c + 1)) {
        int seen = rings.load();
        while (pipe->room() == 0) {
            bell->answer();
            if (pipe->room() == 0) rings.wait(seen);
            seen = rings.load();
        }
        pipe->push(std::string(1, c));
        sent.push_back(c);
    }
    pipe->end();
    reader.join();
    EXPECT_EQ(received, sent);
}

TEST(BodyPipe, ReportsAFailureBeforeWhatIsLeft) {
    BodyPipe pipe(10, silent_bell());
    pipe.push("abc");
    pipe.fail(Error{ErrorCode::cancelled, "the client went away"});
    const auto part = pipe.read();
    ASSERT_FALSE(part.has_value());
    EXPECT_EQ(part.error().code, ErrorCode::cancelled);
}

TEST(BodyPipe, StaysEndedWhateverHappensLater) {
    BodyPipe pipe(10, silent_bell());
    pipe.end();
    pipe.fail(Error{ErrorCode::cancelled, "the client went away"});
    const auto part = pipe.read();
    ASSERT_TRUE(part.has_value());
    EXPECT_FALSE(part->has_value());
}

TEST(BodyPipe, WakesAReaderThatWaits) {
    BodyPipe pipe(10, silent_bell());
    std::jthread reader([&pipe] {
        const auto part = pipe.read();
        EXPECT_FALSE(part.has_value());
    });
    while (!pipe.is_wanted()) std::this_thread::yield();
    pipe.fail(Error{ErrorCode::deadline_exceeded, "too slow"});
}

TEST(Doorbell, CountsUnansweredRingsAsOne) {
    int notified = 0;
    Doorbell bell([&notified] { ++notified; });
    bell.ring();
    bell.ring();
    EXPECT_EQ(notified, 1);
    bell.answer();
    bell.ring();
    EXPECT_EQ(notified, 2);
    bell.answer();
    bell.silence();
    bell.ring();
    EXPECT_EQ(notified, 2);
}

}  // namespace
}  // namespace lectern::transport::http
