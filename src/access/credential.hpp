#pragma once

#include <string>
#include <string_view>

#include "core/result.hpp"

namespace lectern::access {

/// What a request shows to say who it is: an API key or a JSON Web Token.
struct Credential {
    std::string token{};  ///< Empty: nothing was shown.
};

/// Of the headers (or gRPC metadata) `authorization: Bearer <token>` and `x-api-key`; empty views
/// for absent ones. `unauthenticated` when the scheme is another, both are there, or the token is
/// longer than 16 KiB or has characters that no token has.
Result<Credential> read_credential(std::string_view authorization, std::string_view api_key);

}  // namespace lectern::access
