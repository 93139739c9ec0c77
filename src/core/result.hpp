#pragma once

#include <chrono>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace lectern {

/// What went wrong, in terms that every protocol can express.
/// Each protocol maps this enum in one exhaustive `switch` without `default`.
enum class ErrorCode {
    invalid_argument,     ///< The request is wrong whatever the state; do not repeat it.
    unauthenticated,      ///< No credential, or one that does not verify.
    permission_denied,    ///< The credential is good but its scopes do not suffice.
    not_found,            ///< The named thing does not exist (for this tenant).
    already_exists,       ///< It exists with other content, or a key was used for something else.
    failed_precondition,  ///< The request is good but not in the present state.
    resource_exhausted,   ///< A bound is reached; repeat later, see `Error::retry_after`.
    deadline_exceeded,  ///< Time ran out; the effect is unknown unless the operation is idempotent.
    cancelled,          ///< The caller went away or asked to stop.
    unavailable,        ///< Something needed is down; repeat later.
    unimplemented,      ///< The operation exists in the contract but not in this build or shape.
    internal,           ///< A bug or broken data; the log has the cause.
};

/// The stable snake_case name of a code, as it stands in every protocol's errors and in metric
/// labels.
std::string_view to_string(ErrorCode code);

/// The code with that name, or nothing.
std::optional<ErrorCode> parse_error_code(std::string_view name);

/// Where in the input an `invalid_argument` lies, e.g. `{"/documents/3/id", "is longer than 512
/// bytes"}`.
struct FieldViolation {
    std::string field;
    std::string description;

    bool operator==(const FieldViolation&) const = default;
};

/// An expected failure. `message` is safe to show to a client: lower case, no full stop at its end.
struct Error {
    ErrorCode code = ErrorCode::internal;
    std::string message;
    std::vector<FieldViolation> violations{};
    /// When it makes sense to try again; only with `resource_exhausted` and `unavailable`.
    std::optional<std::chrono::milliseconds> retry_after{};

    bool operator==(const Error&) const = default;
};

/// A value or an `Error`. A class rather than an alias, so that dropping one is a compiler warning.
template <class T>
class [[nodiscard]] Result : public std::expected<T, Error> {
  public:
    using std::expected<T, Error>::expected;
};

/// `return fail(ErrorCode::not_found, "document 42 not found");`
inline std::unexpected<Error> fail(ErrorCode code, std::string message) {
    return std::unexpected<Error>(Error{.code = code, .message = std::move(message)});
}

/// `return fail(std::move(error));`
inline std::unexpected<Error> fail(Error error) { return std::unexpected<Error>(std::move(error)); }

/// Passes a failed result on: `if (!hits) return fail(hits);`
template <class T>
std::unexpected<Error> fail(Result<T>& failed) {
    return std::unexpected<Error>(std::move(failed).error());
}

}  // namespace lectern
