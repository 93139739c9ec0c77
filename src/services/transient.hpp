#pragma once

#include <utility>

#include "core/result.hpp"

namespace lectern::services {

/// Whether what failed with this may work when it is tried again later.
constexpr bool is_transient(ErrorCode code) {
    switch (code) {
        case ErrorCode::unavailable:
        case ErrorCode::deadline_exceeded:
        case ErrorCode::resource_exhausted:
        case ErrorCode::internal:
        case ErrorCode::cancelled:
            return true;
        case ErrorCode::invalid_argument:
        case ErrorCode::unauthenticated:
        case ErrorCode::permission_denied:
        case ErrorCode::not_found:
        case ErrorCode::already_exists:
        case ErrorCode::failed_precondition:
        case ErrorCode::unimplemented:
            return false;
    }
    std::unreachable();
}

}  // namespace lectern::services
