#include "index/manifest.hpp"

#include <gtest/gtest.h>

namespace lectern::index {
namespace {

Manifest example() {
    Bitmap deleted(70);
    deleted.set(0);
    deleted.set(69);
    return {
        .dimensions = 384,
        .title_weight = 2,
        .floor = 17,
        .next_file = 5,
        .segments =
            {{.file = 2, .size = 1000, .checksum = 7, .documents = 70, .deleted = deleted},
             {.file = 4, .size = 2000, .checksum = 8, .documents = 3}},
    };
}

TEST(Manifest, RoundTrips) {
    const auto decoded = decode_manifest(encode(example()));
    ASSERT_TRUE(decoded);
    EXPECT_EQ(*decoded, example());
}

TEST(Manifest, NoticesEveryChangedByteAndEveryLength) {
    const auto bytes = encode(example());
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        auto changed = bytes;
        changed[i] ^= std::byte{0x10};
        EXPECT_FALSE(decode_manifest(changed)) << i;
        EXPECT_FALSE(decode_manifest(std::span(bytes).first(i))) << i;
    }
    auto longer = bytes;
    longer.push_back(std::byte{0});
    EXPECT_FALSE(decode_manifest(longer));
}

}  // namespace
}  // namespace lectern::index
