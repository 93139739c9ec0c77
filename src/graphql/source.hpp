#pragma once

#include <cstdint>

namespace lectern::graphql {

/// A place in a document, as errors cite it. Both count from 1; a line ends at LF, CR or CR LF; a
/// column counts UTF-16 code units, as editors and other GraphQL implementations do. Zero means
/// "not in a document".
struct Location {
    std::uint32_t line = 0;
    std::uint32_t column = 0;

    auto operator<=>(const Location&) const = default;
};

}  // namespace lectern::graphql
