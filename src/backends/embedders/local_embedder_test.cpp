#include "backends/embedders/local_embedder.hpp"

#include <numeric>
#include <stop_token>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "embedding/model_folder.hpp"

namespace lectern::backends::embedders {
namespace {

std::unique_ptr<LocalEmbedder> open_embedder(std::size_t threads) {
    auto opened = LocalEmbedder::open(embedding::default_model_folder(), {.threads = threads});
    EXPECT_TRUE(opened) << opened.error().message;
    return opened ? std::move(*opened) : nullptr;
}

double product(const std::vector<float>& left, const std::vector<float>& right) {
    return std::inner_product(left.begin(), left.end(), right.begin(), 0.0);
}

std::vector<std::string> some_texts(std::size_t count) {
    std::vector<std::string> texts;
    for (std::size_t text = 0; text < count; ++text) {
        std::string words = "document " + std::to_string(text);
        for (std::size_t word = 0; word < text % 40; ++word) words += " about cells";
        texts.push_back(words);
    }
    return texts;
}

TEST(LocalEmbedder, DescribesTheModel) {
    const auto embedder = open_embedder(1);
    ASSERT_TRUE(embedder);
    EXPECT_EQ(embedder->describe().model, "all-MiniLM-L6-v2");
    EXPECT_EQ(embedder->describe().dimensions, 384U);
    EXPECT_EQ(embedder->describe().max_tokens, 256U);
}

TEST(LocalEmbedder, PutsTextsOfOneMeaningCloserThanOthers) {
    const auto embedder = open_embedder(1);
    ASSERT_TRUE(embedder);
    const std::vector<std::string> texts{
        "How do I change my password?",
        "resetting login credentials",
        "heat transfer in a supersonic boundary layer"
    };
    const auto batch = embedder->embed(RequestContext{}, texts);
    ASSERT_TRUE(batch) << batch.error().message;
    ASSERT_EQ(batch->vectors.size(), 3U);
    EXPECT_GT(
        product(batch->vectors[0], batch->vectors[1]),
        product(batch->vectors[0], batch->vectors[2]) + 0.2
    );
    EXPECT_GT(batch->tokens, 20U);
}

TEST(LocalEmbedder, KeepsTheOrderOfManyTextsOverManyThreads) {
    const auto embedder = open_embedder(3);
    ASSERT_TRUE(embedder);
    const auto texts = some_texts(120);
    const auto all = embedder->embed(RequestContext{}, texts);
    ASSERT_TRUE(all) << all.error().message;
    ASSERT_EQ(all->vectors.size(), texts.size());
    for (std::size_t at = 0; at < texts.size(); at += 17) {
        const auto one = embedder->embed(RequestContext{}, std::span(texts).subspan(at, 1));
        ASSERT_TRUE(one) << one.error().message;
        EXPECT_GT(product(one->vectors.front(), all->vectors[at]), 0.9999) << at;
    }
}

TEST(LocalEmbedder, ServesManyCallersAtOnce) {
    const auto embedder = open_embedder(2);
    ASSERT_TRUE(embedder);
    const auto texts = some_texts(30);
    const auto expected = embedder->embed(RequestContext{}, texts);
    ASSERT_TRUE(expected) << expected.error().message;
    std::vector<Result<ports::EmbeddingBatch>> found(6);
    {
        std::vector<std::jthread> callers;
        for (auto& result : found)
            callers.emplace_back([&] { result = embedder->embed(RequestContext{}, texts); });
    }
    for (const auto& result : found) {
        ASSERT_TRUE(result) << result.error().message;
        EXPECT_EQ(result->vectors, expected->vectors);
        EXPECT_EQ(result->tokens, expected->tokens);
    }
}

TEST(LocalEmbedder, CountsTokensOfACallWithSpecialOnesAndCut) {
    const auto embedder = open_embedder(1);
    ASSERT_TRUE(embedder);
    std::string text;
    for (int word = 0; word < 400; ++word) text += "cell ";
    EXPECT_EQ(embedder->count_tokens(text), 400U);
    const std::vector<std::string> texts{text, "cell"};
    const auto batch = embedder->embed(RequestContext{}, texts);
    ASSERT_TRUE(batch) << batch.error().message;
    EXPECT_EQ(batch->tokens, 256U + 3U);
}

TEST(LocalEmbedder, EmbedsNoTexts) {
    const auto embedder = open_embedder(1);
    ASSERT_TRUE(embedder);
    const auto batch = embedder->embed(RequestContext{}, {});
    ASSERT_TRUE(batch) << batch.error().message;
    EXPECT_TRUE(batch->vectors.empty());
}

TEST(LocalEmbedder, StopsWhenTheCallerHasGoneOrTimeHasRunOut) {
    const auto embedder = open_embedder(2);
    ASSERT_TRUE(embedder);
    std::stop_source stop;
    stop.request_stop();
    const auto texts = some_texts(50);
    const auto cancelled = embedder->embed({.stop = stop.get_token()}, texts);
    ASSERT_FALSE(cancelled);
    EXPECT_EQ(cancelled.error().code, ErrorCode::cancelled);
    const auto late = embedder->embed({.deadline = std::chrono::steady_clock::now()}, texts);
    ASSERT_FALSE(late);
    EXPECT_EQ(late.error().code, ErrorCode::deadline_exceeded);
}

TEST(LocalEmbedder, SaysWhichFolderLacksTheModelAndWhatFetchesIt) {
    const auto opened = LocalEmbedder::open("no/such/folder", {});
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code, ErrorCode::failed_precondition);
    EXPECT_TRUE(opened.error().message.contains("no/such/folder")) << opened.error().message;
    EXPECT_TRUE(opened.error().message.contains("scripts/setup")) << opened.error().message;
}

}  // namespace
}  // namespace lectern::backends::embedders
