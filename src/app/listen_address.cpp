#include "app/listen_address.hpp"

#include <charconv>

#include <arpa/inet.h>

namespace lectern::app {

bool ListenAddress::is_loopback() const { return host == "::1" || host.starts_with("127."); }

std::string ListenAddress::text() const {
    return (host.contains(':') ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

Result<ListenAddress> parse_listen_address(std::string_view text, std::string_view setting) {
    const auto colon = text.rfind(':');
    ListenAddress address{
        .host = std::string(text.substr(0, colon == std::string_view::npos ? 0 : colon))
    };
    const bool bracketed = address.host.starts_with('[') && address.host.ends_with(']');
    if (bracketed) address.host = address.host.substr(1, address.host.size() - 2);

    const std::string_view port =
        colon == std::string_view::npos ? std::string_view() : text.substr(colon + 1);
    const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), address.port);
    const bool good_port =
        !port.empty() && error == std::errc{} && end == port.data() + port.size();
    in6_addr parsed{};
    const int family = bracketed ? AF_INET6 : AF_INET;
    if (!good_port || ::inet_pton(family, address.host.c_str(), &parsed) != 1) {
        return fail(
            ErrorCode::invalid_argument,
            std::string(setting) +
                " should be an IP address and a port like 127.0.0.1:8080 or [::1]:8080"
        );
    }
    return address;
}

}  // namespace lectern::app
