#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/result.hpp"
#include "graphql/value.hpp"
#include "transport/graphql/language.hpp"

namespace lectern::transport::graphql {

/// What a client wants executed
/// (https://graphql.github.io/graphql-over-http/draft/#sec-Request-Parameters).
struct OperationRequest {
    std::optional<std::string> query{};  ///< May be absent when `extensions` names one.
    std::optional<std::string> operation_name{};
    language::Object variables{};
    language::Object extensions{};
};

/// Of the body of a POST. `invalid_argument` when it is no JSON object, a list of requests, or a
/// member has another type; unknown members are passed over, as the draft asks.
Result<OperationRequest> read_operation_request(std::string_view json);

/// Of the parameters of a URL, where `variables` and `extensions` are JSON.
Result<OperationRequest> read_operation_request(
    const std::vector<std::pair<std::string, std::string>>& parameters
);

}  // namespace lectern::transport::graphql
