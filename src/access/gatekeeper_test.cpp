#include "access/gatekeeper.hpp"

#include <optional>

#include <gtest/gtest.h>

#include "access/key_service.hpp"
#include "access/testing/fake_audit_log.hpp"
#include "access/testing/fake_key_store.hpp"
#include "access/testing/issuer_server.hpp"
#include "access/testing/manual_steady.hpp"
#include "access/testing/signing_key.hpp"
#include "telemetry/recording.hpp"

namespace lectern::access {
namespace {

using namespace std::chrono_literals;

constexpr Rule read{.operation = "retrieve", .scope = Scope::retrieve_read};
constexpr Rule write{
    .operation = "ingestDocuments", .scope = Scope::ingest_write, .effect = Effect::write
};
constexpr Rule probe{.operation = "getLiveness"};
constexpr Origin origin{.protocol = "rest", .remote_address = "10.0.0.1"};

class GatekeeperTest : public ::testing::Test {
  protected:
    void open_gate(Gatekeeper::Options options = {}) {
        gate_.emplace(
            Gatekeeper::Parts{
                .keys = ring_,
                .tokens = tokens_ ? &*tokens_ : nullptr,
                .trail = trail_,
                .load = [this] { return load_; },
                .telemetry = recording_.telemetry(),
                .now = steady_.clock(),
            },
            options
        );
    }

    IssuedKey give_out(Scopes scopes, std::string tenant = "acme") {
        RequestContext context;
        context.principal.tenant = {std::move(tenant)};
        auto made = service_.create(context, {.name = "robot", .scopes = scopes});
        EXPECT_TRUE(made);
        return std::move(*made);
    }

    Result<Principal> show(std::string_view token, const Origin& from = origin) {
        return gate_->authenticate(context_, from, {.token = std::string(token)});
    }

    void expect_unauthenticated(std::string_view token, std::string_view message) {
        const auto principal = show(token);
        ASSERT_FALSE(principal);
        EXPECT_EQ(principal.error().code, ErrorCode::unauthenticated);
        EXPECT_EQ(principal.error().message, message);
    }

    Admission admit(const Rule& rule, Scopes scopes = Scopes::all()) {
        RequestContext context = context_;
        context.principal = {
            .tenant = {"acme"}, .subject = "robot", .key = {"key1"}, .scopes = scopes
        };
        return gate_->admit(context, origin, rule);
    }

    std::vector<domain::AuditRecord> audited() {
        EXPECT_TRUE(trail_.flush(10s));
        return log_.records();
    }

