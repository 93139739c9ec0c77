#include "domain/document.hpp"

#include <limits>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace lectern::domain {
namespace {

SourceDocument sample() {
    return {
        .id = {"guide"},
        .title = "Guide",
        .content = "text",
        .metadata = {{"year", Value{std::int64_t{1999}}}},
        .entities = {{.id = {"ada"}, .name = "Ada", .synonyms = {"A. Lovelace"}}},
        .relations = {{.source = {"ada"}, .target = {"engine"}, .type = "wrote_for"}},
    };
}

std::vector<std::string> wrong_fields(const SourceDocument& document) {
    const auto checked = validate(document, "/documents/3");
    std::vector<std::string> fields;
    if (checked) return fields;
    EXPECT_EQ(checked.error().code, ErrorCode::invalid_argument);
    for (const auto& violation : checked.error().violations) fields.push_back(violation.field);
    return fields;
}

using Fields = std::vector<std::string>;

RC_GTEST_PROP(
    ChunkRef, ComesBackFromItsText, (std::string id, Version version, std::uint32_t ordinal)
) {
    RC_PRE(!id.empty());
    const ChunkRef ref{.document = {id}, .version = version, .ordinal = ordinal};
    RC_ASSERT(parse_chunk_ref(to_string(ref)) == ref);
}

TEST(ChunkRef, IsRefusedWhenMalformed) {
    for (const char* bad :
         {"", "a", "a#1", "a.1", "#1.2", "a#.2", "a#1.", "a#1.2x", "a#-1.2", "a#1.99999999999"}) {
        EXPECT_FALSE(parse_chunk_ref(bad)) << bad;
    }
}

TEST(ContentHash, IgnoresTheIdAndNothingElse) {
    const std::string hash = content_hash(sample());
    const auto changed = [&](auto change) {
        SourceDocument document = sample();
        change(document);
        return content_hash(document) != hash;
    };
    EXPECT_FALSE(changed([](auto& document) { document.id = {"other"}; }));
    EXPECT_TRUE(changed([](auto& document) { document.title = "Other"; }));
    EXPECT_TRUE(changed([](auto& document) { document.content = "other"; }));
    EXPECT_TRUE(changed([](auto& document) { document.media_type = "text/html"; }));
    EXPECT_TRUE(changed([](auto& document) { document.url = "file:a"; }));
    EXPECT_TRUE(changed([](auto& document) { document.metadata["year"] = Value{1999.0}; }));
    EXPECT_TRUE(changed([](auto& document) { document.metadata["list"] = Value{List{}}; }));
    EXPECT_TRUE(changed([](auto& document) { document.entities[0].synonyms.clear(); }));
    EXPECT_TRUE(changed([](auto& document) { document.relations[0].weight = 0.5; }));
    EXPECT_TRUE(changed([](auto& document) { document.chunks.push_back({.text = "a"}); }));
    EXPECT_TRUE(changed([](auto& document) { document.vector = {1}; }));
}

TEST(SourceDocument, IsGoodAsItShouldBe) { EXPECT_EQ(wrong_fields(sample()), Fields{}); }

TEST(SourceDocument, NamesEveryWrongField) {
    SourceDocument document = sample();
    document.id = {std::string(513, 'x')};
    document.title = std::string(4097, 'x');
    document.relations[0].weight = 1.5;
    document.relations.push_back({});
    EXPECT_EQ(
        wrong_fields(document),
        (Fields{
            "/documents/3/id",
            "/documents/3/title",
            "/documents/3/relations/0/weight",
            "/documents/3/relations/1/source",
            "/documents/3/relations/1/target",
            "/documents/3/relations/1/type",
        })
    );
}

TEST(SourceDocument, HoldsWhatItSaysOfTheGraphToItsBounds) {
    SourceDocument document = sample();
    document.media_type = std::string(256, 'x');
    document.entities = {{.id = {}, .name = std::string(1025, 'x')}};
    EXPECT_EQ(
        wrong_fields(document),
        (Fields{
            "/documents/3/media_type",
            "/documents/3/entities/0/id",
            "/documents/3/entities/0/name",
        })
    );
}

TEST(SourceDocument, HasContentOrChunks) {
    EXPECT_EQ(
        wrong_fields({.id = {"a"}, .chunks = {{.text = ""}}}), Fields{"/documents/3/chunks/0/text"}
    );
    EXPECT_EQ(wrong_fields({.id = {"a"}}), Fields{"/documents/3"});
    EXPECT_EQ(wrong_fields({.id = {"a"}, .chunks = {{.text = "b"}}}), Fields{});
    EXPECT_EQ(
        wrong_fields({.id = {"a"}, .content = "a", .chunks = {{.text = "b"}}}),
        Fields{"/documents/3/chunks"}
    );
}

TEST(SourceDocument, RefusesVectorsThatHaveNoDirection) {
    const float infinite = std::numeric_limits<float>::infinity();
    EXPECT_EQ(
        wrong_fields({.id = {"a"}, .content = "a", .vector = {0, 0}}), Fields{"/documents/3/vector"}
    );
    EXPECT_EQ(
        wrong_fields({.id = {"a"}, .chunks = {{.text = "b", .vector = {infinite}}}}),
        Fields{"/documents/3/chunks/0/vector"}
    );
    EXPECT_EQ(
        wrong_fields({.id = {"a"}, .chunks = {{.text = "b"}, {.text = "c"}}, .vector = {1}}),
        Fields{"/documents/3/vector"}
    );
}

TEST(SourceDocument, RefusesControlCharactersInItsId) {
    EXPECT_EQ(wrong_fields({.id = {"a\nb"}, .content = "a"}), Fields{"/documents/3/id"});
}

}  // namespace
}  // namespace lectern::domain
