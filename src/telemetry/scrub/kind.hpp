#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace lectern::telemetry::scrub {

/// What a value is that must not be seen.
enum class Kind : std::uint8_t {
    email,
    phone,
    card,
    iban,
    national_id,
    ip,
    token,    ///< What follows a scheme of authentication.
    api_key,  ///< Of a known form: Lectern's own, and those of well-known services.
    jwt,
    url_credentials,  ///< `user:password` of a URL.
    secret,           ///< What stands under a name such as `password`.
    private_key,
    custom,  ///< Found by a pattern of the operator.
};

inline constexpr std::size_t kind_count = 13;

/// The name that stands in markers, e.g. `email`.
std::string_view to_string(Kind kind);

inline constexpr std::array<Kind, kind_count> all_kinds{
    Kind::email,
    Kind::phone,
    Kind::card,
    Kind::iban,
    Kind::national_id,
    Kind::ip,
    Kind::token,
    Kind::api_key,
    Kind::jwt,
    Kind::url_credentials,
    Kind::secret,
    Kind::private_key,
    Kind::custom,
};

/// How often something was, by kind.
using KindCounts = std::array<std::uint64_t, kind_count>;

/// A stretch of a text, in bytes.
struct Match {
    std::size_t begin = 0;
    std::size_t end = 0;
    Kind kind = Kind::secret;

    bool operator==(const Match&) const = default;
};

}  // namespace lectern::telemetry::scrub
