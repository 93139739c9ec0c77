#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace lectern::index {

/// CRC-32C (Castagnoli polynomial, reflected, as in RFC 3720 appendix B.4) of `bytes` after those
/// that gave `before`. Uses the processor's instruction where there is one. Thread-safe.
std::uint32_t crc32c(std::span<const std::byte> bytes, std::uint32_t before = 0);

/// The same by table alone: what `crc32c` is tested against, and its way on other processors.
std::uint32_t crc32c_by_table(std::span<const std::byte> bytes, std::uint32_t before = 0);

}  // namespace lectern::index
