#include "core/backoff.hpp"

#include <algorithm>
#include <array>
#include <cstring>

#include "core/random.hpp"

namespace lectern {

std::chrono::milliseconds Backoff::bound(std::uint32_t attempt) const {
    std::chrono::milliseconds bound = std::min(first, longest);
    // Doubles step by step and stops at the cap, so that no attempt number overflows it.
    for (std::uint32_t i = 1; i < attempt && bound < longest && bound.count() > 0; ++i) {
        bound = std::min(bound * 2, longest);
    }
    return bound;
}

std::chrono::milliseconds Backoff::delay(std::uint32_t attempt, std::uint64_t random) const {
    const auto choices = static_cast<std::uint64_t>(bound(attempt).count()) + 1;
    return std::chrono::milliseconds{static_cast<std::int64_t>(random % choices)};
}

std::chrono::milliseconds Backoff::delay(std::uint32_t attempt) const {
    std::array<std::uint8_t, sizeof(std::uint64_t)> bytes{};
    fill_random(bytes);
    std::uint64_t random = 0;
    std::memcpy(&random, bytes.data(), sizeof random);
    return delay(attempt, random);
}

}  // namespace lectern
