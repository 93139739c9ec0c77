#include "core/random.hpp"

#include <array>
#include <cerrno>
#include <mutex>

#include <sys/random.h>

#include "core/assert.hpp"
#include "core/hex.hpp"

namespace lectern {
namespace {

// Place of an id within its millisecond, so that ids made one after the other sort so. The state
// has to be shared by everybody who makes ids in this process.
std::uint16_t place_within(std::uint64_t millisecond) {
    static std::mutex mutex;
    static std::uint64_t latest = 0;
    static std::uint16_t place = 0;
    const std::lock_guard lock(mutex);
    place = millisecond == latest ? static_cast<std::uint16_t>(place + 1) : std::uint16_t{0};
    latest = millisecond;
    return place & 0x0fff;
}

}  // namespace

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
    for (std::size_t i = 0; i < 6; ++i)
        bytes[i] = static_cast<std::uint8_t>(milliseconds >> (40 - 8 * i));
    const std::uint16_t place = place_within(milliseconds);
    bytes[6] = static_cast<std::uint8_t>((place >> 8) | 0x70);
    bytes[7] = static_cast<std::uint8_t>(place);
    bytes[8] = static_cast<std::uint8_t>((bytes[8] & 0x3f) | 0x80);
    return std::string(prefix) + "_" + to_hex(bytes);
}

}  // namespace lectern
