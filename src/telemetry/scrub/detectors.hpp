#pragma once

#include <cstddef>
#include <optional>

#include "telemetry/scrub/subject.hpp"

namespace lectern::telemetry::scrub {

// Each looks closely at one place that `Anchors` found.

/// At an `@`, or at the `%` of `%40`.
std::optional<Match> find_email(Subject& subject, std::size_t anchor);

/// At the first digit of a word: cards, telephone numbers, national ids of digits, IPv4 addresses.
std::optional<Match> find_number(Subject& subject, std::size_t anchor);

/// At the first digit of a word that letters begin: IBANs and national ids.
std::optional<Match> find_lettered_number(Subject& subject, std::size_t anchor);

/// At the first digit of a word.
std::optional<Match> find_ipv4(Subject& subject, std::size_t anchor);

/// At a `:`.
std::optional<Match> find_ipv6(Subject& subject, std::size_t anchor);

/// At the `:` of `://`.
std::optional<Match> find_url_credentials(Subject& subject, std::size_t anchor);

/// At the last character of what keys of known services begin with: `_`, `-`, `.`, or at an `A`.
std::optional<Match> find_api_key(Subject& subject, std::size_t anchor);

/// At the `J` of `eyJ`, which is `{"` in base64url.
std::optional<Match> find_jwt(Subject& subject, std::size_t anchor);

/// At the first letter of `Bearer` or `Basic`, in any case.
std::optional<Match> find_scheme_token(Subject& subject, std::size_t anchor);

/// At the fifth dash of `-----`.
std::optional<Match> find_private_key(Subject& subject, std::size_t anchor);

/// At what may stand between the name of a secret and the secret: `=`, `:`, the `%` of `%3D`, the
/// `>` of an XML tag.
std::optional<Match> find_assignment(Subject& subject, std::size_t anchor);

/// At the second dash of `--password`.
std::optional<Match> find_flag(Subject& subject, std::size_t anchor);

/// Whether a whole text is a token as RFC 7519 has it.
std::size_t jwt_length(Subject& subject, std::size_t begin);

}  // namespace lectern::telemetry::scrub
