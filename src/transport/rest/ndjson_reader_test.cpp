#include "transport/rest/ndjson_reader.hpp"

#include <sstream>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "transport/rest/testing/chunked_body.hpp"

namespace lectern::transport::rest {
namespace {

using testing::ChunkedBody;

std::vector<std::string> lines_of(ChunkedBody body, std::size_t limit = 1000) {
    NdjsonReader reader(body, limit);
    std::vector<std::string> lines;
    while (true) {
        auto line = reader.next();
        if (!line) return {line.error().message};
        if (!*line) return lines;
        lines.push_back(std::to_string((*line)->number) + ":" + (*line)->text);
    }
}

using Lines = std::vector<std::string>;

TEST(NdjsonReader, EndsLinesAndPassesOverBlankOnes) {
    EXPECT_EQ(lines_of({"a\n\r\n \t\nb\r\nc"}), (Lines{"1:a", "4:b", "5:c"}));
    EXPECT_EQ(lines_of({"a\n"}), Lines{"1:a"});
    EXPECT_EQ(lines_of({""}), Lines{});
    EXPECT_EQ(lines_of({"\xEF\xBB\xBF{}\n"}), Lines{"1:{}"});
}

TEST(NdjsonReader, NamesALineThatIsTooLong) {
    EXPECT_EQ(lines_of({"abc\nabcd\n", 1}, 3), Lines{"line 2 is longer than 3 bytes"});
}

TEST(NdjsonReader, PassesOnWhatBreaksTheBody) {
    ChunkedBody body("a\nb", 2);
    body.fail_at_end({.code = ErrorCode::cancelled, .message = "gone"});
    EXPECT_EQ(lines_of(std::move(body)), Lines{"gone"});
}

// The same lines as std::getline finds, however the body is cut.
RC_GTEST_PROP(NdjsonReader, AgreesWithGetline, ()) {
    const auto text = *rc::gen::container<std::string>(rc::gen::element('a', '\n', '\r', ' ', '{'));
    const auto step = *rc::gen::inRange<std::size_t>(1, 8);
    Lines expected;
    std::istringstream stream(text);
    std::size_t number = 0;
    for (std::string line; std::getline(stream, line);) {
        ++number;
        if (line.ends_with('\r')) line.pop_back();
        if (line.find_first_not_of(" \t") != std::string::npos)
            expected.push_back(std::to_string(number) + ":" + line);
    }
    RC_ASSERT(lines_of({text, step}) == expected);
}

}  // namespace
}  // namespace lectern::transport::rest
