#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/result.hpp"

namespace lectern::app {

/// An IP address and a port to listen on.
struct ListenAddress {
    std::string host;
    std::uint16_t port = 0;

    bool is_loopback() const;
    /// `127.0.0.1:8080` or `[::1]:8080`.
    std::string text() const;
};

/// Reads `127.0.0.1:8080` or `[::1]:8080`. `setting` names it in the error.
Result<ListenAddress> parse_listen_address(std::string_view text, std::string_view setting);

}  // namespace lectern::app
