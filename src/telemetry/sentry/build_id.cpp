#include "telemetry/sentry/build_id.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>

#include <elf.h>

#include "core/hex.hpp"

namespace lectern::telemetry::sentry {
namespace {

constexpr std::string_view owner{"GNU\0", 4};

std::size_t padded(std::size_t size) { return (size + 3) & ~std::size_t{3}; }

}  // namespace

std::string build_id_in_notes(std::span<const std::byte> notes) {
    // Name and description are padded to four bytes (gABI, "Note Section").
    while (notes.size() >= sizeof(Elf64_Nhdr)) {
        Elf64_Nhdr note{};
        std::memcpy(&note, notes.data(), sizeof note);
        notes = notes.subspan(sizeof note);
        const std::size_t name_size = padded(note.n_namesz);
        if (notes.size() < name_size || notes.size() - name_size < note.n_descsz) return {};
        const auto description = notes.subspan(name_size, note.n_descsz);
        const bool is_build_id = note.n_type == NT_GNU_BUILD_ID && note.n_namesz == owner.size() &&
                                 std::memcmp(notes.data(), owner.data(), owner.size()) == 0;
        if (is_build_id)
            return to_hex(
                {reinterpret_cast<const std::uint8_t*>(description.data()), description.size()}
            );
        notes = notes.subspan(std::min(notes.size(), name_size + padded(note.n_descsz)));
    }
    return {};
}

std::string debug_id_of(std::string_view build_id) {
    if (build_id.empty()) return {};
    std::string digits(build_id.substr(0, 32));
    digits.resize(32, '0');
    // Places of the bytes in the order in which the UUID shows them; -1 is a hyphen.
    constexpr std::array<int, 20> order{3,  2, 1, 0,  -1, 5,  4,  -1, 7,  6,
                                        -1, 8, 9, -1, 10, 11, 12, 13, 14, 15};
    std::string id;
    for (const int place : order) {
        if (place < 0) {
            id += '-';
        } else {
            id += digits.substr(static_cast<std::size_t>(place) * 2, 2);
        }
    }
    return id;
}

}  // namespace lectern::telemetry::sentry