    RequestContext context_{.request_id = "r1"};
    ManualClock clock_;
    testing::ManualSteady steady_;
    telemetry::Recording recording_;
    testing::FakeKeyStore store_;
    testing::FakeAuditLog log_;
    KeyRing ring_{store_, clock_, {}, steady_.clock()};
    KeyService service_{store_, ring_, clock_};
    AuditTrail trail_{log_, clock_, {}, {}, steady_.clock()};
    std::optional<TokenVerifier> tokens_;
    double load_ = 0;
    std::optional<Gatekeeper> gate_;
};

TEST_F(GatekeeperTest, KnowsWhoShowsAGoodKey) {
    open_gate();
    const IssuedKey key = give_out({Scope::retrieve_read});
    const auto principal = show(key.text);
    ASSERT_TRUE(principal) << principal.error().message;
    EXPECT_EQ(principal->tenant.value, "acme");
    EXPECT_EQ(principal->subject, "robot");
    EXPECT_EQ(principal->key, key.key.id);
    EXPECT_EQ(principal->scopes, Scopes{Scope::retrieve_read});
    EXPECT_EQ(recording_.total("authentications_total", {"key", "ok"}), 1);
    EXPECT_TRUE(audited().empty()) << "only refusals are";
}

TEST_F(GatekeeperTest, TellsNobodyWhatIsWrongWithAKey) {
    open_gate();
    const IssuedKey revoked = give_out({Scope::admin});
    RequestContext acme;
    acme.principal.tenant = {"acme"};
    ASSERT_TRUE(service_.revoke(acme, revoked.key.id));
    const auto expired = service_.create(
        acme, {.name = "k", .scopes = {Scope::admin}, .expires_at = clock_.now() + 1s}
    );
    ASSERT_TRUE(expired);
    clock_.advance(2s);
    const IssuedKey good = give_out({Scope::admin});
    const std::string wrong_secret = format_key({.id = good.key.id, .secret = make_key_secret()});
    for (const std::string& shown :
         {revoked.text, expired->text, wrong_secret, format_key(make_key_text())})
        expect_unauthenticated(shown, "the api key is not valid");

    std::vector<std::string> reasons;
    for (const auto& line : recording_.lines()) {
        if (line.message == "api key refused") reasons.push_back(line.fields.at(0).second);
    }
    EXPECT_EQ(reasons, (std::vector<std::string>{"revoked", "expired", "wrong secret", "unknown"}));
}

TEST_F(GatekeeperTest, RefusesWhatIsNeitherKeyNorToken) {
    open_gate();
    expect_unauthenticated("", "an api key or a token is needed");
    expect_unauthenticated("hello", "the credential is neither an api key nor a token");
    expect_unauthenticated("a.b", "the credential is neither an api key nor a token");
    expect_unauthenticated("lk_x", "the api key is malformed");
    expect_unauthenticated("a.b.c", "tokens are not accepted here");
    for (const auto& [method, times] :
         {std::pair("none", 1), std::pair("other", 2), std::pair("key", 1), std::pair("token", 1)})
        EXPECT_EQ(recording_.total("authentications_total", {method, "unauthenticated"}), times);
}

TEST_F(GatekeeperTest, KnowsWhoShowsAGoodToken) {
    const testing::SigningKey signer = testing::SigningKey::ed25519();
    testing::IssuerServer issuer;
    issuer.publish("/jwks", {.body = testing::jwk_set({signer.jwk("k")})});
    IssuerKeys keys({.issuer = issuer.url(), .jwks_url = issuer.url() + "/jwks"}, {});
    tokens_.emplace(
        keys,
        clock_,
        TokenVerifier::Options{.claims = {.issuer = issuer.url(), .audiences = {"lectern"}}}
    );
    open_gate();
    const auto expires =
        std::chrono::floor<std::chrono::seconds>(clock_.now()).time_since_epoch() + 60s;
    const std::string token = signer.token(
        "EdDSA",
        R"({"alg":"EdDSA","kid":"k"})",
        R"({"aud":"lectern","sub":"ann","tenant":"acme","scope":"admin","iss":")" + issuer.url() +
            R"(","exp":)" + std::to_string(expires.count()) + "}"
    );
    const auto principal = show(token);
    ASSERT_TRUE(principal) << principal.error().message;
    EXPECT_EQ(principal->subject, "ann");
    EXPECT_EQ(principal->scopes, Scopes{Scope::admin});
    expect_unauthenticated(token.substr(0, token.size() - 1), "the token is malformed");
}

TEST_F(GatekeeperTest, LogsAndTrailHoldNoSecret) {
    open_gate();
    const IssuedKey key = give_out({Scope::admin});
    const std::string secret = make_key_secret();
    const std::string wrong = format_key({.id = key.key.id, .secret = secret});
    const std::string token = "eyJhbGciOiJSUzI1NiJ9.c2VjcmV0LWNsYWltcw.c2lnbmF0dXJl";
    EXPECT_FALSE(show(wrong));
    EXPECT_FALSE(show(token));
    EXPECT_TRUE(show(key.text));
    for (const auto& line : recording_.lines()) {
        for (const auto& [name, value] : line.fields) {
            EXPECT_FALSE(value.contains(secret) || value.contains("c2VjcmV0")) << name;
        }
    }
    const auto records = audited();
    ASSERT_EQ(records.size(), 2U);
    EXPECT_EQ(records[0].key, key.key.id) << "the id is no secret";
    EXPECT_TRUE(records[1].key.empty());
    for (const auto& record : records) EXPECT_TRUE(record.target.empty());
}

