#include "graphql/executor.hpp"

#include <utility>

#include "graphql/execution_run.hpp"

namespace lectern::graphql {
namespace {

GraphQlError no_root(const ast::OperationDefinition& operation) {
    const std::string message =
        "the schema has no " + std::string(to_string(operation.kind)) + " type";
    return {.kind = ErrorKind::operation, .message = message, .locations = {operation.location}};
}

}  // namespace

Response GraphQlExecutor::execute(const RequestContext& context, const Execution& execution) const {
    const NamedType* root = schema().root(execution.operation.kind);
    if (root == nullptr) return {.data = {}, .errors = {no_root(execution.operation)}};
    return ExecutionRun(*bindings_, context, execution).run(*root);
}

Checked<Source> GraphQlExecutor::open_stream(
    const RequestContext& context, const Execution& execution
) const {
    const NamedType* root = schema().root(OperationKind::subscription);
    if (root == nullptr) return std::unexpected(std::vector{no_root(execution.operation)});
    return ExecutionRun(*bindings_, context, execution).open_stream(*root);
}

Response GraphQlExecutor::execute_event(const RequestContext& context, const Execution& execution)
    const {
    return execute(context, execution);
}

}  // namespace lectern::graphql
