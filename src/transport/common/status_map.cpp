#include "transport/common/status_map.hpp"

#include <array>
#include <cstddef>
#include <utility>

namespace lectern::transport {

unsigned http_status(ErrorCode code) {
    switch (code) {
        case ErrorCode::invalid_argument:
            return 400;
        case ErrorCode::unauthenticated:
            return 401;
        case ErrorCode::permission_denied:
            return 403;
        case ErrorCode::not_found:
            return 404;
        case ErrorCode::already_exists:
        case ErrorCode::failed_precondition:
            return 409;
        case ErrorCode::resource_exhausted:
            return 429;
        case ErrorCode::deadline_exceeded:
            return 504;
        case ErrorCode::cancelled:
            return 499;
        case ErrorCode::unavailable:
            return 503;
        case ErrorCode::unimplemented:
            return 501;
        case ErrorCode::internal:
            return 500;
    }
    std::unreachable();
}

bool is_server_fault(ErrorCode code) { return http_status(code) >= 500; }

int grpc_status(ErrorCode code) {
    switch (code) {
        case ErrorCode::cancelled:
            return 1;
        case ErrorCode::invalid_argument:
            return 3;
        case ErrorCode::deadline_exceeded:
            return 4;
        case ErrorCode::not_found:
            return 5;
        case ErrorCode::already_exists:
            return 6;
        case ErrorCode::permission_denied:
            return 7;
        case ErrorCode::resource_exhausted:
            return 8;
        case ErrorCode::failed_precondition:
            return 9;
        case ErrorCode::unimplemented:
            return 12;
        case ErrorCode::internal:
            return 13;
        case ErrorCode::unavailable:
            return 14;
        case ErrorCode::unauthenticated:
            return 16;
    }
    std::unreachable();
}

std::string_view grpc_status_name(int status) {
    static constexpr std::array<std::string_view, 17> names{
        "OK",
        "CANCELLED",
        "UNKNOWN",
        "INVALID_ARGUMENT",
        "DEADLINE_EXCEEDED",
        "NOT_FOUND",
        "ALREADY_EXISTS",
        "PERMISSION_DENIED",
        "RESOURCE_EXHAUSTED",
        "FAILED_PRECONDITION",
        "ABORTED",
        "OUT_OF_RANGE",
        "UNIMPLEMENTED",
        "INTERNAL",
        "UNAVAILABLE",
        "DATA_LOSS",
        "UNAUTHENTICATED",
    };
    const bool known = status >= 0 && static_cast<std::size_t>(status) < names.size();
    return known ? names.at(static_cast<std::size_t>(status)) : "UNKNOWN";
}

std::string problem_type(ErrorCode code) {
    return std::string("https://lectern.dev/problems/").append(to_string(code));
}

std::string problem_title(ErrorCode code) {
    switch (code) {
        case ErrorCode::invalid_argument:
            return "The request is not valid";
        case ErrorCode::unauthenticated:
            return "A valid credential is required";
        case ErrorCode::permission_denied:
            return "The credential does not allow this";
        case ErrorCode::not_found:
            return "Not found";
        case ErrorCode::already_exists:
            return "It exists already";
        case ErrorCode::failed_precondition:
            return "Not possible in the present state";
        case ErrorCode::resource_exhausted:
            return "A limit is reached";
        case ErrorCode::deadline_exceeded:
            return "Time ran out";
        case ErrorCode::cancelled:
            return "The request was cancelled";
        case ErrorCode::unavailable:
            return "Not available at the moment";
        case ErrorCode::unimplemented:
            return "Not implemented";
        case ErrorCode::internal:
            return "Internal error";
    }
    std::unreachable();
}

}  // namespace lectern::transport
