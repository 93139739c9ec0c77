#include "transport/rest/entity_tag.hpp"

#include <gtest/gtest.h>

namespace lectern::transport::rest {
namespace {

using Tags = std::vector<std::string>;

TEST(EntityTag, ReadsListsAndWeakTags) {
    EXPECT_EQ(parse_entity_tags("\"1\""), Tags{"1"});
    EXPECT_EQ(parse_entity_tags("W/\"1\", \"2+text\" ,\"a,b\""), (Tags{"1", "2+text", "a,b"}));
    EXPECT_EQ(parse_entity_tags(" * "), Tags{"*"});
}

TEST(EntityTag, LeavesOutWhatIsNoTag) {
    EXPECT_EQ(parse_entity_tags(""), Tags{});
    EXPECT_EQ(parse_entity_tags("1, 2"), Tags{});
    EXPECT_EQ(parse_entity_tags("\"open"), Tags{});
}

TEST(EntityTag, StarNamesEveryTag) {
    EXPECT_TRUE(names_tag({"*"}, "7"));
    EXPECT_TRUE(names_tag({"6", "7"}, "7"));
    EXPECT_FALSE(names_tag({"6"}, "7"));
    EXPECT_FALSE(names_tag({}, "7"));
}

TEST(EntityTag, QuotesWhatItReads) { EXPECT_EQ(parse_entity_tags(quote_tag("12")), Tags{"12"}); }

}  // namespace
}  // namespace lectern::transport::rest
