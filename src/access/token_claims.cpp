#include "access/token_claims.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include <boost/json/array.hpp>

#include "access/strict_json.hpp"
#include "access/tenant_name.hpp"

namespace lectern::access {
namespace {

namespace json = boost::json;

constexpr std::chrono::minutes most_skew{10};
constexpr std::size_t longest_subject = 256;
constexpr double latest_date = 253'402'300'799;  // the last second of the year 9999

std::unexpected<Error> refuse(std::string reason) {
    return fail(ErrorCode::unauthenticated, std::move(reason));
}

// A NumericDate of RFC 7519 §2: nothing when absent.
Result<std::optional<Timestamp>> read_date(const json::object& claims, std::string_view name) {
    const json::value* value = claims.if_contains(name);
    if (value == nullptr) return std::optional<Timestamp>();
    json::error_code error;
    const auto seconds = value->is_number() ? value->to_number<double>(error) : -1.0;
    if (error || !(seconds >= 0 && seconds <= latest_date))
        return refuse("the token's claim " + std::string(name) + " is malformed");
    const auto milliseconds = static_cast<std::int64_t>(std::floor(seconds * 1'000));
    return std::optional(Timestamp(std::chrono::milliseconds(milliseconds)));
}

// Gives the time from which on the token is no longer good.
Result<Timestamp> check_dates(
    const json::object& claims, std::chrono::seconds skew, Timestamp now
) {
    const auto expires = read_date(claims, "exp");
    if (!expires) return fail(expires.error());
    if (!*expires) return refuse("the token does not expire");
    const auto not_before = read_date(claims, "nbf");
    if (!not_before) return fail(not_before.error());
    const auto issued = read_date(claims, "iat");
    if (!issued) return fail(issued.error());

    const Timestamp end = **expires + skew;
    if (end <= now) return refuse("the token is expired");
    if (not_before->value_or(now) > now + skew) return refuse("the token is not valid yet");
    if (issued->value_or(now) > now + skew) return refuse("the token was issued in the future");
    return end;
}

bool is_one_of(const json::value& value, const std::vector<std::string>& accepted) {
    const json::string* text = value.if_string();
    return text != nullptr &&
           std::ranges::find(accepted, std::string_view(*text)) != accepted.end();
}

bool is_for_us(const json::object& claims, const std::vector<std::string>& audiences) {
    const json::value* audience = claims.if_contains("aud");
    if (audience == nullptr) return false;
    if (!audience->is_array()) return is_one_of(*audience, audiences);
    return std::ranges::any_of(audience->get_array(), [&audiences](const json::value& element) {
        return is_one_of(element, audiences);
    });
}

Result<std::string> read_subject(const json::object& claims) {
    const json::string* subject = find_string(claims, "sub");
    const auto is_control = [](char c) {
        return static_cast<unsigned char>(c) < 0x20 || c == '\x7f';
    };
    if (subject == nullptr || subject->empty() || subject->size() > longest_subject ||
        std::ranges::any_of(*subject, is_control))
        return refuse("the token's claim sub is absent or malformed");
    return std::string(*subject);
}

Result<TenantId> read_tenant(const json::object& claims, const ClaimRules& rules) {
    const json::value* claim = claims.if_contains(rules.tenant_claim);
    if (claim == nullptr) {
        if (rules.default_tenant.empty()) return refuse("the token names no tenant");
        return rules.default_tenant;
    }
    TenantId tenant;
    if (const json::string* name = claim->if_string()) tenant.value = *name;
    if (!validate(tenant)) return refuse("the token's tenant is malformed");
    return tenant;
}

void add_scopes(std::string_view names, Scopes& scopes) {
    while (!names.empty()) {
        const std::size_t end = std::min(names.find(' '), names.size());
        if (const auto scope = parse_scope(names.substr(0, end))) scopes.add(*scope);
        names.remove_prefix(std::min(end + 1, names.size()));
    }
}

// False when the claim is neither a string nor a list of strings.
bool add_scopes(const json::value& claim, Scopes& scopes) {
    if (const json::string* names = claim.if_string()) {
        add_scopes(std::string_view(*names), scopes);
        return true;
    }
    const json::array* list = claim.if_array();
    if (list == nullptr) return false;
    for (const json::value& element : *list) {
        const json::string* name = element.if_string();
        if (name == nullptr) return false;
        if (const auto scope = parse_scope(*name)) scopes.add(*scope);
    }
    return true;
}

Result<Scopes> read_scopes(const json::object& claims, const std::vector<std::string>& names) {
    const auto present = std::ranges::find_if(names, [&claims](const std::string& name) {
        return claims.contains(name);
    });
    Scopes scopes;
    if (present != names.end() && !add_scopes(claims.at(*present), scopes))
        return refuse("the token's claim " + *present + " is malformed");
    return scopes;
}

}  // namespace

Result<void> validate(const ClaimRules& rules) {
    const auto wrong = [](std::string message) {
        return fail(ErrorCode::invalid_argument, std::move(message));
    };
    if (rules.issuer.empty()) return wrong("the issuer of tokens is not named");
    if (rules.audiences.empty()) return wrong("the audience of tokens is not named");
    if (std::ranges::find(rules.audiences, std::string()) != rules.audiences.end())
        return wrong("an audience of tokens is empty");
    if (rules.clock_skew.count() < 0 || rules.clock_skew > most_skew)
        return wrong("the clock skew of tokens has to be 0 to 10 minutes");
    if (rules.tenant_claim.empty()) return wrong("the tenant claim is not named");
    if (rules.scope_claims.empty()) return wrong("no scope claim is named");
    if (rules.default_tenant.empty()) return {};
    return validate(rules.default_tenant);
}

Result<Identity> read_claims(std::string_view json_text, const ClaimRules& rules, Timestamp now) {
    const auto claims = read_object(json_text);
    if (!claims) return refuse("the token's claims are malformed");
    const json::string* issuer = find_string(*claims, "iss");
    if (issuer == nullptr || *issuer != rules.issuer)
        return refuse("the token is of another issuer");
    if (!is_for_us(*claims, rules.audiences)) return refuse("the token is for another audience");
    auto expires = check_dates(*claims, rules.clock_skew, now);
    if (!expires) return fail(expires);
    auto subject = read_subject(*claims);
    if (!subject) return fail(subject);
    auto tenant = read_tenant(*claims, rules);
    if (!tenant) return fail(tenant);
    auto scopes = read_scopes(*claims, rules.scope_claims);
    if (!scopes) return fail(scopes);
    return Identity{
        .principal =
            {.tenant = std::move(*tenant),
             .subject = std::move(*subject),
             .key = {},
             .scopes = *scopes},
        .expires_at = *expires,
    };
}

}  // namespace lectern::access
