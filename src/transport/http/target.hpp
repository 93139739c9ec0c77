#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/result.hpp"

namespace lectern::transport::http {

/// A request target taken apart.
struct Target {
    std::string path{};  ///< Not percent-decoded, starts with `/`, or `*`.
    std::vector<std::pair<std::string, std::string>> query{};  ///< Percent-decoded, in order.
};

/// Takes a target of origin form (`/v1/jobs?state=queued`), absolute form (`http://host/v1/jobs`,
/// whose host is dropped) or, for OPTIONS, `*` apart (RFC 9112 §3.2). Fails with `invalid_argument`
/// for any other form, for a fragment, and for a `%` that two hexadecimal digits do not follow.
Result<Target> parse_target(std::string_view method, std::string_view target);

/// Undoes percent-encoding (RFC 3986 §2.1); nothing for a malformed escape. The bytes that come out
/// need not be UTF-8.
std::optional<std::string> percent_decode(std::string_view text);

/// Pairs of an `application/x-www-form-urlencoded` text, where `+` is a blank; nothing for a
/// malformed escape. A name without `=` has the empty value; empty pairs (`a=1&&b=2`) are skipped.
std::optional<std::vector<std::pair<std::string, std::string>>> parse_query(std::string_view text);

}  // namespace lectern::transport::http
