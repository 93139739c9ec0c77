#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>

#include "core/request_context.hpp"
#include "transport/http/message.hpp"

namespace lectern::transport::http {

/// How the body of an answer is delimited and what becomes of the connection.
struct Framing {
    bool is_http_1_0 = false;  ///< The client's version: no chunks, and keep-alive must be said.
    bool is_head = false;      ///< The body is described, not sent.
    bool keep_alive = true;
};

/// Whether an answer of that status can have a body at all (RFC 9110 §6.4.1).
bool has_body(unsigned status);

/// Whether a streamed answer goes out in chunks; otherwise it ends with the connection.
bool is_chunked(const Response& response, Framing framing);

/// Status line and header fields up to and with the empty line. Fields that are the server's own
/// business (Content-Length, Transfer-Encoding, Connection, Keep-Alive, Date, Server, X-Request-ID,
/// X-Correlation-ID) are written from what it knows, whatever the response holds under these names.
std::string response_head(const Response& response, const RequestContext& context, Framing framing);

/// False when a header's name or value could be taken for something else on the wire. A bug in a
/// handler.
bool has_valid_headers(const Response& response);

/// `Date` (RFC 9110 §5.6.7), e.g. `Sun, 06 Nov 1994 08:49:37 GMT`.
std::string http_date(std::chrono::sys_seconds time);

/// What stands before a chunk's bytes; CRLF stands after them.
std::string chunk_head(std::size_t size);

inline constexpr std::string_view last_chunk = "0\r\n\r\n";

}  // namespace lectern::transport::http
