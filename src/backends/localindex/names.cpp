#include "backends/localindex/names.hpp"

#include <cstdint>
#include <span>

#include "core/digest.hpp"
#include "core/hex.hpp"

namespace lectern::backends::localindex {
namespace {

constexpr std::size_t longest_name = 200;

bool is_plain(char letter) {
    return (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9') || letter == '-' ||
           letter == '_';
}

}  // namespace

std::string folder_name(std::string_view text) {
    if (text.empty()) return "%";
    std::string name;
    for (const char letter : text) {
        if (is_plain(letter)) {
            name += letter;
        } else {
            const auto byte = static_cast<std::uint8_t>(letter);
            name += '%' + to_hex(std::span(&byte, 1));
        }
    }
    return name.size() <= longest_name ? name : "%%" + sha256_hex(text);
}

}  // namespace lectern::backends::localindex
