#pragma once

#include <any>
#include <cstddef>
#include <optional>
#include <vector>

#include "core/request_context.hpp"
#include "graphql/ast.hpp"
#include "graphql/error.hpp"
#include "graphql/resolvers.hpp"
#include "graphql/value.hpp"

namespace lectern::graphql {

/// A response (specification, section 7). `data` is absent when execution did not begin (then the
/// response has no `data` entry), and null when an error reached the root.
struct Response {
    std::optional<Value> data{};
    std::vector<GraphQlError> errors{};
};

/// What to execute. `document` must be valid for the schema and `operation` be one of it; documents
/// that are not lead to errors in the response or to fields left out, never to undefined behaviour.
struct Execution {
    const ast::Document& document;
    const ast::OperationDefinition& operation;
    const Object& variables;  ///< From `coerce_variables`.
    Source root{};            ///< The parent of root fields.
    std::any user{};          ///< For resolvers: whatever the request carries beside its context.
};

/// Executes operations level by level: a field is resolved for all objects of a level in one call
/// (see `BatchResolver`), whatever the number of lists above it. Fields of a mutation's root run
/// one after the other, each to its leaves. Null propagates as the specification says (6.4.4): an
/// object that became null is not resolved further, and of the errors under it those before the one
/// that made it null, in the order of the response, and that one are kept. Errors are in the order
/// of the response. Thread-safe: several threads may execute at the same time.
class GraphQlExecutor final {
  public:
    /// Levels of objects within each other; a field beyond them fails with `resource_exhausted`.
    static constexpr std::size_t max_depth = 500;

    /// `bindings` must outlive the executor.
    explicit GraphQlExecutor(const Bindings& bindings) : bindings_(&bindings) {}

    const Schema& schema() const { return bindings_->schema(); }

    /// Queries and mutations. When `context` says stop, before any call of a resolver, execution
    /// ends with null data and that one error.
    Response execute(const RequestContext& context, const Execution& execution) const;

    /// Starts the stream of a subscription's one root field (specification, 6.2.3.1).
    Checked<Source> open_stream(const RequestContext& context, const Execution& execution) const;

    /// The response for one event of the stream: executes the subscription with `execution.root` as
    /// the event.
    Response execute_event(const RequestContext& context, const Execution& execution) const;

  private:
    const Bindings* bindings_;
};

}  // namespace lectern::graphql
