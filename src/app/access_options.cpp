#include "app/access_options.hpp"

#include <string>
#include <string_view>
#include <vector>

#include "access/tenant_name.hpp"

namespace lectern::app {
namespace {

std::unexpected<Error> invalid(std::string message) {
    return fail(ErrorCode::invalid_argument, std::move(message));
}

// In front of what a module says about a value.
std::unexpected<Error> invalid(std::string_view section, const Error& error) {
    return invalid(std::string(section) + ": " + error.message);
}

std::string_view trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(' ');
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(' ') - first + 1);
}

// Members of a comma-separated list, without blanks around them and without empty ones.
std::vector<std::string> members(std::string_view list) {
    std::vector<std::string> found;
    while (!list.empty()) {
        const std::string_view member = list.substr(0, list.find(','));
        if (!trimmed(member).empty()) found.emplace_back(trimmed(member));
        list.remove_prefix(std::min(list.size(), member.size() + 1));
    }
    return found;
}

Result<void> check_halves(const Config& config) {
    const auto& jwt = config.auth.jwt;
    const bool is_required = config.auth.mode == "required";
    if (!jwt.issuer.empty() && !is_required)
        return invalid("auth.jwt.issuer needs auth.mode = required");
    if (!jwt.issuer.empty() && members(jwt.audience).empty())
        return invalid("auth.jwt.issuer needs auth.jwt.audience");
    for (const auto& [name, text] : {
             std::pair("auth.jwt.audience", &jwt.audience),
             std::pair("auth.jwt.jwks_url", &jwt.jwks_url),
             std::pair("auth.jwt.default_tenant", &jwt.default_tenant),
         }) {
        if (!text->empty() && jwt.issuer.empty())
            return invalid(std::string(name) + " needs auth.jwt.issuer");
    }
    const auto& limits = config.limits;
    if (limits.burst != 0 && limits.requests_per_second == 0)
        return invalid("limits.burst needs limits.requests_per_second");
    if (limits.tenant_burst != 0 && limits.tenant_requests_per_second == 0)
        return invalid("limits.tenant_burst needs limits.tenant_requests_per_second");
    if (config.cors.allow_credentials && members(config.cors.allowed_origins).empty())
        return invalid("cors.allow_credentials needs cors.allowed_origins");
    return {};
}

access::Gatekeeper::Options gate_options(const Config& config) {
    const auto& limits = config.limits;
    return {
        .open = config.auth.mode == "none",
        .limits =
            {.key =
                 {.rate = {.per_second = limits.requests_per_second, .burst = limits.burst},
                  .concurrent = static_cast<std::uint32_t>(limits.concurrency)},
             .tenant =
                 {.rate =
                      {.per_second = limits.tenant_requests_per_second, .burst = limits.tenant_burst
                      },
                  .concurrent = static_cast<std::uint32_t>(limits.tenant_concurrency)}},
        .attempts =
            {.failures = {.per_second = limits.failures_per_second, .burst = limits.failures_burst}
            },
        .load = {.writes = limits.shed_writes_at, .reads = limits.shed_reads_at},
    };
}

Result<std::vector<access::Algorithm>> algorithms(const std::string& list) {
    std::vector<access::Algorithm> found;
    for (const std::string& name : members(list)) {
        const auto algorithm = access::parse_algorithm(name);
        if (!algorithm)
            return invalid("auth.jwt.algorithms: " + name + " is not one of those taken");
        found.push_back(*algorithm);
    }
    return found;
}

Result<TokenIssuer> issuer_options(const Config& config) {
    const auto& jwt = config.auth.jwt;
    auto taken = algorithms(jwt.algorithms);
    if (!taken) return fail(taken);
    TokenIssuer issuer{
        .keys = {.issuer = jwt.issuer, .jwks_url = jwt.jwks_url},
        .tokens =
            {.algorithms = std::move(*taken),
             .claims =
                 {.issuer = jwt.issuer,
                  .audiences = members(jwt.audience),
                  .clock_skew = std::chrono::ceil<std::chrono::seconds>(jwt.clock_skew),
                  .tenant_claim = jwt.tenant_claim,
                  .default_tenant = {jwt.default_tenant},
                  .scope_claims = members(jwt.scopes_claim)}},
    };
    if (auto good = access::validate(issuer.keys); !good) return invalid("auth.jwt", good.error());
    if (auto good = access::validate(issuer.tokens); !good)
        return invalid("auth.jwt", good.error());
    if (jwt.default_tenant.empty()) return issuer;
    if (auto good = access::validate(TenantId{jwt.default_tenant}); !good)
        return invalid("auth.jwt.default_tenant", good.error());
    return issuer;
}

}  // namespace

Result<AccessOptions> access_options(const Config& config) {
    if (auto whole = check_halves(config); !whole) return fail(whole);
    AccessOptions options{
        .gate = gate_options(config),
        .cors =
            {.origins = members(config.cors.allowed_origins),
             .methods = members(config.cors.allowed_methods),
             .headers = members(config.cors.allowed_headers),
             .credentials = config.cors.allow_credentials,
             .max_age = std::chrono::floor<std::chrono::seconds>(config.cors.max_age)},
        .audit_in_log = config.log.audit,
    };
    if (auto good = access::validate(options.gate); !good) return invalid("limits", good.error());
    if (auto good = transport::http::validate(options.cors); !good)
        return invalid("cors", good.error());
    if (config.auth.jwt.issuer.empty()) return options;
    auto issuer = issuer_options(config);
    if (!issuer) return fail(issuer);
    options.issuer = std::move(*issuer);
    return options;
}

}  // namespace lectern::app