TEST_F(GatekeeperTest, RefusesAnAddressThatFailedTooOftenWithoutLookingAtWhatItShows) {
    open_gate({.attempts = {.failures = {.per_second = 1, .burst = 3}}});
    const IssuedKey key = give_out({Scope::admin});
    for (int i = 0; i < 3; ++i)
        expect_unauthenticated(format_key(make_key_text()), "the api key is not valid");
    const int reads = store_.reads();
    const auto refused = show(key.text);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::resource_exhausted);
    EXPECT_EQ(refused.error().retry_after, 1000ms);
    EXPECT_EQ(store_.reads(), reads);
    EXPECT_TRUE(show(key.text, {.protocol = "rest", .remote_address = "10.0.0.2"}));
    steady_.advance(1s);
    EXPECT_TRUE(show(key.text));
}

TEST_F(GatekeeperTest, GoodCredentialsAndMissingOnesAreNoFailedAttempts) {
    open_gate({.attempts = {.failures = {.per_second = 1, .burst = 1}}});
    const IssuedKey key = give_out({Scope::admin});
    for (int i = 0; i < 100; ++i) {
        EXPECT_TRUE(show(key.text));
        expect_unauthenticated("", "an api key or a token is needed");
    }
}

TEST_F(GatekeeperTest, StoreThatIsDownIsNoFailedAttempt) {
    open_gate({.attempts = {.failures = {.per_second = 1, .burst = 1}}});
    const IssuedKey key = give_out({Scope::admin});
    store_.fail_with(Error{.code = ErrorCode::unavailable, .message = "down"});
    for (int i = 0; i < 5; ++i) EXPECT_EQ(show(key.text).error().code, ErrorCode::unavailable);
    store_.fail_with(std::nullopt);
    EXPECT_TRUE(show(key.text));
    EXPECT_TRUE(audited().empty());
}

TEST_F(GatekeeperTest, AuditsRefusedCredentialsByIdAlone) {
    open_gate();
    const KeyText stranger = make_key_text();
    EXPECT_FALSE(show(format_key(stranger)));
    const auto records = audited();
    ASSERT_EQ(records.size(), 1U);
    EXPECT_EQ(records[0].key, stranger.id);
    EXPECT_TRUE(records[0].tenant.empty());
    EXPECT_TRUE(records[0].subject.empty());
    EXPECT_TRUE(records[0].operation.empty());
    EXPECT_EQ(records[0].outcome, "unauthenticated");
    EXPECT_EQ(records[0].request_id, "r1");
    EXPECT_EQ(records[0].protocol, "rest");
    EXPECT_EQ(records[0].remote_address, "10.0.0.1");
}

TEST_F(GatekeeperTest, AsksForTheScopeOfTheOperation) {
    open_gate();
    EXPECT_TRUE(admit(read, {Scope::retrieve_read}).verdict());
    EXPECT_TRUE(admit(read, {Scope::admin}).verdict());
    const Admission refused = admit(read, {Scope::ingest_write});
    ASSERT_FALSE(refused.verdict());
    EXPECT_EQ(refused.verdict().error().code, ErrorCode::permission_denied);
    EXPECT_EQ(refused.verdict().error().message, "scope retrieve:read is needed");
    EXPECT_EQ(recording_.total("admissions_refused_total", {"scope"}), 1);
    const auto records = audited();
    ASSERT_EQ(records.size(), 1U);
    EXPECT_EQ(records[0].operation, "retrieve");
    EXPECT_EQ(records[0].outcome, "permission_denied");
    EXPECT_EQ(records[0].tenant.value, "acme");
    EXPECT_EQ(records[0].subject, "robot");
}

TEST_F(GatekeeperTest, OperationWithoutScopeIsForEverybodyWhateverHappens) {
    open_gate({.limits = {.key = {.rate = {.per_second = 0.001, .burst = 1}}}});
    load_ = 1;
    for (int i = 0; i < 5; ++i) EXPECT_TRUE(admit(probe, {}).verdict());
    EXPECT_TRUE(audited().empty());
}

TEST_F(GatekeeperTest, UnderPressureWritesGoBeforeReads) {
    open_gate();
    load_ = 0.5;
    EXPECT_TRUE(admit(read).verdict());
    const Admission refused = admit(write);
    ASSERT_FALSE(refused.verdict());
    EXPECT_EQ(refused.verdict().error().code, ErrorCode::resource_exhausted);
    EXPECT_TRUE(refused.verdict().error().retry_after);
    load_ = 0.9;
    EXPECT_FALSE(admit(read).verdict());
    const auto records = audited();
    ASSERT_EQ(records.size(), 1U) << "the write, not the read";
    EXPECT_EQ(records[0].operation, "ingestDocuments");
    EXPECT_EQ(records[0].outcome, "resource_exhausted");
}

