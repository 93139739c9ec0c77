#pragma once

#include <array>
#include <cstdint>

namespace lectern::index {

/// A frequency and a length that together bound what some postings can score: under every scoring
/// function that grows with frequency and falls with length, and under any statistics. Both
/// saturate: `unbounded_frequency` stands for that and everything above, a length of 65535 for that
/// and more (which is why it bounds).
struct Impact {
    std::uint16_t frequency = 0;
    std::uint16_t length = 0;

    bool operator==(const Impact&) const = default;
};

inline constexpr std::uint16_t unbounded_frequency = 0xFFFF;

/// At most four impacts, one of which bounds each posting seen; unused ones have frequency 0. Where
/// there are more undominated pairs, neighbours are joined to their larger frequency and smaller
/// length.
using Impacts = std::array<Impact, 4>;

/// Gathers the impacts of a run of postings.
class ImpactCollector final {
  public:
    void add(std::uint32_t frequency, std::uint32_t length);
    /// What these impacts bound is bounded too.
    void add(const Impacts& impacts);
    const Impacts& impacts() const { return impacts_; }
    void clear() { *this = {}; }

  private:
    void add(Impact impact);
    void join_closest_and_insert(Impact impact);

    Impacts impacts_{};
    std::size_t count_ = 0;
};

}  // namespace lectern::index
