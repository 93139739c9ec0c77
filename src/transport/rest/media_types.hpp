#pragma once

#include <span>
#include <string>
#include <string_view>

namespace lectern::transport::rest {

/// Whether an `Accept` value (RFC 9110 §12.5.1) lets one of `produced` through; an absent or empty
/// one accepts all. Parameters but `q` are not compared.
bool accepts_any(std::string_view accept, std::span<const std::string_view> produced);

/// Of a file, by its name's ending; empty when that tells nothing.
std::string_view media_type_of_file(std::string_view name);

}  // namespace lectern::transport::rest
