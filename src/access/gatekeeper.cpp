#include "access/gatekeeper.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "access/key_text.hpp"
#include "telemetry/metric_catalog.hpp"

namespace lectern::access {
namespace {

constexpr std::chrono::seconds overload_wait{1};

// What is shown, by its form; the values of the label `method`.
enum class Shown { nothing, key, token, other };

Shown form_of(std::string_view token) {
    if (token.empty()) return Shown::nothing;
    if (token.starts_with(key_prefix)) return Shown::key;
    return std::ranges::count(token, '.') == 2 ? Shown::token : Shown::other;
}

std::string_view to_string(Shown shown) {
    switch (shown) {
        case Shown::nothing:
            return "none";
        case Shown::key:
            return "key";
        case Shown::token:
            return "token";
        case Shown::other:
            return "other";
    }
    std::unreachable();
}

std::string_view outcome_of(const std::optional<ErrorCode>& code) {
    return code ? to_string(*code) : "ok";
}

Error exhausted(std::string message, std::chrono::nanoseconds wait) {
    return {
        .code = ErrorCode::resource_exhausted,
        .message = std::move(message),
        .retry_after = std::chrono::ceil<std::chrono::milliseconds>(wait),
    };
}

domain::AuditRecord begin_record(const RequestContext& context, const Origin& origin) {
    return {
        .protocol = std::string(origin.protocol),
        .request_id = context.request_id,
        .trace_id = context.trace.is_valid() ? context.trace.trace_id_hex() : std::string(),
        .remote_address = std::string(origin.remote_address),
    };
}

domain::AuditRecord begin_record(
    const RequestContext& context, const Origin& origin, const Rule& rule
) {
    domain::AuditRecord record = begin_record(context, origin);
    record.tenant = context.principal.tenant;
    record.subject = context.principal.subject;
    record.key = context.principal.key;
    record.operation = rule.operation;
    return record;
}

}  // namespace

// An operation under way; a write carries its record.
class Gatekeeper::Operation final : public Admission::Slot {
  public:
    Operation(AuditTrail& trail, Limiter::Hold hold, std::optional<domain::AuditRecord> record)
        : trail_(trail), hold_(std::move(hold)), record_(std::move(record)) {}

    void finish(std::optional<ErrorCode> outcome, std::string_view target) override {
        hold_ = {};
        if (!record_) return;
        record_->outcome = outcome_of(outcome);
        record_->target = target;
        trail_.add(std::move(*record_));
    }

