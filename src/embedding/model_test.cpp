#include "embedding/model.hpp"

#include <cmath>
#include <fstream>
#include <numeric>
#include <string>
#include <thread>
#include <vector>

#include <boost/json.hpp>
#include <gtest/gtest.h>

#include "core/hex.hpp"
#include "embedding/model_folder.hpp"
#include "embedding/tokenizer.hpp"

namespace lectern::embedding {
namespace {

using Vector = std::vector<float>;

double cosine(const Vector& left, const Vector& right) {
    double product = 0;
    double left_squares = 0;
    double right_squares = 0;
    for (std::size_t at = 0; at < left.size(); ++at) {
        product += static_cast<double>(left[at]) * static_cast<double>(right[at]);
        left_squares += static_cast<double>(left[at]) * static_cast<double>(left[at]);
        right_squares += static_cast<double>(right[at]) * static_cast<double>(right[at]);
    }
    return product / std::sqrt(left_squares * right_squares);
}

struct Golden {
    std::string text;
    Vector vector;
};

Vector read_vector(std::string_view digits) {
    std::vector<std::uint8_t> bytes(2 * Model::dimensions);
    if (!from_hex(digits, bytes)) return {};
    Vector vector;
    for (std::size_t at = 0; at < bytes.size(); at += 2) {
        vector.push_back(
            static_cast<float>(static_cast<std::int16_t>(bytes[at] << 8 | bytes[at + 1])) / 32767
        );
    }
    return vector;
}

std::vector<Golden> read_goldens() {
    std::ifstream file("tests/golden/embedding/vectors.jsonl");
    std::vector<Golden> goldens;
    for (std::string line; std::getline(file, line);) {
        const auto entry = boost::json::parse(line);
        goldens.push_back({
            .text = boost::json::value_to<std::string>(entry.at("text")),
            .vector = read_vector(entry.at("vector").as_string()),
        });
    }
    return goldens;
}

/// The real model, in both precisions as far as the processor goes.
class ModelTest : public testing::TestWithParam<Precision> {
  protected:
    void SetUp() override {
        const auto folder = default_model_folder();
        auto loaded = Model::load(folder / "model.safetensors", GetParam());
        ASSERT_TRUE(loaded) << loaded.error().message << ": run scripts/setup to fetch the model";
        model_ = std::move(*loaded);
        auto tokenizer = Tokenizer::load(folder / "vocab.txt");
        ASSERT_TRUE(tokenizer) << tokenizer.error().message;
        tokenizer_.emplace(std::move(*tokenizer));
    }

    std::vector<TokenId> tokens(std::string_view text) const {
        return tokenizer_->encode(text, Model::max_tokens);
    }

    std::vector<Vector> embed(
        const std::vector<std::vector<TokenId>>& sequences, Model::Workspace& workspace
    ) const {
        auto vectors = model_->embed(sequences, workspace);
        EXPECT_TRUE(vectors) << vectors.error().message;
        return std::move(*vectors);
    }

    Vector embed(std::string_view text) {
        return embed(std::vector<std::vector<TokenId>>{tokens(text)}, workspace_).front();
    }

    std::unique_ptr<Model> model_;
    std::optional<Tokenizer> tokenizer_;
    Model::Workspace workspace_;
};

TEST_P(ModelTest, AgreesWithTheReferenceOnTheGoldenTexts) {
    const auto goldens = read_goldens();
    ASSERT_GE(goldens.size(), 40U) << "run from the repository's root";
    double least = 1;
    for (const auto& golden : goldens) {
        ASSERT_EQ(golden.vector.size(), Model::dimensions);
        const double agreement = cosine(embed(golden.text), golden.vector);
        EXPECT_GE(agreement, 0.9999) << golden.text;
        least = std::min(least, agreement);
    }
    RecordProperty("least_cosine", std::to_string(least));
}

TEST_P(ModelTest, GivesVectorsOfLengthOne) {
    for (const auto* text : {"", "a", "boundary layers on flat plates"}) {
        const Vector vector = embed(text);
        EXPECT_NEAR(std::inner_product(vector.begin(), vector.end(), vector.begin(), 0.0), 1, 1e-5)
            << text;
    }
}

TEST_P(ModelTest, EmbedsATextTheSameInAnyCompany) {
    const auto goldens = read_goldens();
    std::vector<std::vector<TokenId>> batch;
    std::size_t size = 0;
    for (const auto& golden : goldens) {
        auto sequence = tokens(golden.text);
        if (size + sequence.size() > Model::max_batch_tokens) continue;
        size += sequence.size();
        batch.push_back(std::move(sequence));
    }
    ASSERT_GE(batch.size(), 5U);
    const auto together = embed(batch, workspace_);
    ASSERT_EQ(together.size(), batch.size());
    for (std::size_t at = 0; at < batch.size(); ++at) {
        const auto alone = embed(std::vector<std::vector<TokenId>>{batch[at]}, workspace_).front();
        EXPECT_GE(cosine(together[at], alone), 0.99999) << at;
    }
}

TEST_P(ModelTest, TakesEveryLengthFromOneToTheBound) {
    for (std::size_t length = 1; length <= Model::max_tokens; length += length < 70 ? 1 : 31) {
        const std::vector<std::vector<TokenId>> batch{std::vector<TokenId>(length, 2000)};
        const Vector vector = embed(batch, workspace_).front();
        for (const float value : vector) ASSERT_TRUE(std::isfinite(value)) << length;
    }
}

TEST_P(ModelTest, GivesNothingForNothing) {
    EXPECT_TRUE(embed(std::vector<std::vector<TokenId>>{}, workspace_).empty());
}

TEST_P(ModelTest, GivesEveryThreadTheSameVector) {
    const auto batch =
        std::vector<std::vector<TokenId>>{tokens("threads must not share what they write")};
    const auto expected = embed(batch, workspace_).front();
    std::vector<Vector> found(4);
    {
        std::vector<std::jthread> threads;
        for (Vector& vector : found) {
            threads.emplace_back([&] {
                Model::Workspace own;
                for (int round = 0; round < 3; ++round) vector = embed(batch, own).front();
            });
        }
    }
    for (const Vector& vector : found) EXPECT_EQ(vector, expected);
}

std::vector<Precision> runnable_precisions() {
    if (fastest_precision() == Precision::float32) return {Precision::float32};
    return {Precision::float32, Precision::bfloat16};
}

INSTANTIATE_TEST_SUITE_P(
    EveryPrecision,
    ModelTest,
    testing::ValuesIn(runnable_precisions()),
    [](const testing::TestParamInfo<Precision>& precision) {
        return std::string(to_string(precision.param));
    }
);

TEST(ModelFile, IsNamedWhenItIsMissing) {
    const auto loaded = Model::load("no/such/model.safetensors", Precision::float32);
    ASSERT_FALSE(loaded);
    EXPECT_EQ(loaded.error().code, ErrorCode::failed_precondition);
    EXPECT_TRUE(loaded.error().message.contains("no/such/model.safetensors"))
        << loaded.error().message;
}

TEST(ModelFile, IsRefusedWhenItIsSomethingElse) {
    const auto loaded = Model::load(default_model_folder() / "vocab.txt", Precision::float32);
    ASSERT_FALSE(loaded);
    EXPECT_EQ(loaded.error().code, ErrorCode::failed_precondition);
}

}  // namespace
}  // namespace lectern::embedding
