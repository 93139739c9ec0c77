// What holds for every text: linear time, valid UTF-8, and that scrubbing twice is scrubbing once.
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "core/utf8.hpp"
#include "telemetry/scrub/scrubber.hpp"

namespace lectern::telemetry::scrub {
namespace {

// Pieces that detectors like, alone and in parts, put together at random.
const std::vector<std::string> pieces{
    "anna@example.com",
    "@",
    "a",
    "Z",
    "7",
    " ",
    "  ",
    "\t",
    "\n",
    ".",
    "-",
    "--",
    "-----",
    "_",
    ":",
    "::",
    "://",
    "=",
    ">",
    "<",
    "/",
    "\"",
    "'",
    "\\",
    "\\\"",
    "[",
    "]",
    "{",
    "}",
    "(",
    ")",
    ";",
    ",",
    "&",
    "?",
    "%40",
    "%3D",
    "+",
    "|",
    "4111111111111111",
    "4111 1111 1111 1111",
    "DE89370400440532013000",
    "DE89 3704 0044 0532 0130 00",
    "123-45-6789",
    "AB123456C",
    "86095742719",
    "12345678Z",
    "X1234567L",
    "RSSMRA85T10A562S",
    "111222333",
    "+4930123456",
    "(415) 555-2671",
    "06 12 34 56 78",
    "192.0.2.1",
    "10.0.0.1",
    "127.0.0.1",
    "2001:db8::1",
    "::ffff:192.0.2.1",
    "1.2.3.4.5",
    "Bearer ",
    "bearer abcdefgh1",
    "Basic ",
    "dXNlcjpwYXNz",
    "Authorization: ",
    "Cookie: ",
    "a=b; c=d",
    "password=",
    "\"token\":\"",
    "\"password\": 12345678",
    "--password ",
    "password: ",
    "secret",
    "token",
    "phone ",
    "tel. ",
    "bsn ",
    "ssn ",
    "version ",
    "0301234567",
    "https://",
    "user:pass@",
    "host/",
    "AKIA"
    "ABCDEFGHIJKLMNOP",
    "gh"
    "p_abcdefghijklmnopqrstuvwxyz0123456789",
    "sk_live_",
    "xoxb-",
    "eyJhbGciOiJIUzI1NiJ9.",
    "eyJzdWIiOiIxMjM0NTYifQ.",
    "c2lnbmF0dXJl",
    "-----BEGIN PRIVATE KEY-----",
    "-----END PRIVATE KEY-----",
    "[redacted:email]",
    "[redacted:",
    "[email:3f9a1c20]",
    "[secret:00000000]",
    "redacted:secret]",
    "\xc3\xa9",
    "\xe2\x80\x94",
    "\xe7\x94\xa8",
    "\xf0\x9f\x98\x80",
    "true",
    "required",
};

rc::Gen<std::string> text_of_pieces() {
    return rc::gen::map(
        rc::gen::container<std::vector<std::string>>(rc::gen::elementOf(pieces)),
        [](const std::vector<std::string>& chosen) {
            std::string text;
            for (const std::string& piece : chosen) text += piece;
            return text;
        }
    );
}

std::string scrubbed(const Scrubber& scrubber, const std::string& text) {
    std::string out;
    return scrubber.scrub(text, out) ? out : text;
}

void expect_idempotent(const Scrubber& scrubber, const std::string& text) {
    const std::string once = scrubbed(scrubber, text);
    const std::string twice = scrubbed(scrubber, once);
    if (twice != once)
        RC_LOG() << "text  " << text << "\nonce  " << once << "\ntwice " << twice << "\n";
    RC_ASSERT(twice == once);
}

RC_GTEST_PROP(Scrubber, TwiceIsOnce, ()) { expect_idempotent(Scrubber(), *text_of_pieces()); }

RC_GTEST_PROP(Scrubber, TwiceIsOnceWithHashes, ()) {
    const auto scrubber =
        Scrubber::create({.hash_key = "0123456789abcdef", .allowed = {}, .patterns = {}});
    expect_idempotent(*scrubber, *text_of_pieces());
}

RC_GTEST_PROP(Scrubber, TwiceIsOnceForAnyBytes, (const std::string& text)) {
    expect_idempotent(Scrubber(), text);
}

RC_GTEST_PROP(Scrubber, KeepsValidUtf8Valid, ()) {
    const std::string text = *text_of_pieces();
    RC_ASSERT(is_valid_utf8(text));
    RC_ASSERT(is_valid_utf8(scrubbed(Scrubber(), text)));
}

RC_GTEST_PROP(Scrubber, FindsInOrderWithoutOverlapsAndWithin, ()) {
    const std::string text = *text_of_pieces();
    std::size_t done = 0;
    for (const Match& match : Scrubber().find(text)) {
        RC_ASSERT(match.begin >= done);
        RC_ASSERT(match.end > match.begin);
        RC_ASSERT(match.end <= text.size());
        done = match.end;
    }
}

RC_GTEST_PROP(Scrubber, IsOneFieldOnceToo, ()) {
    const Scrubber scrubber;
    const std::string key =
        *rc::gen::elementOf(std::vector<std::string>{"detail", "password", "cookie", "phone", "bsn"}
        );
    const std::string text = *text_of_pieces();
    std::string once = text;
    scrubber.scrub_field(key, text, once);
    std::string twice = once;
    RC_ASSERT(!scrubber.scrub_field(key, once, twice));
}

// A value reaches the end of the text or another of its parts again and again: nothing may be read
// more than a few times.
TEST(Scrubber, ReadsEveryTextAFewTimesAtMost) {
    constexpr std::size_t size = 100'000;
    const Scrubber scrubber;
    for (const std::string& piece : pieces) {
        for (const std::string& other :
             {std::string(), std::string("a"), std::string(" "), std::string("token:")}) {
            std::string text;
            while (text.size() < size) text.append(piece).append(other);
            std::uint64_t work = 0;
            scrubber.find(text, {}, {}, &work);
            EXPECT_LE(work, 4 * text.size()) << piece << " and " << other;
        }
    }
}

TEST(Scrubber, ReadsLongRunsAFewTimesAtMost) {
    const Scrubber scrubber;
    for (int byte = 0; byte < 256; ++byte) {
        const std::string text(10'000, static_cast<char>(byte));
        std::uint64_t work = 0;
        scrubber.find(text, {}, {}, &work);
        EXPECT_LE(work, 4 * text.size()) << byte;
    }
    const std::string digits(10'000'000, '7');
    const std::string ats(10'000'000, '@');
    EXPECT_TRUE(scrubber.find(digits).empty());
    EXPECT_TRUE(scrubber.find(ats).empty());
}

}  // namespace
}  // namespace lectern::telemetry::scrub
