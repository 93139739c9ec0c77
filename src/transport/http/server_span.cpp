#include "transport/http/server_span.hpp"

#include "core/authority.hpp"
#include "transport/common/server_timing.hpp"

namespace lectern::transport::http {
namespace {

constexpr std::string_view uncommon = "other";

// The host and the port that the client asked for.
void set_server(telemetry::Stage& stage, std::string_view host) {
    const Authority asked = split_authority(host);
    if (!asked.host.empty()) stage.set({"server.address", asked.host});
    if (asked.port) stage.set({"server.port", *asked.port});
}

}  // namespace

std::string_view span_name_without_route(std::string_view method) {
    const std::string_view label = method_label(method);
    return label == uncommon ? "HTTP" : label;
}

void describe_exchange(
    telemetry::Stage& stage, const RequestHead& head, std::string_view route, unsigned status
) {
    if (!stage.is_recorded()) return;
    const std::string_view method = method_label(head.method);
    stage.set({"http.request.method", method == uncommon ? "_OTHER" : method});
    if (!route.empty()) stage.set({"http.route", route});
    stage.set({"http.response.status_code", status});
    stage.set({"url.path", head.path});
    stage.set({"url.scheme", head.is_encrypted ? "https" : "http"});
    stage.set({"client.address", head.remote_address});
    set_server(stage, head.header("host"));
    if (const auto agent = head.header("user-agent"); !agent.empty())
        stage.set({"user_agent.original", agent});
}

void tell_trace(Response& response, const TraceContext& trace) {
    if (trace.is_valid()) response.headers.emplace_back("traceresponse", trace.traceparent());
}

}  // namespace lectern::transport::http
