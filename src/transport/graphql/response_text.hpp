#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/request_context.hpp"
#include "core/result.hpp"
#include "graphql/error.hpp"
#include "graphql/executor.hpp"
#include "transport/graphql/language.hpp"

namespace lectern::transport::graphql {

/// Why an operation was not executed, or a field failed, as clients see it: `extensions` have the
/// stable `code` that every protocol has for it, the more exact `reason`, `request_id`, `trace_id`
/// and, where there are any, `violations` and `retry_after_ms`.
struct Failure {
    Error error{};
    std::string reason{};  ///< E.g. `query_too_deep`; the code once more when there is no other.
    std::vector<language::Location> locations{};
    language::Path path{};
};

Failure failure_of(const language::GraphQlError& error);
Failure failure_of(Error error);
std::vector<Failure> failures_of(const std::vector<language::GraphQlError>& errors);

/// The `errors` of a response: a JSON list.
std::string errors_json(const std::vector<Failure>& failures, const RequestContext& context);

/// A response to a request that was not executed: `{"errors":[...]}`.
std::string refusal_json(const std::vector<Failure>& failures, const RequestContext& context);

/// A response in the order of the specification (7.1): `errors` first when there are any.
std::string response_json(const language::Response& response, const RequestContext& context);

}  // namespace lectern::transport::graphql
