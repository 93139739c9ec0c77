#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/result.hpp"

namespace lectern::telemetry::sentry {

/// Where a project of a Sentry server takes events, and the key that lets them in:
/// `{scheme}://{public key}[:{secret key}]@{host}[:{port}][/{path}]/{project}`
/// (https://develop.sentry.dev/sdk/overview/#parsing-the-dsn).
struct Dsn {
    std::string scheme{};      ///< `http` or `https`.
    std::string public_key{};  ///< Not to be shown.
    std::string secret_key{};  ///< Of old servers; mostly empty. Not to be shown.
    std::string host{};        ///< An IPv6 address is in brackets.
    std::uint16_t port = 0;    ///< 0: that of the scheme.
    std::string path{};        ///< Empty, or begins with `/` and does not end with it.
    std::string project{};

    /// Where envelopes are posted.
    std::string envelope_url() const;

    /// The value of `X-Sentry-Auth` for a client of that name.
    std::string authorization(std::string_view client) const;

    bool operator==(const Dsn&) const = default;
};

/// `invalid_argument` says what is wrong with it, and holds nothing of it, as it is a secret.
Result<Dsn> parse_dsn(std::string_view text);

}  // namespace lectern::telemetry::sentry
