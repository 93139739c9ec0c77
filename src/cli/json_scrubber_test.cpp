#include "cli/json_scrubber.hpp"

#include <string>

#include <gtest/gtest.h>

namespace lectern::cli {
namespace {

using telemetry::scrub::Kind;
using telemetry::scrub::KindCounts;
using telemetry::scrub::Scrubber;

std::string scrubbed(const std::string& line) {
    std::string out;
    KindCounts counts{};
    return scrub_json_line(Scrubber(), line, {}, out, counts) ? out : "no object";
}

TEST(JsonScrubber, FindsWhatEscapesHide) {
    EXPECT_EQ(
        scrubbed(R"({"a":"anna\u0040example.com","b":"https:\/\/app:p4ss@db\/x"})"),
        R"({"a":"[redacted:email]","b":"https://[redacted:url_credentials]@db/x"})"
    );
}

TEST(JsonScrubber, GoesByTheNamesOfMembersAndOfArrays) {
    EXPECT_EQ(
        scrubbed(
            R"({"password":"plain","tokens":["x"],"secret":["y",{"a":"z"},"w"],"phone":"0301234567"})"
        ),
        R"({"password":"[redacted:secret]","tokens":["x"],"secret":["[redacted:secret]",{"a":"z"},"[redacted:secret]"],)"
        R"("phone":"[redacted:phone]"})"
    );
}

TEST(JsonScrubber, LeavesEverythingElseAsItIsWritten) {
    const std::string line = R"({ "a" : 1.50, "b":[true, null ,-2e3], "c":"\u00e9\/" , "d":{} })";
    EXPECT_EQ(scrubbed(line), line);
}

TEST(JsonScrubber, PutsAMarkerInThePlaceOfANumber) {
    EXPECT_EQ(scrubbed(R"({"card":4111111111111111})"), R"({"card":"[redacted:card]"})");
    EXPECT_EQ(scrubbed(R"({"token":12345})"), R"({"token":"[redacted:secret]"})");
}

TEST(JsonScrubber, LeavesWhatIsNoObjectToOthers) {
    for (const std::string line : {"", "{", "[1]", "\"a\"", "{\"a\":}", "{} {}", "text"})
        EXPECT_EQ(scrubbed(line), "no object") << line;
}

TEST(JsonScrubber, Counts) {
    std::string out;
    KindCounts counts{};
    ASSERT_TRUE(
        scrub_json_line(Scrubber(), R"({"a":"x@example.com","password":"p"})", {}, out, counts)
    );
    EXPECT_EQ(counts.at(static_cast<std::size_t>(Kind::email)), 1U);
    EXPECT_EQ(counts.at(static_cast<std::size_t>(Kind::secret)), 1U);
}

}  // namespace
}  // namespace lectern::cli
