#include "transport/rest/request_record.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "telemetry/metric_catalog.hpp"

namespace lectern::transport::rest {
namespace {

namespace catalog = telemetry::catalog;

constexpr std::string_view protocol = "rest";

void append_timing(std::string& header, std::string_view stage, std::chrono::nanoseconds duration) {
    std::array<char, 32> digits{};
    const double milliseconds = std::chrono::duration<double, std::milli>(duration).count();
    const auto end =
        std::to_chars(
            digits.data(), digits.data() + digits.size(), milliseconds, std::chars_format::fixed, 3
        )
            .ptr;
    header.append(header.empty() ? "" : ", ")
        .append(stage)
        .append(";dur=")
        .append(digits.data(), end);
}

// The error code that a status stands for, as the label of the duration histogram.
std::string_view outcome_label(unsigned status) {
    switch (status) {
        case 401:
            return to_string(ErrorCode::unauthenticated);
        case 403:
            return to_string(ErrorCode::permission_denied);
        case 404:
            return to_string(ErrorCode::not_found);
        case 409:
            return to_string(ErrorCode::already_exists);
        case 412:
            return to_string(ErrorCode::failed_precondition);
        case 429:
            return to_string(ErrorCode::resource_exhausted);
        case 408:
        case 504:
            return to_string(ErrorCode::deadline_exceeded);
        case 499:
            return to_string(ErrorCode::cancelled);
        case 501:
            return to_string(ErrorCode::unimplemented);
        case 503:
            return to_string(ErrorCode::unavailable);
        default:
            break;
    }
    if (status < 400) return "ok";
    return to_string(status < 500 ? ErrorCode::invalid_argument : ErrorCode::internal);
}

// What asks every few seconds would drown the rest of the log.
bool is_routine(const http::Completion& completion) {
    static constexpr std::array<std::string_view, 4> probes{
        "/livez", "/readyz", "/startupz", "/metrics"
    };
    return completion.status < 500 &&
           std::ranges::find(probes, completion.endpoint) != probes.end();
}

telemetry::LogLevel level_of(const http::Completion& completion) {
    if (is_routine(completion)) return telemetry::LogLevel::debug;
    return completion.status >= 500 ? telemetry::LogLevel::warning : telemetry::LogLevel::info;
}

}  // namespace

InFlight::InFlight(const telemetry::Metrics& metrics) : metrics_(metrics) {
    metrics_.add(catalog::api_requests_in_flight, {protocol}, 1);
}

InFlight::~InFlight() { metrics_.add(catalog::api_requests_in_flight, {protocol}, -1); }

std::string_view method_label(std::string_view method) {
    static constexpr std::array<std::string_view, 7> known{
        "GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"
    };
    return std::ranges::find(known, method) == known.end() ? "other" : method;
}

std::string server_timing(const Timings& timings, std::chrono::nanoseconds request) {
    std::string header;
    for (const StageTiming& timing : timings) append_timing(header, timing.stage, timing.duration);
    append_timing(header, "request", request);
    return header;
}

void record_finished(
    const telemetry::Telemetry& telemetry,
    const http::RequestHead& head,
    const http::Completion& completion
) {
    const std::string status = std::to_string(completion.status);
    const std::string_view method = method_label(head.method);
    const double seconds = std::chrono::duration<double>(completion.duration).count();
    telemetry.metrics.add(
        catalog::api_requests_total, {protocol, completion.endpoint, method, status}
    );
    telemetry.metrics.observe(
        catalog::api_request_duration_seconds,
        {protocol, completion.endpoint, outcome_label(completion.status)},
        seconds,
        head.context.trace.is_valid() ? head.context.trace.trace_id_hex() : std::string()
    );
    telemetry.log.write(
        level_of(completion),
        &head.context,
        "request finished",
        {{"protocol", protocol},
         {"endpoint", completion.endpoint},
         {"method", method},
         {"status", completion.status},
         {"duration_ms", seconds * 1000},
         {"request_bytes", completion.request_bytes},
         {"response_bytes", completion.response_bytes},
         {"remote_address", head.remote_address}}
    );
}

}  // namespace lectern::transport::rest
