#include "access/address_owner.hpp"

#include <array>
#include <cstdint>
#include <span>

#include <arpa/inet.h>
#include <netinet/in.h>

#include "core/hex.hpp"

namespace lectern::access {

std::string address_owner(std::string_view address) {
    const std::string text(address.substr(0, address.find('%')));  // without zone
    in6_addr parsed{};
    if (::inet_pton(AF_INET6, text.c_str(), &parsed) != 1) return std::string(address);
    const std::span<const std::uint8_t, 16> bytes(parsed.s6_addr);
    if (IN6_IS_ADDR_V4MAPPED(&parsed)) {
        std::array<char, INET_ADDRSTRLEN> dotted{};
        ::inet_ntop(AF_INET, bytes.subspan<12>().data(), dotted.data(), dotted.size());
        return dotted.data();
    }
    return to_hex(bytes.first<8>()) + "/64";
}

}  // namespace lectern::access
