#include "text/entity_matcher.hpp"

#include <map>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "text/normalise.hpp"

namespace lectern::text {
namespace {

NamedEntity entity(std::string id, std::vector<std::string> names) {
    return {EntityId{std::move(id)}, std::move(names)};
}

using Counts = std::vector<EntityCount>;

Counts match(const std::vector<NamedEntity>& entities, std::string_view text) {
    return EntityMatcher(entities).match(text);
}

TEST(EntityMatcher, CountsNamesAndSynonymsOfAnEntityTogether) {
    const std::vector<NamedEntity> entities{
        entity("kafka", {"Apache Kafka", "Kafka"}), entity("neo4j", {"Neo4j"})
    };
    EXPECT_EQ(
        match(entities, "Apache Kafka feeds NEO4J; kafka is a log."),
        (Counts{{EntityId{"kafka"}, 2}, {EntityId{"neo4j"}, 1}})
    );
}

TEST(EntityMatcher, TakesWholeWordsOnly) {
    EXPECT_TRUE(match({entity("art", {"art"})}, "party artful smart art1 art\u0301").empty());
    EXPECT_EQ(match({entity("art", {"art"})}, "(art), art-work"), (Counts{{EntityId{"art"}, 2}}));
}

TEST(EntityMatcher, FindsNamesInScriptsWithoutSpaces) {
    EXPECT_EQ(
        match({entity("kyoto", {"京都"})}, "私は京都に行く"), (Counts{{EntityId{"kyoto"}, 1}})
    );
}

TEST(EntityMatcher, PrefersTheLongestOfNamesThatStartTogether) {
    const std::vector<NamedEntity> entities{
        entity("york", {"York"}), entity("new-york", {"New York"}), entity("new", {"New"})
    };
    EXPECT_EQ(match(entities, "New\n York"), (Counts{{EntityId{"new-york"}, 1}}));
    EXPECT_EQ(
        match(entities, "York is new"), (Counts{{EntityId{"new"}, 1}, {EntityId{"york"}, 1}})
    );
}

TEST(EntityMatcher, CountsASharedNameForEachOfItsEntities) {
    const std::vector<NamedEntity> entities{entity("a", {"Mercury"}), entity("b", {"mercury"})};
    EXPECT_EQ(match(entities, "Mercury"), (Counts{{EntityId{"a"}, 1}, {EntityId{"b"}, 1}}));
}

TEST(EntityMatcher, LeavesOutEmptyNames) {
    EXPECT_TRUE(EntityMatcher({}).empty());
    EXPECT_TRUE(EntityMatcher({entity("a", {"", " \t"})}).empty());
    EXPECT_TRUE(match({}, "text").empty());
}

bool is_word_byte(char c) { return c == 'a' || c == 'b'; }

// Tries every name at every place.
Counts match_naively(const std::vector<NamedEntity>& entities, const std::string& text) {
    std::map<EntityId, std::uint32_t> counts;
    for (std::size_t i = 0; i < text.size();) {
        std::string longest;
        for (const NamedEntity& candidate : entities) {
            for (const std::string& raw : candidate.names) {
                const std::string name = normalise_name(raw);
                const std::size_t end = i + name.size();
                if (name.size() <= longest.size() || text.compare(i, name.size(), name) != 0)
                    continue;
                if (i > 0 && is_word_byte(text[i - 1]) && is_word_byte(name.front())) continue;
                if (end < text.size() && is_word_byte(text[end]) && is_word_byte(name.back()))
                    continue;
                longest = name;
            }
        }
        for (const NamedEntity& candidate : entities) {
            for (const std::string& raw : candidate.names) {
                if (longest.empty() || normalise_name(raw) != longest) continue;
                ++counts[candidate.id];
                break;
            }
        }
        i += std::max<std::size_t>(longest.size(), 1);
    }
    Counts result;
    for (const auto& [id, count] : counts) result.push_back({id, count});
    return result;
}

RC_GTEST_PROP(EntityMatcher, AgreesWithTheNaiveSearch, ()) {
    const auto letters = rc::gen::container<std::string>(rc::gen::element('a', 'b', ' ', '-'));
    const auto names = rc::gen::container<std::vector<std::string>>(letters);
    const auto drawn =
        *rc::gen::resize(12, rc::gen::container<std::vector<std::vector<std::string>>>(names));
    std::vector<NamedEntity> entities;
    for (std::size_t i = 0; i < drawn.size(); ++i)
        entities.push_back(entity(std::to_string(i), drawn[i]));
    const std::string text = normalise_name(*letters + " " + *letters + *letters);
    RC_ASSERT(match(entities, text) == match_naively(entities, text));
}

}  // namespace
}  // namespace lectern::text
