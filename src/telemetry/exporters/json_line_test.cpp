#include "telemetry/exporters/json_line.hpp"

#include <gtest/gtest.h>

namespace lectern::telemetry {
namespace {

std::string json(std::string_view text, std::size_t max_bytes = 8192) {
    std::string out;
    append_json_string(out, text, max_bytes);
    return out;
}

TEST(JsonString, EscapesWhatJsonForbids) {
    EXPECT_EQ(json("a\"b\\c\nd\te"), R"("a\"b\\c\nd\te")");
    EXPECT_EQ(json(std::string_view("\0\x1f\x7f", 3)), R"("\u0000\u001f\u007f")");
}

TEST(JsonString, KeepsWellFormedUtf8) { EXPECT_EQ(json("naïve 文 😀"), "\"naïve 文 😀\""); }

TEST(JsonString, ReplacesEachByteThatIsNotUtf8) {
    EXPECT_EQ(
        json("a\xff"
             "b"),
        "\"a\ufffdb\""
    );
    EXPECT_EQ(json("\xc0\x80"), "\"\ufffd\ufffd\"");            // overlong
    EXPECT_EQ(json("\xed\xa0\x80"), "\"\ufffd\ufffd\ufffd\"");  // a surrogate
    EXPECT_EQ(json("\xe6\x96"), "\"\ufffd\ufffd\"");            // cut off
}

TEST(JsonString, CutsWhatIsTooLong) {
    const std::string out = json(std::string(1'000'000, 'x'), 100);
    EXPECT_LT(out.size(), 110U);
    EXPECT_TRUE(out.ends_with("\u2026\""));
}

TEST(JsonLine, SaysWhoAskedThenTheFields) {
    RequestContext context;
    context.request_id = "r1";
    context.correlation_id = "c1";
    const std::vector<Field> fields{
        {"documents", 3}, {"ratio", 0.5}, {"replayed", false}, {"message", "twice"}
    };
    const std::string line = to_json_line(
        {.time = Timestamp{std::chrono::milliseconds{1500}},
         .level = LogLevel::warning,
         .context = &context,
         .message = "job accepted",
         .fields = fields},
        "lectern"
    );
    EXPECT_EQ(
        line,
        R"({"timestamp":"1970-01-01T00:00:01.500Z","level":"warning","message":"job accepted","service":"lectern",)"
        R"("request_id":"r1","correlation_id":"c1","tenant":"default","documents":3,"ratio":0.5,"replayed":false})"
    );
}

TEST(JsonLine, HasNoTraceIdsWithoutATrace) {
    const RequestContext context;
    const std::string line = to_json_line({.context = &context, .message = "m"}, "s");
    EXPECT_FALSE(line.contains("trace_id"));
}

}  // namespace
}  // namespace lectern::telemetry
