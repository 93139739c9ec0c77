#include "transport/http/browser_rules.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "core/ascii.hpp"
#include "transport/http/answering.hpp"
#include "transport/http/field_syntax.hpp"

namespace lectern::transport::http {
namespace {

constexpr std::string_view any = "*";

// What pages may read beside the few headers that they always may.
constexpr std::string_view exposed =
    "ETag, Idempotency-Replayed, Location, Preference-Applied, RateLimit-Limit, RateLimit-Policy,"
    " RateLimit-Remaining, RateLimit-Reset, Retry-After, Server-Timing, WWW-Authenticate,"
    " X-Correlation-ID, X-Request-ID, traceresponse";

std::string join(const std::vector<std::string>& parts) {
    std::string text;
    for (const std::string& part : parts) text.append(text.empty() ? "" : ", ").append(part);
    return text;
}

// Scheme, host and maybe a port, as browsers write it (RFC 6454 §6.2): no path, nothing in upper
// case.
bool is_origin(std::string_view text) {
    const bool has_scheme = text.starts_with("https://") || text.starts_with("http://");
    if (!has_scheme) return false;
    const std::string_view host = text.substr(text.find("//") + 2);
    return !host.empty() && std::ranges::all_of(host, [](char character) {
        return (character >= 'a' && character <= 'z') || (character >= '0' && character <= '9') ||
               std::string_view("-.:[]").find(character) != std::string_view::npos;
    });
}

// Whether a page was served from where it now calls. Behind a proxy the scheme may differ.
bool is_same_origin(std::string_view origin, std::string_view host) {
    const auto slashes = origin.find("//");
    return slashes != std::string_view::npos &&
           equals_ignoring_case(origin.substr(slashes + 2), host);
}

bool has_header(const Response& response, std::string_view name) {
    return std::ranges::any_of(response.headers, [name](const Header& header) {
        return equals_ignoring_case(header.first, name);
    });
}

void add_unless_there(Response& response, std::string_view name, std::string_view value) {
    if (!has_header(response, name)) response.headers.emplace_back(name, value);
}

std::unexpected<Error> invalid(std::string message) {
    return fail(ErrorCode::invalid_argument, std::move(message));
}

}  // namespace

Result<void> validate(const CorsOptions& options) {
    for (const std::string& origin : options.origins) {
        if (origin == any && options.credentials)
            return invalid("credentials need origins by name, not *");
        if (origin != any && !is_origin(origin)) return invalid(origin + " is no origin");
    }
    for (const std::string& method : options.methods) {
        if (!is_token(method)) return invalid(method + " is no method");
    }
    for (const std::string& header : options.headers) {
        if (!is_token(header)) return invalid(header + " is no header");
    }
    return {};
}

Response BrowserRules::handle(Request& request, const RoutePlan& plan) {
    const RequestHead& head = request.head;
    const std::string origin(head.header("origin"));
    const bool is_web_socket = equals_ignoring_case(head.header("upgrade"), "websocket");
    Response response;
    if (is_web_socket && !origin.empty() && !allows(origin) &&
        !is_same_origin(origin, head.header("host"))) {
        response = problem(
            {ErrorCode::permission_denied, "pages of that origin may not open web sockets"},
            head.context,
            403
        );
    } else if (is_preflight(head)) {
        response = answer_preflight();
    } else {
        response = inner_.handle(request, plan);
    }
    add_cors(origin, response);
    add_security(response);
    return response;
}

bool BrowserRules::allows(std::string_view origin) const {
    return std::ranges::any_of(cors_.origins, [origin](const std::string& allowed) {
        return allowed == any || allowed == origin;
    });
}

bool BrowserRules::is_preflight(const RequestHead& head) const {
    return head.method == "OPTIONS" && !head.header("access-control-request-method").empty() &&
           allows(head.header("origin")) && !head.header("origin").empty();
}

Response BrowserRules::answer_preflight() const {
    Response response{.status = 204};
    response.headers = {
        {"Access-Control-Allow-Methods", join(cors_.methods)},
        {"Access-Control-Allow-Headers", join(cors_.headers)},
        {"Access-Control-Max-Age", std::to_string(cors_.max_age.count())},
    };
    return response;
}

void BrowserRules::add_cors(std::string_view origin, Response& response) const {
    if (cors_.origins.empty()) return;
    const bool all =
        !cors_.credentials && std::ranges::find(cors_.origins, any) != cors_.origins.end();
    // Caches must not give one origin's answer to another.
    if (!all) response.headers.emplace_back("Vary", "Origin");
    if (origin.empty() || !allows(origin)) return;
    response.headers.emplace_back("Access-Control-Allow-Origin", all ? any : origin);
    response.headers.emplace_back("Access-Control-Expose-Headers", exposed);
    if (cors_.credentials)
        response.headers.emplace_back("Access-Control-Allow-Credentials", "true");
}

void BrowserRules::add_security(Response& response) const {
    add_unless_there(response, "X-Content-Type-Options", "nosniff");
    add_unless_there(response, "Referrer-Policy", "no-referrer");
    add_unless_there(
        response, "Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"
    );
    add_unless_there(response, "Cross-Origin-Resource-Policy", "same-origin");
    if (secure_) add_unless_there(response, "Strict-Transport-Security", "max-age=31536000");
}

}  // namespace lectern::transport::http
