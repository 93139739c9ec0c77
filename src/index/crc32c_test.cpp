#include "index/crc32c.hpp"

#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace lectern::index {
namespace {

std::span<const std::byte> bytes_of(const auto& values) { return std::as_bytes(std::span(values)); }

// RFC 3720, appendix B.4, and the check value of the CRC catalogues.
TEST(Crc32c, GivesThePublishedValues) {
    EXPECT_EQ(crc32c(bytes_of(std::string("123456789"))), 0xE3069283U);
    EXPECT_EQ(crc32c(bytes_of(std::vector<std::uint8_t>(32, 0))), 0x8A9136AAU);
    EXPECT_EQ(crc32c(bytes_of(std::vector<std::uint8_t>(32, 0xFF))), 0x62A8AB43U);
    EXPECT_EQ(crc32c({}), 0U);
}

RC_GTEST_PROP(
    Crc32cProperty, InstructionAndTableAgreeAlsoInParts, (const std::vector<std::uint8_t>& numbers)
) {
    const auto bytes = bytes_of(numbers);
    const std::uint32_t whole = crc32c(bytes);
    RC_ASSERT(whole == crc32c_by_table(bytes));
    const auto half = bytes.size() / 2;
    RC_ASSERT(whole == crc32c(bytes.subspan(half), crc32c(bytes.first(half))));
}

}  // namespace
}  // namespace lectern::index
