#include "domain/dataset.hpp"

#include <gtest/gtest.h>

namespace lectern::domain {
namespace {

TEST(DatasetName, IsShortAndPlain) {
    for (const char* good : {"a", "docs", "2024-reports", "a_b-c"})
        EXPECT_TRUE(validate(DatasetId{good})) << good;
    for (const char* bad : {"", "Docs", "-a", "_a", "a/b", "a b", "é", ".."}) {
        EXPECT_FALSE(validate(DatasetId{bad})) << bad;
    }
    EXPECT_TRUE(validate(DatasetId{std::string(64, 'a')}));
    EXPECT_FALSE(validate(DatasetId{std::string(65, 'a')}));
}

TEST(DatasetSettings, AreGoodByDefault) { EXPECT_TRUE(validate(DatasetSettings{})); }

TEST(DatasetSettings, HoldTheirRanges) {
    const auto chunking = [](std::uint32_t max_tokens, std::uint32_t overlap) {
        return validate(DatasetSettings{
                            .chunking = {.max_tokens = max_tokens, .overlap_tokens = overlap}
                        }
        ).has_value();
    };
    EXPECT_TRUE(chunking(16, 7));
    EXPECT_FALSE(chunking(15, 0));
    EXPECT_FALSE(chunking(16, 8));
    EXPECT_FALSE(chunking(8193, 0));

    const auto embedding = [](EmbeddingKind kind, std::uint32_t dimensions) {
        return validate(DatasetSettings{.embedding = {.kind = kind, .dimensions = dimensions}}
        ).has_value();
    };
    EXPECT_TRUE(embedding(EmbeddingKind::external, 3));
    EXPECT_FALSE(embedding(EmbeddingKind::external, 0));
    EXPECT_FALSE(embedding(EmbeddingKind::external, 4097));
    EXPECT_FALSE(embedding(EmbeddingKind::none, 3));
}

TEST(DatasetEnums, ComeBackByName) {
    for (const auto kind : {EmbeddingKind::model, EmbeddingKind::external, EmbeddingKind::none}) {
        EXPECT_EQ(parse_embedding_kind(to_string(kind)), kind);
    }
    for (const auto type :
         {FieldType::boolean,
          FieldType::integer,
          FieldType::number,
          FieldType::string,
          FieldType::timestamp}) {
        EXPECT_EQ(parse_field_type(to_string(type)), type);
    }
    EXPECT_FALSE(parse_embedding_kind("remote"));
}

}  // namespace
}  // namespace lectern::domain
