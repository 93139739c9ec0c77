#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "ports/testing/failing_document_store.hpp"
#include "ports/testing/failing_embedder.hpp"
#include "ports/testing/failing_graph_store.hpp"
#include "ports/testing/failing_search_index.hpp"
#include "ports/testing/fixed_embedder.hpp"
#include "ports/testing/scripted_extractor.hpp"
#include "ports/testing/store_suite.hpp"

namespace lectern::ports::testing {
namespace {

double product(const std::vector<float>& left, const std::vector<float>& right) {
    double sum = 0;
    for (std::size_t i = 0; i < left.size(); ++i)
        sum += static_cast<double>(left[i]) * static_cast<double>(right[i]);
    return sum;
}

RC_GTEST_PROP(FixedEmbedder, VectorsHaveUnitLengthWhateverTheText, (std::string text)) {
    const FixedEmbedder embedder(16);
    const auto vector = embedder.vector_of(text);
    RC_ASSERT(vector.size() == 16U);
    RC_ASSERT(std::abs(product(vector, vector) - 1) < 1e-5);
}

TEST(FixedEmbedder, TextsThatShareWordsAreNear) {
    FixedEmbedder embedder;
    const auto pump = embedder.vector_of("how to repair the pump");
    EXPECT_GT(product(pump, embedder.vector_of("repair the pump")), 0.5);
    EXPECT_LT(product(pump, embedder.vector_of("quarterly revenue grew")), 0.5);
    EXPECT_NEAR(product(pump, embedder.vector_of("How to REPAIR the pump!")), 1, 1e-5);
}

TEST(FixedEmbedder, CutsAndCountsAsItSays) {
    FixedEmbedder embedder(8, 3);
    EXPECT_EQ(embedder.count_tokens("one two, three FOUR"), 4U);
    const std::vector<std::string> texts{"one two three", "one two three four"};
    const EmbeddingBatch batch = must(embedder.embed({}, texts));
    EXPECT_EQ(batch.vectors[0], batch.vectors[1]);
    EXPECT_EQ(batch.tokens, 10U);
    EXPECT_EQ(embedder.describe().max_tokens, 3U);
}

TEST(FaultPlan, FailsAsPlannedAndThenGoesOn) {
    FixedEmbedder fixed;
    FailingEmbedder embedder(fixed);
    const std::vector<std::string> texts{"text"};
    const auto outcome = [&] { return code_of(embedder.embed({}, texts)); };
    EXPECT_EQ(outcome(), std::nullopt);
    embedder.plan().fail_next(ErrorCode::unavailable, 2);
    embedder.plan().pass_next();
    embedder.plan().fail_next(ErrorCode::internal);
    EXPECT_EQ(outcome(), ErrorCode::unavailable);
    EXPECT_EQ(outcome(), ErrorCode::unavailable);
    EXPECT_EQ(outcome(), std::nullopt);
    EXPECT_EQ(outcome(), ErrorCode::internal);
    EXPECT_EQ(outcome(), std::nullopt);
    embedder.plan().fail_always(ErrorCode::deadline_exceeded);
    EXPECT_EQ(outcome(), ErrorCode::deadline_exceeded);
    EXPECT_EQ(outcome(), ErrorCode::deadline_exceeded);
    embedder.plan().recover();
    EXPECT_EQ(outcome(), std::nullopt);
    EXPECT_EQ(embedder.plan().calls(), 9U);
}

TEST(ScriptedExtractor, TakesPlainTextByParagraph) {
    ScriptedExtractor extractor;
    const auto text = must(extractor.extract({}, "first\n\n\n\nsecond part\n", "", ""));
    EXPECT_EQ(text.media_type, "text/plain");
    EXPECT_EQ(text.text, "first\n\n\n\nsecond part\n");
    ASSERT_EQ(text.blocks.size(), 2U);
    EXPECT_EQ(text.blocks[0].range, (domain::ByteRange{.begin = 0, .end = 5}));
    EXPECT_EQ(text.blocks[1].range, (domain::ByteRange{.begin = 9, .end = 21}));
    EXPECT_EQ(code_of(extractor.extract({}, " \n\n ", "", "")), ErrorCode::invalid_argument);
}

TEST(ScriptedExtractor, AnswersAsScripted) {
    ScriptedExtractor extractor;
    extractor.answer("pdf", {.media_type = "application/pdf", .title = "T", .text = "words"});
    extractor.refuse(
        "broken", {.code = ErrorCode::invalid_argument, .message = "the file is encrypted"}
    );
    EXPECT_EQ(must(extractor.extract({}, "pdf", "", "")).title, "T");
    EXPECT_EQ(extractor.extract({}, "broken", "", "").error().message, "the file is encrypted");
    extractor.plan().fail_next(ErrorCode::unavailable);
    EXPECT_EQ(code_of(extractor.extract({}, "pdf", "", "")), ErrorCode::unavailable);
    EXPECT_EQ(code_of(extractor.extract({}, "pdf", "", "")), std::nullopt);
}

}  // namespace
}  // namespace lectern::ports::testing
