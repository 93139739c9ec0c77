#include "backends/extraction/extraction_codec.hpp"

#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace lectern::backends::extraction {
namespace {

using domain::BlockKind;
using domain::ExtractedText;

ExtractedText sample() {
    return {
        .media_type = "text/html",
        .title = "Café",
        .text = "Café\n\nbody",
        .blocks = {{BlockKind::heading, 2, {0, 5}}, {BlockKind::paragraph, 0, {7, 11}}},
    };
}

void expect_equal(const ExtractedText& a, const ExtractedText& b) {
    EXPECT_EQ(a.media_type, b.media_type);
    EXPECT_EQ(a.title, b.title);
    EXPECT_EQ(a.text, b.text);
    ASSERT_EQ(a.blocks.size(), b.blocks.size());
    for (std::size_t i = 0; i < a.blocks.size(); ++i) {
        EXPECT_EQ(a.blocks[i].kind, b.blocks[i].kind);
        EXPECT_EQ(a.blocks[i].level, b.blocks[i].level);
        EXPECT_EQ(a.blocks[i].range, b.blocks[i].range);
    }
}

void expect_malformed(const std::string& bytes) {
    const auto decoded = decode_answer(bytes);
    ASSERT_FALSE(decoded);
    EXPECT_EQ(decoded.error().code, ErrorCode::unavailable);
}

TEST(ExtractionCodec, BringsADocumentOver) {
    const auto decoded = decode_answer(encode_answer(sample()));
    ASSERT_TRUE(decoded);
    expect_equal(*decoded, sample());
}

TEST(ExtractionCodec, BringsAMessageOver) {
    const auto decoded =
        decode_answer(encode_answer(fail(ErrorCode::internal, "the document is odd")));
    ASSERT_FALSE(decoded);
    EXPECT_EQ(decoded.error(), (Error{ErrorCode::invalid_argument, "the document is odd"}));
}

TEST(ExtractionCodec, KeepsTheFormatOfVersion1) {
    EXPECT_EQ(
        encode_answer(fail(ErrorCode::internal, "no")), std::string("LXT1\x01\x02\0\0\0no", 11)
    );
    const ExtractedText small{.text = "x", .blocks = {{BlockKind::code, 0, {0, 1}}}};
    EXPECT_EQ(
        encode_answer(small),
        std::string(
            "LXT1\0"
            "\0\0\0\0"
            "\0\0\0\0"
            "\x01\0\0\0x"
            "\x01\0\0\0"
            "\x03\0"
            "\0\0\0\0\0\0\0\0"
            "\x01\0\0\0\0\0\0\0",
            40
        )
    );
}

TEST(ExtractionCodec, RefusesEveryTruncationAndExtension) {
    for (const std::string& whole :
         {encode_answer(sample()), encode_answer(fail(ErrorCode::internal, "message"))}) {
        for (std::size_t size = 0; size < whole.size(); ++size)
            expect_malformed(whole.substr(0, size));
        expect_malformed(whole + "x");
    }
}

TEST(ExtractionCodec, RefusesBlocksThatDoNotFitTheText) {
    const std::vector<std::vector<domain::Block>> wrong{
        {{BlockKind::paragraph, 0, {0, 12}}},  // behind the end
        {{BlockKind::paragraph, 0, {3, 2}}},   // reversed
        {{BlockKind::paragraph, 0, {0, 4}}},   // within a character
        {{BlockKind::paragraph, 0, {0, 7}}, {BlockKind::paragraph, 0, {6, 8}}},  // overlapping
        {{BlockKind::heading, 7, {0, 3}}},                                       // level
        {{static_cast<BlockKind>(5), 0, {0, 3}}},                                // kind
    };
    for (const auto& blocks : wrong) {
        ExtractedText document = sample();
        document.blocks = blocks;
        expect_malformed(encode_answer(document));
    }
}

TEST(ExtractionCodec, RefusesTextThatIsNotUtf8) {
    ExtractedText document = sample();
    document.blocks.clear();
    document.text = "caf\xC3";
    expect_malformed(encode_answer(document));
}

RC_GTEST_PROP(ExtractionCodec, SurvivesAnyBytes, ()) {
    std::string bytes = encode_answer(sample());
    const auto changes = *rc::gen::container<std::vector<std::pair<std::size_t, char>>>(
        rc::gen::pair(rc::gen::inRange<std::size_t>(0, bytes.size()), rc::gen::arbitrary<char>())
    );
    for (const auto& [at, byte] : changes) bytes[at] = byte;
    if (const auto decoded = decode_answer(bytes)) {
        RC_ASSERT(encode_answer(*decoded) == bytes);
    } else {
        const ErrorCode code = decoded.error().code;
        RC_ASSERT(code == ErrorCode::unavailable || code == ErrorCode::invalid_argument);
    }
}

}  // namespace
}  // namespace lectern::backends::extraction