TEST_F(GatekeeperTest, LimitsTheRateAndTellsWhatIsLeft) {
    open_gate({.limits = {.key = {.rate = {.per_second = 2, .burst = 2}}}});
    EXPECT_EQ(admit(read).quota()->remaining, 1U);
    EXPECT_EQ(admit(read).quota()->remaining, 0U);
    const Admission refused = admit(read);
    ASSERT_FALSE(refused.verdict());
    EXPECT_EQ(refused.verdict().error().code, ErrorCode::resource_exhausted);
    EXPECT_EQ(refused.verdict().error().retry_after, 500ms);
    ASSERT_TRUE(refused.quota());
    EXPECT_EQ(refused.quota()->limit, 2U);
    EXPECT_EQ(refused.quota()->remaining, 0U);
    steady_.advance(500ms);
    EXPECT_TRUE(admit(read).verdict());
    EXPECT_EQ(recording_.total("admissions_refused_total", {"rate"}), 1);
}

TEST_F(GatekeeperTest, OperationCountsAsUnderWayUntilItIsFinishedOrDropped) {
    open_gate({.limits = {.key = {.concurrent = 1}}});
    Admission first = admit(read);
    EXPECT_EQ(admit(read).verdict().error().code, ErrorCode::resource_exhausted);
    first.finish(std::nullopt);
    {
        const Admission second = admit(read);
        EXPECT_TRUE(second.verdict());
        EXPECT_FALSE(admit(read).verdict());
    }
    EXPECT_TRUE(admit(read).verdict());
}

TEST_F(GatekeeperTest, AuditsWritesWhateverTheirOutcome) {
    open_gate();
    context_.trace = *parse_traceparent("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
    admit(write).finish(std::nullopt, "manuals");
    admit(write).finish(ErrorCode::not_found, "absent");
    {
        const Admission dropped = admit(write);
    }
    admit(read).finish(std::nullopt, "manuals");
    const auto records = audited();
    ASSERT_EQ(records.size(), 3U);
    EXPECT_EQ(records[0].outcome, "ok");
    EXPECT_EQ(records[0].target, "manuals");
    EXPECT_EQ(records[0].operation, "ingestDocuments");
    EXPECT_EQ(records[0].tenant.value, "acme");
    EXPECT_EQ(records[0].key.value, "key1");
    EXPECT_EQ(records[0].trace_id, "0af7651916cd43dd8448eb211c80319c");
    EXPECT_EQ(records[1].outcome, "not_found");
    EXPECT_EQ(records[2].outcome, "internal");
}

TEST_F(GatekeeperTest, OpenGateAsksNobodyButStillAuditsAndLimits) {
    open_gate({.open = true, .limits = {.tenant = {.rate = {.per_second = 1, .burst = 2}}}});
    EXPECT_TRUE(gate_->is_open());
    const auto principal = show("lk_rubbish");
    ASSERT_TRUE(principal);
    EXPECT_EQ(principal->tenant.value, "default");
    EXPECT_EQ(principal->scopes, Scopes::all());
    admit(write).finish(std::nullopt);
    EXPECT_TRUE(admit(read).verdict());
    EXPECT_FALSE(admit(read).verdict());
    EXPECT_EQ(audited().size(), 1U);
}

TEST_F(GatekeeperTest, RefusesOptionsOutOfRange) {
    EXPECT_TRUE(validate(Gatekeeper::Options{}));
    EXPECT_FALSE(validate(Gatekeeper::Options{.limits = {.key = {.rate = {.per_second = -1}}}}));
    EXPECT_FALSE(validate(Gatekeeper::Options{.limits = {.tenant = {.rate = {.per_second = -1}}}}));
    EXPECT_FALSE(validate(Gatekeeper::Options{.limits = {.max_callers = 1}}));
    EXPECT_FALSE(validate(Gatekeeper::Options{.attempts = {.failures = {.per_second = -1}}}));
    EXPECT_FALSE(validate(Gatekeeper::Options{.load = {.writes = 2}}));
}

}  // namespace
}  // namespace lectern::access
