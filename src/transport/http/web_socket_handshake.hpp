#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "transport/http/message.hpp"
#include "transport/http/request_parser.hpp"

namespace lectern::transport::http {

/// Why a request cannot be granted an upgrade, or nothing (RFC 6455 §4.2.1): 426 for one that is
/// not meant so or speaks another version, 400 for one that is malformed.
std::optional<Refusal> find_handshake_fault(const RequestHead& head, bool is_http_1_0);

/// What `Sec-WebSocket-Accept` answers to a `Sec-WebSocket-Key` (RFC 6455 §4.2.2).
std::string accept_key(std::string_view key);

}  // namespace lectern::transport::http
