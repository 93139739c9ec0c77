#pragma once

#include <string>
#include <string_view>

namespace lectern::access {

/// The part of an address that stands for who it belongs to: IPv4 as it is (also when written as
/// IPv6), the first 64 bits of IPv6, as one host may use all of those. What is no address stays as
/// it is.
std::string address_owner(std::string_view address);

}  // namespace lectern::access
