#include "transport/rest/request_record.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "transport/common/request_record.hpp"
#include "transport/common/server_timing.hpp"

namespace lectern::transport::rest {
namespace {

// The error code that a status stands for.
std::optional<ErrorCode> outcome_of(unsigned status) {
    switch (status) {
        case 401:
            return ErrorCode::unauthenticated;
        case 403:
            return ErrorCode::permission_denied;
        case 404:
            return ErrorCode::not_found;
        case 409:
            return ErrorCode::already_exists;
        case 412:
            return ErrorCode::failed_precondition;
        case 429:
            return ErrorCode::resource_exhausted;
        case 408:
        case 504:
            return ErrorCode::deadline_exceeded;
        case 499:
            return ErrorCode::cancelled;
        case 501:
            return ErrorCode::unimplemented;
        case 503:
            return ErrorCode::unavailable;
        default:
            break;
    }
    if (status < 400) return std::nullopt;
    return status < 500 ? ErrorCode::invalid_argument : ErrorCode::internal;
}

// What asks every few seconds would drown the rest of the log.
bool is_routine(std::string_view endpoint) {
    static constexpr std::array<std::string_view, 4> probes{
        "/livez", "/readyz", "/startupz", "/metrics"
    };
    return std::ranges::find(probes, endpoint) != probes.end();
}

}  // namespace

void record_finished(
    const telemetry::Telemetry& telemetry,
    const http::RequestHead& head,
    const http::Completion& completion
) {
    const std::string status = std::to_string(completion.status);
    transport::record_finished(
        telemetry,
        head.context,
        {
            .protocol = protocol,
            .endpoint = completion.endpoint,
            .method = method_label(head.method),
            .status = status,
            .outcome = outcome_of(completion.status),
            .duration = completion.duration,
            .request_bytes = completion.request_bytes,
            .response_bytes = completion.response_bytes,
            .remote_address = head.remote_address,
            .is_routine = is_routine(completion.endpoint),
            .is_server_failure = completion.status >= 500,
        }
    );
}

}  // namespace lectern::transport::rest
