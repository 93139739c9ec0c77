#include "access/credential.hpp"

#include <algorithm>
#include <cstddef>

#include "core/ascii.hpp"

namespace lectern::access {
namespace {

constexpr std::size_t max_token_bytes = 16'384;
constexpr std::string_view scheme = "bearer ";

bool is_token_character(char character) {
    return character > ' ' && character < '\x7f' && character != '"' && character != ',';
}

bool has_scheme(std::string_view authorization) {
    return equals_ignoring_case(authorization.substr(0, scheme.size()), scheme);
}

}  // namespace

Result<Credential> read_credential(std::string_view authorization, std::string_view api_key) {
    if (!authorization.empty() && !api_key.empty())
        return fail(ErrorCode::unauthenticated, "give either authorization or x-api-key, not both");
    std::string_view token = api_key;
    if (!authorization.empty()) {
        if (!has_scheme(authorization))
            return fail(ErrorCode::unauthenticated, "authorization must be a bearer token");
        token = authorization.substr(scheme.size());
    }
    if (token.size() > max_token_bytes)
        return fail(ErrorCode::unauthenticated, "the token is too long");
    if (!std::ranges::all_of(token, is_token_character))
        return fail(ErrorCode::unauthenticated, "the token is malformed");
    return Credential{.token = std::string(token)};
}

}  // namespace lectern::access
