#include "domain/violations.hpp"

#include <gtest/gtest.h>

#include "domain/graph_bounds.hpp"

namespace lectern::domain {
namespace {

TEST(Violations, WithoutAnyTheVerdictIsGood) {
    Violations violations;
    violations.check_length("/a", "", 0, 0);
    violations.check_range("/b", 3, 3, 3);
    violations.check("/dataset", DatasetId{"papers"});
    violations.check(PageRequest{});
    EXPECT_TRUE(violations.empty());
    EXPECT_TRUE(violations.verdict());
}

TEST(Violations, TheVerdictNamesThemAll) {
    Violations violations;
    violations.check_length("/a", "abc", 0, 2);
    violations.check_length("/b", "", 1, 2);
    violations.check_range("/c", 4, 1, 3);
    violations.check("/dataset", DatasetId{"No"});
    violations.check(PageRequest{.limit = 0, .cursor = std::string(4097, 'x')});
    const auto verdict = violations.verdict();
    ASSERT_FALSE(verdict);
    EXPECT_EQ(verdict.error().code, ErrorCode::invalid_argument);
    EXPECT_EQ(verdict.error().message, "/a is not 0 to 2 bytes long");
    std::vector<std::string> fields;
    for (const auto& violation : verdict.error().violations) fields.push_back(violation.field);
    const std::vector<std::string> expected{"/a", "/b", "/c", "/dataset", "/limit", "/cursor"};
    EXPECT_EQ(fields, expected);
}

TEST(Violations, AreKeptToAHundred) {
    Violations violations;
    for (int i = 0; i < 1'000; ++i) violations.add("/x", "is wrong");
    EXPECT_EQ(violations.list().size(), 100U);
}

TEST(GraphBounds, NameWhatIsTooLongOrMissing) {
    Violations violations;
    check_bounds(
        Entity{.id = {}, .name = std::string(1025, 'x'), .synonyms = {"good", ""}}, "/e", violations
    );
    check_bounds(
        Relation{.source = {"a"}, .target = {std::string(513, 'x')}, .type = "t", .weight = 0},
        "/r",
        violations
    );
    std::vector<std::string> fields;
    for (const auto& violation : violations.list()) fields.push_back(violation.field);
    const std::vector<std::string> expected{
        "/e/id", "/e/name", "/e/synonyms/1", "/r/target", "/r/weight"
    };
    EXPECT_EQ(fields, expected);
}

TEST(GraphBounds, TakeWhatIsAtTheirEdge) {
    Violations violations;
    check_bounds(
        Entity{
            .id = {std::string(512, 'x')},
            .name = std::string(1024, 'x'),
            .type = std::string(512, 'x'),
            .synonyms = std::vector<std::string>(256, "s"),
        },
        "/e",
        violations
    );
    check_bounds(
        Relation{.source = {"a"}, .target = {"b"}, .type = "t", .weight = 1}, "/r", violations
    );
    EXPECT_TRUE(violations.empty());
}

}  // namespace
}  // namespace lectern::domain
