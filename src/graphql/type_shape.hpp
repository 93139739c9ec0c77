#pragma once

#include <cstdint>

namespace lectern::graphql {

/// The list and non-null markers around a named type, as in `[[Int!]]!`. A small value: bit `n` of
/// `non_null` tells of the type with `n` lists around the named type, so bit 0 is the named type
/// itself and bit `lists` the whole.
struct TypeShape {
    static constexpr std::uint8_t max_lists = 30;

    std::uint8_t lists = 0;
    std::uint32_t non_null = 0;

    constexpr bool is_non_null() const { return ((non_null >> lists) & 1U) != 0; }
    /// Whether the outermost marker, a non-null one apart, is a list.
    constexpr bool is_list() const { return lists > 0; }
    /// The same without the outermost non-null marker, if there is one.
    constexpr TypeShape nullable() const { return {lists, non_null & ~(1U << lists)}; }
    /// The same with an outermost non-null marker.
    constexpr TypeShape required() const { return {lists, non_null | (1U << lists)}; }
    /// What the items of the outermost list are; only when `is_list()`.
    constexpr TypeShape item() const {
        return {static_cast<std::uint8_t>(lists - 1), non_null & ~(1U << lists)};
    }
    /// A list (that may be null) of these; only below `max_lists`.
    constexpr TypeShape listed() const { return {static_cast<std::uint8_t>(lists + 1), non_null}; }

    bool operator==(const TypeShape&) const = default;
};

}  // namespace lectern::graphql
