#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "transport/http/message.hpp"

namespace lectern::transport::http {

/// True when an `Accept-Encoding` value prefers gzip to no coding: gzip (or `*`) with a weight
/// above 0 and not below that of `identity` (RFC 9110 §12.5.3). An absent header accepts nothing
/// here.
bool accepts_gzip(std::string_view accept_encoding);

/// Compresses `bytes` (RFC 1952). Deterministic: no time, no name.
std::string gzip(std::string_view bytes);

/// Codes the body where that is worth it and allowed: a text-like media type, at least
/// `from_bytes`, not coded already, no `no-transform`, a status that has a whole body. `Vary` names
/// `Accept-Encoding` wherever the client could have made a difference; a strong `ETag` of a coded
/// answer becomes weak, since the bytes are others.
void compress(Response& response, std::string_view accept_encoding, std::size_t from_bytes);

}  // namespace lectern::transport::http
