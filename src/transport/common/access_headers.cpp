#include "transport/common/access_headers.hpp"

namespace lectern::transport {

Result<access::Credential> shown_credential(const HeaderLookup& header) {
    return access::read_credential(header("authorization"), header("x-api-key"));
}

HeaderFields quota_headers(const access::Quota& quota) {
    const std::string limit = std::to_string(quota.limit);
    return {
        {"RateLimit-Limit", limit},
        {"RateLimit-Remaining", std::to_string(quota.remaining)},
        {"RateLimit-Reset", std::to_string(quota.reset.count())},
        {"RateLimit-Policy", limit + ";w=" + std::to_string(quota.window.count())},
    };
}

std::string challenge(bool something_was_shown) {
    return something_was_shown ? R"(Bearer error="invalid_token")" : "Bearer";
}

}  // namespace lectern::transport
