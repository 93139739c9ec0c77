#pragma once

#include <functional>
#include <map>
#include <span>
#include <string>
#include <string_view>

#include "core/result.hpp"
#include "transport/rest/call.hpp"
#include "transport/rest/operation.hpp"

namespace lectern::transport::rest {

/// Which handler serves which operation.
class Bindings final {
  public:
    /// `operation_id` as in the contract. Binding one twice is a mismatch that `check` reports.
    void bind(std::string_view operation_id, OperationHandler handler);

    /// `failed_precondition` names every operation without a handler, every handler without an
    /// operation and every operation with two.
    Result<void> check(std::span<const Operation> operations) const;

    /// Of an operation that `check` has seen.
    const OperationHandler& handler(const Operation& operation) const;

  private:
    std::map<std::string, OperationHandler, std::less<>> handlers_;
    std::string twice_;
};

}  // namespace lectern::transport::rest
