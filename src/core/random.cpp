#include "core/random.hpp"

#include <array>
#include <cerrno>

#include <sys/random.h>

#include "core/assert.hpp"
#include "core/hex.hpp"

namespace lectern {

void fill_random(std::span<std::uint8_t> out) {
    while (!out.empty()) {
        const ssize_t got = ::getrandom(out.data(), out.size(), 0);
        LECTERN_ASSERT(got > 0 || errno == EINTR);
        if (got > 0) out = out.subspan(static_cast<std::size_t>(got));
    }
}

std::string make_ordered_id(std::string_view prefix, Timestamp now) {
    std::array<std::uint8_t, 16> bytes{};
    fill_random(bytes);
    const auto milliseconds = static_cast<std::uint64_t>(now.time_since_epoch().count());
    for (std::size_t i = 0; i < 6; ++i) bytes[i] = static_cast<std::uint8_t>(milliseconds >> (40 - 8 * i));
    bytes[6] = static_cast<std::uint8_t>((bytes[6] & 0x0f) | 0x70);
    bytes[8] = static_cast<std::uint8_t>((bytes[8] & 0x3f) | 0x80);
    return std::string(prefix) + "_" + to_hex(bytes);
}

}  // namespace lectern
