#pragma once

#include <memory>
#include <optional>

#include <grpcpp/security/server_credentials.h>

#include "core/result.hpp"
#include "transport/grpc/server.hpp"

namespace lectern::transport::grpc {

/// What a listener shows and asks for. `invalid_argument` when a file cannot be read, is no PEM, or
/// key and certificate do not belong together: gRPC itself would only say that it cannot start.
Result<std::shared_ptr<::grpc::ServerCredentials>> load_credentials(
    const std::optional<TlsOptions>& tls
);

}  // namespace lectern::transport::grpc
