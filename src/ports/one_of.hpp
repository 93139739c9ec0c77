#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/result.hpp"

namespace lectern::ports {

/// What a read of several things has found, when it was asked for one: `not_found` names it.
template <class T>
Result<T> one_of(
    Result<std::vector<std::optional<T>>> found, std::string_view kind, const std::string& id
) {
    if (!found) return fail(found);
    if (!found->front()) {
        return fail(ErrorCode::not_found, std::string(kind).append(" ").append(id) + " not found");
    }
    return *std::move(found->front());
}

}  // namespace lectern::ports
