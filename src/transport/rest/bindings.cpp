#include "transport/rest/bindings.hpp"

#include <algorithm>
#include <utility>

namespace lectern::transport::rest {

void Bindings::bind(std::string_view operation_id, OperationHandler handler) {
    const bool added = handlers_.try_emplace(std::string(operation_id), std::move(handler)).second;
    if (!added) twice_.append("; operation ").append(operation_id).append(" has two handlers");
}

Result<void> Bindings::check(std::span<const Operation> operations) const {
    std::string mismatch = twice_;
    for (const Operation& operation : operations) {
        if (handlers_.contains(operation.id)) continue;
        mismatch.append("; operation ").append(operation.id).append(" has no handler");
    }
    for (const auto& [id, handler] : handlers_) {
        if (std::ranges::find(operations, id, &Operation::id) != operations.end()) continue;
        mismatch.append("; handler ").append(id).append(" has no operation");
    }
    if (mismatch.empty()) return {};
    return fail(
        ErrorCode::failed_precondition, "handlers and contract differ: " + mismatch.substr(2)
    );
}

const OperationHandler& Bindings::handler(const Operation& operation) const {
    return handlers_.find(operation.id)->second;
}

}  // namespace lectern::transport::rest
