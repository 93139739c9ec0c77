#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace lectern {

/// A host and maybe a port, as a URL or a `Host` header has them (RFC 3986 §3.2).
struct Authority {
    std::string_view host{};              ///< An IPv6 address in its brackets.
    std::optional<std::uint16_t> port{};  ///< Nothing too where what stands there is none.
};

/// Views into `text`, which has no user information.
Authority split_authority(std::string_view text);

}  // namespace lectern
