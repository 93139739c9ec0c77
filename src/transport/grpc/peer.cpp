#include "transport/grpc/peer.hpp"

namespace lectern::transport::grpc {
namespace {

// Takes what stands before the last colon, where the port begins.
std::string_view without_port(std::string_view address) {
    return address.substr(0, address.rfind(':'));
}

}  // namespace

std::string address_of_peer(std::string_view peer) {
    constexpr std::string_view ipv4 = "ipv4:";
    constexpr std::string_view ipv6 = "ipv6:";
    if (peer.starts_with(ipv4)) return std::string(without_port(peer.substr(ipv4.size())));
    if (!peer.starts_with(ipv6)) return std::string(peer);
    std::string_view address = without_port(peer.substr(ipv6.size()));
    for (const std::string_view open : {"%5B", "["}) {
        if (address.starts_with(open)) address.remove_prefix(open.size());
    }
    for (const std::string_view close : {"%5D", "]"}) {
        if (address.ends_with(close)) address.remove_suffix(close.size());
    }
    return std::string(address);
}

}  // namespace lectern::transport::grpc
