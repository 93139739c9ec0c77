#include "transport/http/web_socket_frames.hpp"

#include <algorithm>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "transport/http/testing/web_socket_client.hpp"
#include "transport/http/web_socket.hpp"

namespace lectern::transport::http {
namespace {

using Kind = FrameEvent::Kind;
using testing::masked_frame;

constexpr std::size_t largest = 70'000;

/// All events of `bytes`, which arrive in pieces of at most `piece` bytes.
std::vector<FrameEvent> read_all(std::string_view bytes, std::size_t piece) {
    FrameReader reader(largest);
    std::vector<FrameEvent> events;
    std::string input;
    while (true) {
        FrameEvent event;
        input.erase(0, reader.take(input, event));
        if (event.kind != Kind::none) events.push_back(event);
        if (event.kind == Kind::failed || event.kind == Kind::close) return events;
        if (event.kind != Kind::none) continue;
        if (bytes.empty()) return events;
        input += bytes.substr(0, piece);
        bytes.remove_prefix(std::min(piece, bytes.size()));
    }
}

std::uint16_t failure_of(std::string_view bytes) {
    const auto events = read_all(bytes, bytes.size());
    const bool has_failed = !events.empty() && events.back().kind == Kind::failed;
    return has_failed ? events.back().code : std::uint16_t{0};
}

TEST(FrameReader, JoinsFragmentsAroundControlFrames) {
    const auto bytes = masked_frame(0x01, "Hel") + masked_frame(0x89, "still there?") +
                       masked_frame(0x00, "") + masked_frame(0x8A, "") + masked_frame(0x80, "lo") +
                       masked_frame(
                           0x88,
                           "\x03\xe8"
                           "bye"
                       );
    const auto events = read_all(bytes, 1);
    ASSERT_EQ(events.size(), 4U);
    EXPECT_EQ(events[0].kind, Kind::ping);
    EXPECT_EQ(events[0].text, "still there?");
    EXPECT_EQ(events[1].kind, Kind::pong);
    EXPECT_EQ(events[2].kind, Kind::message);
    EXPECT_EQ(events[2].text, "Hello");
    EXPECT_EQ(events[3].kind, Kind::close);
    EXPECT_EQ(events[3].code, close_code::normal);
}

TEST(FrameReader, TakesLengthsOfAllSizesUpToTheLimit) {
    for (const std::size_t size : {0UZ, 1UZ, 125UZ, 126UZ, 65'535UZ, 65'536UZ, largest}) {
        const auto events = read_all(masked_frame(0x81, std::string(size, 'x')), 1000);
        ASSERT_EQ(events.size(), 1U) << size;
        EXPECT_EQ(events[0].kind, Kind::message);
        EXPECT_EQ(events[0].text, std::string(size, 'x'));
    }
}

TEST(FrameReader, RefusesALargeMessageBeforeItsPayload) {
    const auto frame = masked_frame(0x81, std::string(largest + 1, 'x'));
    EXPECT_EQ(failure_of(std::string_view(frame).substr(0, 14)), close_code::message_too_big);
    // Fragments add up.
    const auto half = std::string(largest / 2 + 1, 'x');
    EXPECT_EQ(
        failure_of(masked_frame(0x01, half) + masked_frame(0x80, half)), close_code::message_too_big
    );
    EXPECT_EQ(failure_of(masked_frame(0x81, half) + masked_frame(0x81, half)), 0);
}

TEST(FrameReader, SaysWhichRuleIsBroken) {
    using namespace std::string_literals;
    const auto mask = "\0\0\0\0"s;
    const struct {
        const char* what;
        std::string bytes;
        std::uint16_t code;
    } cases[] = {
        {"not masked", "\x81\x02hi", 1002},
        {"RSV1", masked_frame(0xC1, "hi"), 1002},
        {"RSV2", masked_frame(0xA1, "hi"), 1002},
        {"RSV3", masked_frame(0x91, "hi"), 1002},
        {"unknown data kind", masked_frame(0x83, "hi"), 1002},
        {"unknown control kind", masked_frame(0x8B, "hi"), 1002},
        {"binary", masked_frame(0x82, "hi"), 1003},
        {"continues nothing", masked_frame(0x80, "hi"), 1002},
        {"continues what has ended", masked_frame(0x81, "a") + masked_frame(0x80, "b"), 1002},
        {"message within a message", masked_frame(0x01, "a") + masked_frame(0x81, "b"), 1002},
        {"binary within a message", masked_frame(0x01, "a") + masked_frame(0x82, "b"), 1002},
        {"ping in fragments", masked_frame(0x09, "a"), 1002},
        {"long ping", masked_frame(0x89, std::string(126, 'x')), 1002},
        {"16 bits for a short length", "\x81\xfe\x00\x7d"s + mask, 1002},
        {"64 bits for a short length", "\x81\xff\0\0\0\0\0\0\xff\xff"s + mask, 1002},
        {"length of 2^63", "\x81\xff\x80\0\0\0\0\0\0\0"s + mask, 1002},
        {"length of 2^63-1", "\x81\xff\x7f\xff\xff\xff\xff\xff\xff\xff"s + mask, 1009},
        {"not UTF-8", masked_frame(0x81, "a\xff"), 1007},
        {"not UTF-8, before its end", masked_frame(0x01, "a\xff"), 1007},
        {"ends within a character", masked_frame(0x81, "\xe2\x82"), 1007},
        {"close of one byte", masked_frame(0x88, "\x03"), 1002},
        {"close with 1005", masked_frame(0x88, "\x03\xed"), 1002},
        {"close with 1006", masked_frame(0x88, "\x03\xee"), 1002},
        {"close with 1015", masked_frame(0x88, "\x03\xf7"), 1002},
        {"close with 999", masked_frame(0x88, "\x03\xe7"), 1002},
        {"close with 2999", masked_frame(0x88, "\x0b\xb7"), 1002},
        {"close with 5000", masked_frame(0x88, "\x13\x88"), 1002},
        {"close reason not UTF-8", masked_frame(0x88, "\x03\xe8\xff"), 1007},
        {"close reason cut off", masked_frame(0x88, "\x03\xe8\xc3"), 1007},
        {"fine", masked_frame(0x81, "hi") + masked_frame(0x88, "\x0f\xa0"), 0},
    };
    for (const auto& [what, bytes, code] : cases) EXPECT_EQ(failure_of(bytes), code) << what;
}

TEST(FrameReader, KnowsACloseWithoutACode) {
    const auto events = read_all(masked_frame(0x88, ""), 1);
    ASSERT_EQ(events.size(), 1U);
    EXPECT_EQ(events[0].kind, Kind::close);
    EXPECT_EQ(events[0].code, close_code::no_status);
}

RC_GTEST_PROP(
    FrameReader, GivesTheSameMessagesHoweverBytesArrive, (const std::vector<std::string>& sent)
) {
    std::string bytes;
    std::vector<std::string> expected;
    for (std::string text : sent) {
        for (char& byte : text) byte = static_cast<char>(byte & 0x7f);
        const auto cut = *rc::gen::inRange<std::size_t>(0, text.size() + 1);
        bytes += masked_frame(0x01, text.substr(0, cut));
        if (*rc::gen::arbitrary<bool>()) bytes += masked_frame(0x89, "ping");
        bytes += masked_frame(0x80, text.substr(cut));
        expected.push_back(std::move(text));
    }
    std::vector<std::string> received;
    for (const auto& event : read_all(bytes, *rc::gen::inRange<std::size_t>(1, 40))) {
        RC_ASSERT(event.kind == Kind::message || event.kind == Kind::ping);
        if (event.kind == Kind::message) received.push_back(event.text);
    }
    RC_ASSERT(received == expected);
}

RC_GTEST_PROP(FrameReader, SurvivesAnyBytes, (const std::vector<std::uint8_t>& bytes)) {
    FrameReader reader(64);
    std::string input(bytes.begin(), bytes.end());
    while (true) {
        FrameEvent event;
        const auto used = reader.take(input, event);
        RC_ASSERT(used <= input.size());
        RC_ASSERT(event.text.size() <= 125);
        input.erase(0, used);
        if (event.kind == Kind::close || event.kind == Kind::failed) break;
        if (event.kind == Kind::none) break;
        RC_ASSERT(used > 0);
    }
}

TEST(AppendFrame, WritesTheShortestLength) {
    const struct {
        std::size_t size;
        std::string head;
    } cases[] = {
        {0, {'\x81', 0}},
        {125, {'\x81', 125}},
        {126, {'\x81', 126, 0, 126}},
        {65'535, {'\x81', 126, '\xff', '\xff'}},
        {65'536, {'\x81', 127, 0, 0, 0, 0, 0, 1, 0, 0}},
    };
    for (const auto& [size, head] : cases) {
        std::string out;
        append_frame(out, FrameKind::text, std::string(size, 'x'));
        EXPECT_EQ(out, head + std::string(size, 'x')) << size;
    }
}

TEST(ClosePayload, CutsAReasonBetweenCharacters) {
    EXPECT_EQ(
        close_payload(1000, "bye"),
        "\x03\xe8"
        "bye"
    );
    EXPECT_EQ(close_payload(close_code::no_status, "bye"), "");
    const std::string reason = std::string(122, 'x') + "\xc3\xa9";
    EXPECT_EQ(close_payload(1000, reason).size(), 124U);
    EXPECT_EQ(close_payload(1000, std::string(200, 'x')).size(), 125U);
}

}  // namespace
}  // namespace lectern::transport::http
