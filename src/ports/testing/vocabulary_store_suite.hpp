#pragma once

#include "domain/list_cursor.hpp"
#include "ports/testing/store_suite.hpp"

namespace lectern::ports::testing {

class VocabularyStoreSuite : public StoreSuite {
  protected:
    static domain::Vocabulary vocabulary(const std::string& id, const std::string& name = "Pump") {
        return {
            .id = {id},
            .entities =
                {{.id = {"pump"}, .name = name, .type = "part", .synonyms = {"P1", "\xC3\xBC"}},
                 {.id = {"v"}}},
            .relations = {{.source = {"pump"}, .target = {"v"}, .type = "feeds", .weight = 0.5}},
        };
    }

    std::vector<std::string> listed(std::uint32_t limit) {
        std::vector<std::string> ids;
        const auto all = read_all(limit, [&](const domain::PageRequest& page) {
            return store().vocabularies().list(acme_, page);
        });
        for (const domain::Vocabulary& found : all) ids.push_back(found.id.value);
        return ids;
    }
};

TEST_P(VocabularyStoreSuite, KeepsAndReplaces) {
    must(store().vocabularies().put(acme_, vocabulary("parts")));
    EXPECT_EQ(must(store().vocabularies().find(acme_, {"parts"})), vocabulary("parts"));
    must(store().vocabularies().put(acme_, vocabulary("parts", "Other")));
    EXPECT_EQ(must(store().vocabularies().find(acme_, {"parts"})), vocabulary("parts", "Other"));
    must(store().vocabularies().put(acme_, {.id = {"parts"}}));
    EXPECT_TRUE(must(store().vocabularies().find(acme_, {"parts"})).entities.empty());
    EXPECT_EQ(listed(10).size(), 1U);
}

TEST_P(VocabularyStoreSuite, RemovesAndSaysNotFound) {
    EXPECT_EQ(code_of(store().vocabularies().find(acme_, {"parts"})), ErrorCode::not_found);
    EXPECT_EQ(code_of(store().vocabularies().remove(acme_, {"parts"})), ErrorCode::not_found);
    must(store().vocabularies().put(acme_, vocabulary("parts")));
    must(store().vocabularies().remove(acme_, {"parts"}));
    EXPECT_EQ(code_of(store().vocabularies().find(acme_, {"parts"})), ErrorCode::not_found);
    EXPECT_EQ(code_of(store().vocabularies().remove(acme_, {"parts"})), ErrorCode::not_found);
}

TEST_P(VocabularyStoreSuite, ListsByIdInParts) {
    const std::vector<std::string> expected{"a", "b", "c", "d", "e"};
    for (const std::size_t i : {3U, 0U, 4U, 1U, 2U})
        must(store().vocabularies().put(acme_, vocabulary(expected[i])));
    for (const std::uint32_t limit : {1U, 2U, 4U, 5U, 6U}) EXPECT_EQ(listed(limit), expected);
    EXPECT_EQ(must(store().vocabularies().list(acme_, {})).items[2], vocabulary("c"));
}

TEST_P(VocabularyStoreSuite, CursorsSurviveTheRemovalOfWhatTheyStandAt) {
    for (const char* id : {"a", "b", "c"}) must(store().vocabularies().put(acme_, vocabulary(id)));
    const auto first = must(store().vocabularies().list(acme_, {.limit = 2}));
    EXPECT_EQ(first.next_cursor, domain::cursor_after(first.items.back()));
    must(store().vocabularies().remove(acme_, {"b"}));
    const auto rest =
        must(store().vocabularies().list(acme_, {.limit = 2, .cursor = first.next_cursor}));
    ASSERT_EQ(rest.items.size(), 1U);
    EXPECT_EQ(rest.items[0].id.value, "c");
}

TEST_P(VocabularyStoreSuite, RefusesCursorsAndLimitsThatAreNone) {
    for (const domain::PageRequest& page : {
             domain::PageRequest{.cursor = "nonsense"},
             domain::PageRequest{.limit = 0},
             domain::PageRequest{.limit = 1001},
         }) {
        EXPECT_EQ(code_of(store().vocabularies().list(acme_, page)), ErrorCode::invalid_argument);
    }
}

TEST_P(VocabularyStoreSuite, KeepsTenantsApart) {
    must(store().vocabularies().put(acme_, vocabulary("parts")));
    EXPECT_EQ(code_of(store().vocabularies().find(other_, {"parts"})), ErrorCode::not_found);
    EXPECT_EQ(code_of(store().vocabularies().remove(other_, {"parts"})), ErrorCode::not_found);
    EXPECT_TRUE(must(store().vocabularies().list(other_, {})).items.empty());
    must(store().vocabularies().put(other_, vocabulary("parts", "Theirs")));
    EXPECT_EQ(must(store().vocabularies().find(acme_, {"parts"})), vocabulary("parts"));
}

}  // namespace lectern::ports::testing
