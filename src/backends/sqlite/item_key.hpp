#pragma once

#include <cstdint>

namespace lectern::backends::sqlite {

/// A group's number and a member's ordinal within it in one row id: members of a group lie
/// together, in order.
template <int ordinal_bits>
struct GroupedKey {
    static constexpr std::int64_t max_members = std::int64_t{1} << ordinal_bits;
    static constexpr std::int64_t max_group = (std::int64_t{1} << (63 - ordinal_bits)) - 1;

    static constexpr std::int64_t first(std::int64_t group) { return group << ordinal_bits; }
    /// The last that a member could have.
    static constexpr std::int64_t last(std::int64_t group) {
        return first(group) + max_members - 1;
    }
    static constexpr std::int64_t make(std::int64_t group, std::uint32_t ordinal) {
        return first(group) + ordinal;
    }
    static constexpr std::int64_t group(std::int64_t key) { return key >> ordinal_bits; }
    static constexpr std::uint32_t ordinal(std::int64_t key) {
        return static_cast<std::uint32_t>(key & (max_members - 1));
    }
};

/// 268 million items a job, 34 thousand million jobs. The schema's statements have the 28 too.
using ItemKey = GroupedKey<28>;
/// 16 million chunks a document, 549 thousand million publications.
using ChunkKey = GroupedKey<24>;

}  // namespace lectern::backends::sqlite