  private:
    AuditTrail& trail_;
    Limiter::Hold hold_;
    std::optional<domain::AuditRecord> record_;
};

Gatekeeper::Gatekeeper(Parts parts, Options options)
    : parts_(std::move(parts)),
      options_(options),
      attempts_(options.attempts),
      limiter_(options.limits) {}

Result<Principal> Gatekeeper::authenticate(
    const RequestContext& context, const Origin& origin, const Credential& credential
) {
    if (options_.open) return known(context, Principal{});
    auto principal = identify(context, origin, credential.token);
    const auto code = principal ? std::nullopt : std::optional(principal.error().code);
    parts_.telemetry.metrics.add(
        telemetry::catalog::authentications_total,
        {to_string(form_of(credential.token)), outcome_of(code)}
    );
    if (principal) return known(context, std::move(*principal));
    report_failure(context, origin, credential.token, principal.error());
    return principal;
}

Result<Principal> Gatekeeper::identify(
    const RequestContext& context, const Origin& origin, std::string_view token
) {
    const Shown shown = form_of(token);
    if (shown == Shown::nothing)
        return fail(ErrorCode::unauthenticated, "an api key or a token is needed");
    const SteadyTime now = parts_.now();
    if (const auto wait = attempts_.wait(origin.remote_address, now); wait.count() > 0)
        return fail(exhausted("too many failed attempts from this address", wait));

    auto principal = [&]() -> Result<Principal> {
        switch (shown) {
            case Shown::key:
                return check_key(context, token);
            case Shown::token:
                return check_token(context, token);
            case Shown::nothing:
            case Shown::other:
                return fail(
                    ErrorCode::unauthenticated, "the credential is neither an api key nor a token"
                );
        }
        std::unreachable();
    }();
    if (!principal && principal.error().code == ErrorCode::unauthenticated)
        attempts_.count_failure(origin.remote_address, now);
    return principal;
}

Result<Principal> Gatekeeper::check_key(const RequestContext& context, std::string_view text) {
    const auto shown = parse_key(text);
    if (!shown) return fail(shown.error());
    const auto check = parts_.keys.check(context, *shown);
    if (!check) return fail(check.error());
    if (check->standing == KeyStanding::good) {
        return Principal{
            .tenant = check->key->tenant,
            .subject = check->key->name,
            .key = check->key->id,
            .scopes = check->key->scopes,
        };
    }
    parts_.telemetry.log.info(
        context,
        "api key refused",
        {{"reason", to_string(check->standing)}, {"key_id", shown->id.value}}
    );
    return fail(ErrorCode::unauthenticated, "the api key is not valid");
}

Result<Principal> Gatekeeper::check_token(const RequestContext& context, std::string_view text) {
    if (parts_.tokens == nullptr)
        return fail(ErrorCode::unauthenticated, "tokens are not accepted here");
    return parts_.tokens->verify(context, text);
}

void Gatekeeper::report_failure(
    const RequestContext& context, const Origin& origin, std::string_view token, const Error& error
) {
    parts_.telemetry.log.info(
        context,
        "authentication failed",
        {{"reason", error.message},
         {"code", to_string(error.code)},
         {"protocol", origin.protocol},
         {"remote_address", origin.remote_address}}
    );
    const bool refused =
        error.code == ErrorCode::unauthenticated || error.code == ErrorCode::resource_exhausted;
    if (!refused) return;  // nobody could tell
    domain::AuditRecord record = begin_record(context, origin);
    record.key = claimed_key_id(token);
    record.outcome = to_string(error.code);
    parts_.trail.add_refusal(std::move(record));
}

Admission Gatekeeper::admit(const RequestContext& context, const Origin& origin, const Rule& rule) {
    if (!rule.scope) return {Result<void>{}, std::nullopt, nullptr};
    if (!context.principal.scopes.allows(*rule.scope)) {
        Error error{
            .code = ErrorCode::permission_denied,
            .message = "scope " + std::string(to_string(*rule.scope)) + " is needed",
        };
        return refuse(context, origin, rule, "scope", std::move(error));
    }
    if (is_overloaded(options_.load, rule, parts_.load())) {
        Error error = exhausted("the server has too much to do", overload_wait);
        return refuse(context, origin, rule, "load", std::move(error));
    }
    Limiter::Verdict verdict = limiter_.take(context.principal, parts_.now());
    if (verdict.exceeded) return refuse_busy(context, origin, rule, verdict);
    std::optional<domain::AuditRecord> record;
    if (rule.effect == Effect::write) record = begin_record(context, origin, rule);
    return {
        Result<void>{},
        verdict.quota,
        std::make_unique<Operation>(parts_.trail, std::move(verdict.hold), std::move(record)),
    };
}

Admission Gatekeeper::refuse(
    const RequestContext& context,
    const Origin& origin,
    const Rule& rule,
    std::string_view reason,
    Error error
) {
    parts_.telemetry.metrics.add(telemetry::catalog::admissions_refused_total, {reason});
    parts_.telemetry.log.info(
        context, "operation refused", {{"reason", reason}, {"operation", rule.operation}}
    );
    if (rule.effect == Effect::write || error.code == ErrorCode::permission_denied) {
        domain::AuditRecord record = begin_record(context, origin, rule);
        record.outcome = to_string(error.code);
        parts_.trail.add_refusal(std::move(record));
    }
    return {fail(std::move(error)), std::nullopt, nullptr};
}

Admission Gatekeeper::refuse_busy(
    const RequestContext& context,
    const Origin& origin,
    const Rule& rule,
    const Limiter::Verdict& verdict
) {
    const bool by_rate = verdict.exceeded == Limiter::Bound::rate;
    std::string message = by_rate ? "too many requests" : "too many requests at once";
    message += verdict.by_tenant ? " of this tenant" : " with this credential";
    Admission refused = refuse(
        context,
        origin,
        rule,
        by_rate ? "rate" : "concurrency",
        exhausted(std::move(message), verdict.wait)
    );
    return {refused.verdict(), verdict.quota, nullptr};
}

Result<void> validate(const Gatekeeper::Options& options) {
    if (auto good = validate(options.limits); !good) return fail(good);
    if (auto good = validate(options.attempts.failures, "limit of failed attempts"); !good)
        return fail(good);
    return validate(options.load);
}

}  // namespace lectern::access
