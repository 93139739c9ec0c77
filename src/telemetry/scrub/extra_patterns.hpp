#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.hpp"
#include "telemetry/scrub/kind.hpp"

namespace re2 {
class RE2;
}

namespace lectern::telemetry::scrub {

/// What an operator wants to have scrubbed besides: numbers of customers, of staff, of files.
/// Immutable once read; thread-safe.
class ExtraPatterns final {
  public:
    ExtraPatterns();
    ~ExtraPatterns();
    ExtraPatterns(ExtraPatterns&&) noexcept;
    ExtraPatterns& operator=(ExtraPatterns&&) noexcept;

    /// One a line: a tenant, or `*` for all, a blank, and an RE2 expression. Empty lines and those
    /// that begin with `#` are passed over. `invalid_argument` names the line: an expression that
    /// does not compile, matches the empty text or is longer than 512 bytes, or more than 64 of
    /// one tenant.
    static Result<ExtraPatterns> parse(std::string_view text);

    bool empty() const { return by_tenant_.empty(); }

    /// Adds to `matches`, which are in order, what these patterns find between them, and keeps the
    /// order. Markers are left as they are.
    void find(std::string_view text, std::string_view tenant, std::vector<Match>& matches) const;

  private:
    using Expressions = std::vector<std::unique_ptr<re2::RE2>>;

    std::map<std::string, Expressions, std::less<>> by_tenant_;  // `*` for all
};

}  // namespace lectern::telemetry::scrub
