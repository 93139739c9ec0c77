#include "telemetry/scrub/line_scrubber.hpp"

#include <sstream>
#include <string>

#include <gtest/gtest.h>

namespace lectern::telemetry::scrub {
namespace {

std::string filtered(LineScrubber& lines, const std::string& text) {
    std::istringstream in(text);
    std::string out;
    for (std::string line; std::getline(in, line);) {
        if (lines.scrub(line, out)) out += '\n';
    }
    return out;
}

const std::string key_begin =
    "-----BEGIN RSA PRIVATE "
    "KEY-----";
const std::string key_end =
    "-----END RSA PRIVATE "
    "KEY-----";

TEST(LineScrubber, LeavesOutTheLinesOfAPrivateKey) {
    const Scrubber scrubber;
    LineScrubber lines(scrubber);
    const std::string out =
        filtered(lines, "before\nkey: " + key_begin + "\nMIIEpA\nIBAAKC\n" + key_end + "\nafter\n");
    EXPECT_EQ(out, "before\nkey: [redacted:private_key]\nafter\n");
    EXPECT_EQ(lines.count(Kind::private_key), 1U);
}

TEST(LineScrubber, KeepsWhatFollowsAPrivateKeyOnItsLastLine) {
    const Scrubber scrubber;
    LineScrubber lines(scrubber);
    EXPECT_EQ(
        filtered(lines, key_begin + "\nMIIEpA\n" + key_end + " and anna@example.com\n"),
        "[redacted:private_key]\n and [redacted:email]\n"
    );
}

TEST(LineScrubber, DoesNotSwallowAStreamForAKeyThatNeverEnds) {
    const Scrubber scrubber;
    LineScrubber lines(scrubber);
    std::string text = key_begin + "\n";
    for (int i = 0; i < 600; ++i) text += "line " + std::to_string(i) + "\n";
    const std::string out = filtered(lines, text);
    EXPECT_TRUE(out.starts_with("[redacted:private_key]\nline 500\n"));
    EXPECT_TRUE(out.ends_with("line 599\n"));
}

TEST(LineScrubber, CountsByKind) {
    const Scrubber scrubber;
    LineScrubber lines(scrubber);
    filtered(lines, "a@example.com b@example.com\nfrom 192.0.2.1\nnothing\n");
    EXPECT_EQ(lines.count(Kind::email), 2U);
    EXPECT_EQ(lines.count(Kind::ip), 1U);
    EXPECT_EQ(lines.count(Kind::secret), 0U);
}

}  // namespace
}  // namespace lectern::telemetry::scrub
