#pragma once

#include <string_view>

namespace lectern::telemetry::scrub {

/// What the name of a field, header, setting or parameter says about its value.
enum class NameRule {
    none,
    secret,         ///< The whole value is one: `password`, `client_secret`, `X-API-Key`.
    authorization,  ///< A scheme and a credential (RFC 9110, 11.4).
    cookie,         ///< Pairs of name and value, separated by `; ` (RFC 6265).
    query_secret,   ///< A secret as parameter of a URL only: `code`, `sig`, `key`.
};

/// Case does not matter, nor do `_`, `-` and `.`: `apiKey`, `API-KEY` and `api_key` are one name.
/// A name that ends with one of a secret is one: `db_password`.
NameRule rule_of_name(std::string_view name);

/// False when `rule_of_name` says `none` for every name that ends so. Looks at three letters alone.
bool may_be_secret_name(std::string_view name);

}  // namespace lectern::telemetry::scrub
