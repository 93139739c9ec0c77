#pragma once

#include <memory>

#include <boost/asio/ssl/context.hpp>

#include "core/result.hpp"
#include "transport/http/server.hpp"

namespace lectern::transport::http {

/// A server's side of TLS 1.2 and 1.3, without compression or renegotiation. `invalid_argument`
/// when a file does not load or the key is another certificate's.
Result<std::unique_ptr<boost::asio::ssl::context>> make_tls_context(const TlsOptions& options);

}  // namespace lectern::transport::http
