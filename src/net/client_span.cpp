#include "net/client_span.hpp"

#include <algorithm>
#include <string>

#include "core/authority.hpp"

namespace lectern::net {
namespace {

using telemetry::SpanHandle;

Error error_of(unsigned status) {
    return {
        .code = status >= 500 ? ErrorCode::unavailable : ErrorCode::failed_precondition,
        .message = "answered " + std::to_string(status)
    };
}

void describe(SpanHandle& span, const HttpRequest& request) {
    const PlainUrl url = plain_url(request.url);
    span.set({"http.request.method", request.method});
    span.set({"url.full", url.full});
    span.set({"server.address", url.host});
    if (url.port != 0) span.set({"server.port", url.port});
}

}  // namespace

ClientSpan::ClientSpan(
    const telemetry::Tracer& tracer, const RequestContext& context, const HttpRequest& request
)
    : started_(
          tracer.start(context.trace, {.name = request.method, .kind = telemetry::SpanKind::client})
      ) {
    if (started_.span != nullptr) describe(*started_.span, request);
}

void ClientSpan::end(const Result<HttpResponse>& answer) {
    if (started_.span == nullptr) return;
    const auto duration = std::chrono::steady_clock::now() - begun_;
    if (!answer) {
        started_.span->end(duration, &answer.error());
        return;
    }
    started_.span->set({"http.response.status_code", answer->status});
    const Error error = error_of(answer->status);
    started_.span->end(duration, answer->status >= 400 ? &error : nullptr);
}

PlainUrl plain_url(std::string_view url) {
    url = url.substr(0, url.find_first_of("?#"));
    const auto separator = url.find("://");
    if (separator == std::string_view::npos) return {.full = std::string(url)};
    const std::string_view scheme = url.substr(0, separator);
    const auto begin = separator + 3;
    const auto end = std::min(url.find('/', begin), url.size());
    std::string_view authority = url.substr(begin, end - begin);
    if (const auto at = authority.rfind('@'); at != std::string_view::npos)
        authority.remove_prefix(at + 1);

    PlainUrl plain{.port = static_cast<std::uint16_t>(scheme == "https" ? 443 : 80)};
    plain.full.append(scheme).append("://").append(authority).append(url.substr(end));
    const Authority split = split_authority(authority);
    plain.host = split.host;
    if (split.port) plain.port = *split.port;
    return plain;
}

}  // namespace lectern::net
