#include "embedding/safetensors.hpp"

#include <array>
#include <cstring>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace lectern::embedding {
namespace {

/// A file in memory, aligned as a mapped one is.
class File final {
  public:
    File(const std::string& header, const std::vector<float>& data) {
        std::string bytes(8, '\0');
        const std::uint64_t length = header.size();
        std::memcpy(bytes.data(), &length, sizeof length);
        bytes += header;
        bytes.append(reinterpret_cast<const char*>(data.data()), data.size() * sizeof(float));
        set(bytes);
    }
    explicit File(const std::string& bytes) { set(bytes); }

    std::span<const std::byte> bytes() const {
        return std::as_bytes(std::span(words_)).first(size_);
    }

  private:
    void set(const std::string& bytes) {
        size_ = bytes.size();
        words_.resize(size_ / sizeof(std::uint64_t) + 1);
        std::memcpy(words_.data(), bytes.data(), size_);
    }

    std::vector<std::uint64_t> words_;
    std::size_t size_ = 0;
};

/// Padded to a multiple of 8 bytes, as writers do.
std::string padded(std::string header) {
    header.resize((header.size() + 7) / 8 * 8, ' ');
    return header;
}

void expect_refused(const File& file, std::string_view reason) {
    const auto parsed = Safetensors::parse(file.bytes());
    ASSERT_FALSE(parsed) << reason;
    EXPECT_EQ(parsed.error().code, ErrorCode::failed_precondition);
    EXPECT_TRUE(parsed.error().message.contains(reason)) << parsed.error().message;
}

TEST(Safetensors, GivesTheValuesOfATensor) {
    const File file(
        padded(
            R"({"__metadata__":{"format":"pt"},"a":{"dtype":"F32","shape":[2,2],"data_offsets":[4,20]},
               "b":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}})"
        ),
        {9, 1, 2, 3, 4}
    );
    const auto parsed = Safetensors::parse(file.bytes());
    ASSERT_TRUE(parsed) << parsed.error().message;
    EXPECT_EQ(parsed->size(), 2U);
    const auto values = parsed->floats("a", {2, 2});
    ASSERT_TRUE(values) << values.error().message;
    EXPECT_EQ(std::vector<float>(values->begin(), values->end()), (std::vector<float>{1, 2, 3, 4}));
}

TEST(Safetensors, RefusesOtherNamesShapesAndTypes) {
    const File file(
        padded(
            R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"i":{"dtype":"I64","shape":[1],"data_offsets":[0,8]}})"
        ),
        {1, 2}
    );
    const auto parsed = Safetensors::parse(file.bytes());
    ASSERT_TRUE(parsed) << parsed.error().message;
    EXPECT_TRUE(parsed->floats("absent", {2}).error().message.contains("'absent' is missing"));
    EXPECT_TRUE(parsed->floats("a", {1, 2}).error().message.contains("'a' does not have"));
    EXPECT_TRUE(parsed->floats("i", {1}).error().message.contains("'i' is I64"));
}

TEST(Safetensors, RefusesValuesThatAreNotAligned) {
    std::string header = padded(R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[1,5]}})");
    const File file(header, {1, 2});
    const auto parsed = Safetensors::parse(file.bytes());
    ASSERT_TRUE(parsed) << parsed.error().message;
    EXPECT_TRUE(parsed->floats("a", {1}).error().message.contains("not aligned"));
}

TEST(Safetensors, RefusesDamagedHeaders) {
    expect_refused(File(std::string("short")), "too short");
    expect_refused(File(std::string(8, '\xff')), "longer than the file");
    expect_refused(File("[1]", {}), "no JSON object");
    expect_refused(File("{\"a\":", {}), "no JSON object");
    expect_refused(File(R"({"a":5})", {}), "'a' has no type");
    expect_refused(File(R"({"a":{"dtype":"F32"}})", {}), "has no shape");
    expect_refused(
        File(R"({"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}})", {1}), "has no shape"
    );
    expect_refused(
        File(R"({"a":{"dtype":"F32","shape":[1.5],"data_offsets":[0,4]}})", {1}), "has no shape"
    );
    expect_refused(
        File(R"({"a":{"dtype":"Q4","shape":[1],"data_offsets":[0,4]}})", {1}), "unknown type Q4"
    );
}

TEST(Safetensors, RefusesOffsetsThatDoNotFit) {
    expect_refused(
        File(R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[0,8]}})", {1}), "outside the file"
    );
    expect_refused(
        File(R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}})", {1}), "outside the file"
    );
    expect_refused(
        File(R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}})", {1}),
        "other than its shape's"
    );
    expect_refused(
        File(R"({"a":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,0]}})", {1}),
        "other than its shape's"
    );
}

RC_GTEST_PROP(Safetensors, SurvivesAnyDamageToItsHeader, ()) {
    std::string header = padded(R"({"a":{"dtype":"F32","shape":[2,2],"data_offsets":[0,16]}})");
    const auto damage = *rc::gen::container<std::vector<std::pair<std::size_t, char>>>(
        rc::gen::pair(rc::gen::inRange<std::size_t>(0, header.size()), rc::gen::arbitrary<char>())
    );
    for (const auto& [at, byte] : damage) header[at] = byte;
    const File file(header, {1, 2, 3, 4});
    const auto parsed = Safetensors::parse(file.bytes());
    if (!parsed) RC_ASSERT(parsed.error().code == ErrorCode::failed_precondition);
    if (damage.empty()) RC_ASSERT(parsed.has_value());
}

}  // namespace
}  // namespace lectern::embedding
