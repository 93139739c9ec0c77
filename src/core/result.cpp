#include "core/result.hpp"

namespace lectern {

std::string_view to_string(ErrorCode code) {
    switch (code) {
        case ErrorCode::invalid_argument:
            return "invalid_argument";
        case ErrorCode::unauthenticated:
            return "unauthenticated";
        case ErrorCode::permission_denied:
            return "permission_denied";
        case ErrorCode::not_found:
            return "not_found";
        case ErrorCode::already_exists:
            return "already_exists";
        case ErrorCode::failed_precondition:
            return "failed_precondition";
        case ErrorCode::resource_exhausted:
            return "resource_exhausted";
        case ErrorCode::deadline_exceeded:
            return "deadline_exceeded";
        case ErrorCode::cancelled:
            return "cancelled";
        case ErrorCode::unavailable:
            return "unavailable";
        case ErrorCode::unimplemented:
            return "unimplemented";
        case ErrorCode::internal:
            return "internal";
    }
    std::unreachable();
}

std::optional<ErrorCode> parse_error_code(std::string_view name) {
    for (int value = 0; value <= static_cast<int>(ErrorCode::internal); ++value) {
        const auto code = static_cast<ErrorCode>(value);
        if (to_string(code) == name) return code;
    }
    return std::nullopt;
}

}  // namespace lectern
