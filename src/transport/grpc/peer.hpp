#pragma once

#include <string>
#include <string_view>

namespace lectern::transport::grpc {

/// The address of `ipv4:127.0.0.1:1234` or `ipv6:%5B::1%5D:1234`, without port; anything else as it
/// is.
std::string address_of_peer(std::string_view peer);

}  // namespace lectern::transport::grpc
