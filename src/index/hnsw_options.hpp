#pragma once

#include <cstdint>

namespace lectern::index {

/// How a graph over vectors is built. More links and more candidates find more and cost more.
struct HnswOptions {
    std::uint32_t degree =
        16;  ///< Links of a node above the base layer; twice as many on it. 2 to 64.
    std::uint32_t build_candidates = 128;  ///< Kept while a node's neighbours are looked for.
    std::uint64_t seed = 42;  ///< Of the layers' random numbers: equal input makes an equal graph.

    bool operator==(const HnswOptions&) const = default;
};

}  // namespace lectern::index
