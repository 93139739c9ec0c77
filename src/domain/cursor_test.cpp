#include "domain/cursor.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace lectern::domain {
namespace {

RC_GTEST_PROP(
    Cursor, ComesBackAsItWas, (std::vector<std::int64_t> numbers, std::vector<std::string> texts)
) {
    const CursorPosition position{.numbers = numbers, .texts = texts};
    const std::string cursor = encode_cursor("jobs", position);
    const auto decoded =
        decode_cursor("jobs", cursor, {.numbers = numbers.size(), .texts = texts.size()});
    RC_ASSERT(decoded.has_value());
    RC_ASSERT(*decoded == position);
}

RC_GTEST_PROP(Cursor, IsSafeInAUrl, (std::string text)) {
    const std::string cursor = encode_cursor("documents", {.texts = {text}});
    RC_ASSERT(
        cursor.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
        ) == std::string::npos
    );
}

RC_GTEST_PROP(Cursor, AnythingElseIsRefusedWithoutHarm, (std::string text)) {
    const auto decoded = decode_cursor("jobs", text, {.numbers = 1, .texts = 1});
    RC_ASSERT(!decoded.has_value());
    RC_ASSERT(decoded.error().code == ErrorCode::invalid_argument);
}

TEST(Cursor, OfAnotherListIsRefused) {
    const std::string cursor = encode_cursor("jobs", {.texts = {"a"}});
    EXPECT_TRUE(decode_cursor("jobs", cursor, {.texts = 1}).has_value());
    EXPECT_FALSE(decode_cursor("documents", cursor, {.texts = 1}).has_value());
}

TEST(Cursor, OfAnotherShapeIsRefused) {
    const std::string cursor = encode_cursor("jobs", {.numbers = {7}, .texts = {"a"}});
    EXPECT_TRUE(decode_cursor("jobs", cursor, {.numbers = 1, .texts = 1}).has_value());
    EXPECT_FALSE(decode_cursor("jobs", cursor, {.numbers = 1}).has_value());
    EXPECT_FALSE(decode_cursor("jobs", cursor, {.texts = 1}).has_value());
    EXPECT_FALSE(decode_cursor("jobs", cursor, {.numbers = 1, .texts = 2}).has_value());
    EXPECT_FALSE(decode_cursor("jobs", cursor, {.numbers = 2, .texts = 1}).has_value());
}

RC_GTEST_PROP(Cursor, WithOneCharacterChangedIsRefusedOrAnotherPosition, (std::string text)) {
    const CursorPosition position{.numbers = {42}, .texts = {text}};
    std::string cursor = encode_cursor("jobs", position);
    const auto place = *rc::gen::inRange<std::size_t>(0, cursor.size());
    cursor[place] = cursor[place] == 'A' ? 'B' : 'A';
    const auto decoded = decode_cursor("jobs", cursor, {.numbers = 1, .texts = 1});
    RC_ASSERT(!decoded.has_value() || *decoded != position);
}

}  // namespace
}  // namespace lectern::domain
