#include "index/impacts.hpp"

#include <algorithm>
#include <limits>

namespace lectern::index {
namespace {

constexpr std::uint32_t largest = 0xFFFF;

bool dominates(const Impact& left, const Impact& right) {
    return left.frequency >= right.frequency && left.length <= right.length;
}

Impact join(const Impact& left, const Impact& right) {
    return {
        .frequency = std::max(left.frequency, right.frequency),
        .length = std::min(left.length, right.length)
    };
}

// How much looser the joined bound is, as the product of both ratios: what BM25 looks at, more or
// less.
double looseness(const Impact& left, const Impact& right) {
    const auto ratio = [](std::uint16_t a, std::uint16_t b) {
        return (std::max(a, b) + 1.0) / (std::min(a, b) + 1.0);
    };
    return ratio(left.frequency, right.frequency) * ratio(left.length, right.length);
}

}  // namespace

void ImpactCollector::add(std::uint32_t frequency, std::uint32_t length) {
    add(Impact{
        .frequency = static_cast<std::uint16_t>(std::min(frequency, largest)),
        .length = static_cast<std::uint16_t>(std::min(length, largest)),
    });
}

void ImpactCollector::add(const Impacts& impacts) {
    for (const Impact& impact : impacts) {
        if (impact.frequency > 0) add(impact);
    }
}

void ImpactCollector::add(Impact impact) {
    for (std::size_t i = 0; i < count_; ++i) {
        if (dominates(impacts_[i], impact)) return;
    }
    std::size_t kept = 0;
    for (std::size_t i = 0; i < count_; ++i) {
        if (!dominates(impact, impacts_[i])) impacts_[kept++] = impacts_[i];
    }
    count_ = kept;
    if (count_ == impacts_.size()) {
        join_closest_and_insert(impact);
    } else {
        impacts_[count_++] = impact;
    }
    std::fill(impacts_.begin() + static_cast<std::ptrdiff_t>(count_), impacts_.end(), Impact{});
}

void ImpactCollector::join_closest_and_insert(Impact impact) {
    std::array<Impact, std::tuple_size_v<Impacts> + 1> all{};
    std::copy(impacts_.begin(), impacts_.end(), all.begin());
    all.back() = impact;
    std::ranges::sort(all, {}, &Impact::frequency);
    std::size_t closest = 0;
    double best = std::numeric_limits<double>::infinity();
    for (std::size_t i = 0; i + 1 < all.size(); ++i) {
        const double loose = looseness(all[i], all[i + 1]);
        if (loose < best) {
            best = loose;
            closest = i;
        }
    }
    all[closest] = join(all[closest], all[closest + 1]);
    std::copy(
        all.begin() + static_cast<std::ptrdiff_t>(closest) + 2,
        all.end(),
        all.begin() + static_cast<std::ptrdiff_t>(closest) + 1
    );
    std::copy_n(all.begin(), impacts_.size(), impacts_.begin());
}

}  // namespace lectern::index
