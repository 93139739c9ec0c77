#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "core/result.hpp"
#include "index/bitmap.hpp"

namespace lectern::index {

struct ManifestSegment {
    std::uint64_t file = 0;      ///< Number in the file's name.
    std::uint64_t size = 0;      ///< Of the file, in bytes.
    std::uint32_t checksum = 0;  ///< `Segment::checksum`.
    std::uint32_t documents = 0;
    std::optional<Bitmap> deleted{};  ///< One bit a document.

    bool operator==(const ManifestSegment&) const = default;
};

/// Which files make up an index, and what is deleted in them. Replaced as a whole, it is the moment
/// at which a flush or a merge happens.
struct Manifest {
    std::uint32_t dimensions = 0;
    std::uint32_t title_weight = 1;
    std::uint64_t floor = 0;  ///< Changes of the store up to here are in.
    std::uint64_t next_file = 1;
    std::vector<ManifestSegment> segments{};

    bool operator==(const Manifest&) const = default;
};

std::vector<std::byte> encode(const Manifest& manifest);

/// Fails with `internal` when any byte is not as `encode` wrote it.
Result<Manifest> decode_manifest(std::span<const std::byte> bytes);

}  // namespace lectern::index
