#include "services/embedding_service.hpp"

#include <gtest/gtest.h>

#include "services/testing/service_fixture.hpp"

namespace lectern::services {
namespace {

TEST(EmbeddingService, AnswersWithModelAndVectors) {
    ServiceFixture fixture;
    EmbeddingService service(&fixture.embedder, fixture.telemetry, {});
    const auto embeddings = service.embed(fixture.context, {"whales sing", "owls"});
    ASSERT_TRUE(embeddings);
    EXPECT_EQ(embeddings->model, "fixed");
    EXPECT_EQ(embeddings->dimensions, ServiceFixture::dimensions);
    ASSERT_EQ(embeddings->batch.vectors.size(), 2U);
    EXPECT_EQ(embeddings->batch.vectors[0], fixture.fixed_embedder.vector_of("whales sing"));
    EXPECT_EQ(
        fixture.recording.total("embedding_tokens_total", {}),
        static_cast<double>(embeddings->batch.tokens)
    );
}

TEST(EmbeddingService, NamesTheTextThatPassesABound) {
    ServiceFixture fixture;
    EmbeddingService service(
        &fixture.embedder, fixture.telemetry, {.max_texts = 2, .max_text_bytes = 4}
    );
    const auto field = [&](const std::vector<std::string>& texts) {
        auto refused = service.embed(fixture.context, texts);
        return refused ? std::string() : refused.error().violations.at(0).field;
    };
    EXPECT_EQ(field({}), "/texts");
    EXPECT_EQ(field({"a", "b", "c"}), "/texts");
    EXPECT_EQ(field({"a", ""}), "/texts/1");
    EXPECT_EQ(field({"12345"}), "/texts/0");
    EXPECT_EQ(field({"1234", "b"}), "");
}

TEST(EmbeddingService, WithoutAnEmbedderItSaysSo) {
    ServiceFixture fixture;
    EmbeddingService service(nullptr, fixture.telemetry, {});
    EXPECT_EQ(service.embed(fixture.context, {"a"}).error().code, ErrorCode::failed_precondition);
}

}  // namespace
}  // namespace lectern::services
