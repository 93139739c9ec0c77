#pragma once

#include <string>
#include <utility>
#include <vector>

#include "access/credential.hpp"
#include "access/gate.hpp"
#include "core/result.hpp"
#include "transport/common/context.hpp"

namespace lectern::transport {

using HeaderFields = std::vector<std::pair<std::string, std::string>>;

/// What a request shows in `authorization` or `x-api-key`; errors as of `read_credential`.
Result<access::Credential> shown_credential(const HeaderLookup& header);

/// `RateLimit-Limit`, `-Remaining`, `-Reset` and `-Policy`
/// (https://datatracker.ietf.org/doc/html/draft-ietf-httpapi-ratelimit-headers-07), for successes
/// and refusals alike.
HeaderFields quota_headers(const access::Quota& quota);

/// The value of `WWW-Authenticate` (RFC 6750 §3): without error when nothing was shown, as then
/// nothing was wrong with it.
std::string challenge(bool something_was_shown);

}  // namespace lectern::transport
