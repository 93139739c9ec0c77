#include "core/authority.hpp"

#include <charconv>

namespace lectern {

Authority split_authority(std::string_view text) {
    const auto colon = text.rfind(':');
    if (colon == std::string_view::npos || text.ends_with(']')) return {.host = text};
    Authority authority{.host = text.substr(0, colon)};
    const std::string_view digits = text.substr(colon + 1);
    std::uint16_t port = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
    if (error == std::errc{} && end == digits.data() + digits.size()) authority.port = port;
    return authority;
}

}  // namespace lectern
