#pragma once

#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.hpp"
#include "telemetry/scrub/kind.hpp"

namespace re2 {
class RE2;
}

namespace lectern::telemetry::scrub {

/// Values that may be seen although they look like what may not: one's own addresses, test cards.
/// Immutable once read; thread-safe. Loopback and unspecified IP addresses tell nobody apart and
/// are always in it.
class AllowList final {
  public:
    AllowList();
    ~AllowList();
    AllowList(AllowList&&) noexcept;
    AllowList& operator=(AllowList&&) noexcept;

    /// One entry a line; empty lines and those that begin with `#` are passed over:
    ///
    ///     support@example.com     exactly this value
    ///     @example.com            e-mail addresses of this domain and of those below it
    ///     private                 IP addresses of private networks (RFC 1918, RFC 4193) and links
    ///     /demo-[0-9]+/           values that this RE2 expression matches as a whole
    ///
    /// `invalid_argument` names the line: an expression that does not compile, one longer than
    /// 512 bytes, more than 64 expressions, more than 10,000 entries.
    static Result<AllowList> parse(std::string_view text);

    bool allows(Kind kind, std::string_view value) const;

  private:
    Result<void> add(std::string_view entry);

    std::set<std::string, std::less<>> values_;
    std::vector<std::string> domains_;  // with the `@`
    std::vector<std::unique_ptr<re2::RE2>> patterns_;
    bool private_addresses_ = false;
};

}  // namespace lectern::telemetry::scrub
