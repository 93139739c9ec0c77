#include "transport/rest/media_types.hpp"

#include <array>

#include <gtest/gtest.h>

namespace lectern::transport::rest {
namespace {

constexpr std::array<std::string_view, 1> json{"application/json"};

TEST(MediaTypes, AcceptsByTypeRangeAndStar) {
    for (const char* accept :
         {"", "*/*", "application/*", "text/html, application/json;q=0.1", "APPLICATION/JSON"}) {
        EXPECT_TRUE(accepts_any(accept, json)) << accept;
    }
}

TEST(MediaTypes, RefusesWhatIsNotNamedOrHasNoWeight) {
    for (const char* accept : {"text/html", "application/json;q=0", "application/jsonx", "app/*"}) {
        EXPECT_FALSE(accepts_any(accept, json)) << accept;
    }
}

TEST(MediaTypes, AcceptsAnythingOfAnOperationWithoutBody) {
    EXPECT_TRUE(accepts_any("text/html", {}));
}

TEST(MediaTypes, KnowsFilesByTheirEnding) {
    EXPECT_EQ(media_type_of_file("Read.MD"), "text/markdown");
    EXPECT_EQ(media_type_of_file("a/b.pdf"), "application/pdf");
    EXPECT_EQ(media_type_of_file("pdf"), "");
    EXPECT_EQ(media_type_of_file(""), "");
}

}  // namespace
}  // namespace lectern::transport::rest
