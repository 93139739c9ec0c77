#include "access/token_verifier.hpp"

#include <functional>

#include <gtest/gtest.h>

#include "access/testing/issuer_server.hpp"
#include "access/testing/manual_steady.hpp"
#include "access/testing/signing_key.hpp"
#include "core/base64.hpp"

namespace lectern::access {
namespace {

using namespace std::chrono_literals;
using testing::jwk_set;
using testing::SigningKey;

constexpr const char* issuer_name = "http://127.0.0.1/issuer";

// Making RSA keys is slow, so that all tests share these.
struct Signers {
    SigningKey rsa = SigningKey::rsa();
    SigningKey p256 = SigningKey::p256();
    SigningKey p384 = SigningKey::p384();
    SigningKey ed25519 = SigningKey::ed25519();
    SigningKey weak = SigningKey::rsa(1024);
    SigningKey stranger = SigningKey::rsa();
};

const Signers& signers() {
    static const Signers made;
    return made;
}

const SigningKey& signer_of(std::string_view algorithm) {
    if (algorithm == "ES256") return signers().p256;
    if (algorithm == "ES384") return signers().p384;
    return algorithm == "EdDSA" ? signers().ed25519 : signers().rsa;
}

std::string header(std::string_view algorithm, std::string_view id) {
    return R"({"alg":")" + std::string(algorithm) + R"(","typ":"JWT","kid":")" + std::string(id) +
           "\"}";
}

std::string id_of(std::string_view algorithm) {
    return algorithm.starts_with("RS") || algorithm.starts_with("PS") ? "rsa"
                                                                      : std::string(algorithm);
}

class TokenVerifierTest : public ::testing::Test {
  protected:
    TokenVerifierTest() {
        publish({
            signers().rsa.jwk("rsa"),
            signers().p256.jwk("ES256"),
            signers().p384.jwk("ES384"),
            signers().ed25519.jwk("EdDSA"),
            signers().weak.jwk("weak"),
        });
    }

    void publish(std::initializer_list<std::string> keys) {
        server_.publish("/jwks", {.body = jwk_set(keys)});
    }

    ClaimRules rules() const { return {.issuer = issuer_name, .audiences = {"lectern", "api"}}; }

    TokenVerifier make(TokenVerifier::Options options) {
        return {keys_, clock_, std::move(options)};
    }

    std::int64_t now() const {
        return std::chrono::floor<std::chrono::seconds>(clock_.now()).time_since_epoch().count();
    }

    // `{...}` with the claims of a good token, but for one: `name` is left out when `value` is
    // empty.
    std::string claims(std::string_view name = {}, std::string_view value = {}) const {
        const std::pair<std::string, std::string> good[] = {
            {"iss", std::string("\"") + issuer_name + '"'},
            {"aud", "\"lectern\""},
            {"sub", "\"ann\""},
            {"tenant", "\"acme\""},
            {"scope", "\"openid retrieve:read jobs:read\""},
            {"exp", std::to_string(now() + 300)},
            {"iat", std::to_string(now())},
        };
        std::string text;
        bool found = name.empty();
        const auto add = [&text](std::string_view member, std::string_view member_value) {
            if (member_value.empty()) return;
            text.append(text.empty() ? "\"" : ",\"").append(member).append("\":");
            text.append(member_value);
        };
        for (const auto& [member, member_value] : good) {
            found = found || member == name;
            add(member, member == name ? value : member_value);
        }
        if (!found) add(name, value);
        return "{" + text + "}";
    }

    std::string token(std::string_view algorithm, std::string_view with_claims) const {
        return signer_of(algorithm).token(
            algorithm, header(algorithm, id_of(algorithm)), with_claims
        );
    }

    void expect_refused(TokenVerifier& verifier, std::string_view shown, std::string_view reason) {
        const auto verified = verifier.verify({}, shown);
        ASSERT_FALSE(verified) << reason;
        EXPECT_EQ(verified.error().code, ErrorCode::unauthenticated);
        EXPECT_EQ(verified.error().message, reason);
    }

    ManualClock clock_;
    testing::ManualSteady steady_;
    testing::IssuerServer server_;
    IssuerKeys keys_{
        {.issuer = issuer_name, .jwks_url = server_.url() + "/jwks"}, {}, steady_.clock()
    };
    TokenVerifier verifier_{keys_, clock_, {.claims = rules()}};
};

TEST_F(TokenVerifierTest, KnowsAGoodTokenOfEveryAlgorithm) {
    for (const Algorithm algorithm : all_algorithms()) {
        const auto verified = verifier_.verify({}, token(to_string(algorithm), claims()));
        ASSERT_TRUE(verified) << to_string(algorithm) << ": " << verified.error().message;
        EXPECT_EQ(verified->tenant.value, "acme");
        EXPECT_EQ(verified->subject, "ann");
        EXPECT_EQ(verified->scopes, (Scopes{Scope::retrieve_read, Scope::jobs_read}));
        EXPECT_TRUE(verified->key.empty());
    }
}

TEST_F(TokenVerifierTest, RefusesWhatIsNotSignedByTheIssuer) {
    const std::string good = token("RS256", claims());
    const std::string signed_text = good.substr(0, good.rfind('.'));
    const std::string unsigned_text =
        encode_base64url(R"({"alg":"none"})") + '.' + encode_base64url(claims());
    const std::string hmac_text =
        encode_base64url(header("HS256", "rsa")) + '.' + encode_base64url(claims());
    const std::string hmac =
        encode_base64url(testing::hmac_sha256(signers().rsa.public_pem(), hmac_text));
    const auto& [rsa, p256, p384, ed25519, weak, stranger] = signers();

    const struct {
        const char* attack;
        std::string shown;
        const char* reason;
    } attacks[] = {
        {"alg none", unsigned_text + '.', "the token's algorithm is not accepted"},
        {"alg none with a signature", unsigned_text + ".AA", "the token's algorithm is not accepted"
        },
        {"alg none in other letters",
         encode_base64url(R"({"alg":"nOnE"})") + '.' + encode_base64url(claims()) + '.',
         "the token's algorithm is not accepted"},
        {"hmac with the public key", hmac_text + '.' + hmac, "the token's algorithm is not accepted"
        },
        {"no algorithm",
         rsa.token("RS256", R"({"kid":"rsa"})", claims()),
         "the token's algorithm is not accepted"},
        {"algorithm is no string",
         rsa.token("RS256", R"({"alg":["RS256"]})", claims()),
         "the token's algorithm is not accepted"},
        {"signature left out", signed_text + '.', "the token is malformed"},
        {"signature of another key",
         stranger.token("RS256", header("RS256", "rsa"), claims()),
         "the token's signature is wrong"},
        {"signature of another token",
         signed_text + token("RS256", claims("sub", "\"bob\"")).substr(signed_text.size()),
         "the token's signature is wrong"},
        {"claims exchanged",
         good.substr(0, good.find('.') + 1) + encode_base64url(claims("sub", "\"bob\"")) +
             good.substr(good.rfind('.')),
         "the token's signature is wrong"},
        {"unknown key",
         stranger.token("RS256", header("RS256", "other"), claims()),
         "the token is signed with an unknown key"},
        {"rsa key for an ec algorithm",
         p256.token("ES256", header("ES256", "rsa"), claims()),
         "the token is signed with an unknown key"},
        {"ec key for an rsa algorithm",
         rsa.token("RS256", header("RS256", "ES256"), claims()),
         "the token is signed with an unknown key"},
        {"another algorithm of the same key",
         rsa.token("PS256", header("RS256", "rsa"), claims()),
         "the token's signature is wrong"},
        {"another curve",
         p384.token("ES384", header("ES256", "ES256"), claims()),
         "the token's signature is wrong"},
        {"weak rsa key",
         weak.token("RS256", header("RS256", "weak"), claims()),
         "the token is signed with an unknown key"},
        {"key that the token brings along",
         stranger.token(
             "RS256",
             R"({"alg":"RS256","kid":"rsa","jwk":{)" + stranger.jwk_members() + "}}",
             claims()
         ),
         "the token's signature is wrong"},
    };
    for (const auto& attack : attacks) {
        SCOPED_TRACE(attack.attack);
        expect_refused(verifier_, attack.shown, attack.reason);
    }
}

TEST_F(TokenVerifierTest, RefusesHeadersThatAreNotForUs) {
    const struct {
        const char* header;
        const char* reason;
    } headers[] = {
        {R"({"alg":"RS256","kid":"rsa","crit":["exp"],"exp":1})", "the token asks for extensions"},
        {R"({"alg":"RS256","kid":"rsa","crit":[]})", "the token asks for extensions"},
        {R"({"alg":"RS256","kid":"rsa","b64":false,"crit":["b64"]})",
         "the token asks for extensions"},
        {R"({"alg":"RS256","alg":"none"})", "the token's header is malformed"},
        {R"({"alg":"RS256","kid":7})", "the token's header is malformed"},
        {R"(["alg","RS256"])", "the token's header is malformed"},
        {R"({"alg":"RS256","kid":"rsa","typ":"logout+jwt"})", "the token is of another type"},
        {R"({"alg":"RS256","kid":"rsa","typ":"dpop+jwt"})", "the token is of another type"},
        {R"({"alg":"RS256","kid":"rsa","typ":1})", "the token is of another type"},
    };
    for (const auto& [text, reason] : headers)
        expect_refused(verifier_, signers().rsa.token("RS256", text, claims()), reason);
    const std::string long_id(257, 'k');
    expect_refused(
        verifier_,
        signers().rsa.token("RS256", header("RS256", long_id), claims()),
        "the token's header is malformed"
    );
    for (const char* type : {"JWT", "jwt", "at+jwt", "application/at+jwt", "AT+JWT"}) {
        const std::string text =
            R"({"alg":"RS256","kid":"rsa","typ":")" + std::string(type) + "\"}";
        EXPECT_TRUE(verifier_.verify({}, signers().rsa.token("RS256", text, claims()))) << type;
    }
}

TEST_F(TokenVerifierTest, RefusesOtherForms) {
    const std::string good = token("ES256", claims());
    const auto first = good.find('.');
    const auto second = good.rfind('.');
    const struct {
        const char* attack;
        std::string shown;
        const char* reason;
    } forms[] = {
        {"nothing", "", "the token has not three parts"},
        {"one part", "abc", "the token has not three parts"},
        {"two parts", good.substr(0, second), "the token has not three parts"},
        {"four parts", good + ".AAAA", "the token has not three parts"},
        {"five parts, encrypted", "a.b.c.d.e", "the token has not three parts"},
        {"empty header", good.substr(first), "the token's header is malformed"},
        {"padded header",
         good.substr(0, first) + "==" + good.substr(first),
         "the token's header is malformed"},
        {"padded signature", good + "==", "the token is malformed"},
        {"space behind", good + " ", "the token is malformed"},
        {"line end behind", good + "\n", "the token is malformed"},
        {"standard alphabet", good.substr(0, second) + ".+/++", "the token is malformed"},
        {"claims with another character",
         good.substr(0, first) + ".a~" + good.substr(second),
         "the token is malformed"},
    };
    for (const auto& form : forms) {
        SCOPED_TRACE(form.attack);
        expect_refused(verifier_, form.shown, form.reason);
    }
    // 64 bytes of signature leave four bits of its last character over.
    std::string stray = good;
    stray.back() = stray.back() == 'B' ? 'C' : 'B';
    expect_refused(verifier_, stray, "the token is malformed");
}

TEST_F(TokenVerifierTest, TokenWithoutKeyIdIsCheckedWithTheOnlyKeyThatFits) {
    EXPECT_TRUE(verifier_.verify({}, signers().rsa.token("RS256", R"({"alg":"RS256"})", claims())));
    expect_refused(
        verifier_,
        signers().stranger.token("RS256", R"({"alg":"RS256"})", claims()),
        "the token's signature is wrong"
    );
}

TEST_F(TokenVerifierTest, RefusesOversizedTokensUnread) {
    const std::string long_claims = claims("note", '"' + std::string(9'000, 'x') + '"');
    expect_refused(verifier_, token("ES256", long_claims), "the token is too long");
    EXPECT_EQ(server_.requests("/jwks"), 0);
}

TEST_F(TokenVerifierTest, RefusesClaimsThatBreakARule) {
    const auto at = [this](std::int64_t seconds) { return std::to_string(now() + seconds); };
    const struct {
        const char* name;
        std::string value;
        const char* reason;
    } broken[] = {
        {"iss", "", "the token is of another issuer"},
        {"iss", "\"http://127.0.0.1/issuer/\"", "the token is of another issuer"},
        {"iss", "[\"http://127.0.0.1/issuer\"]", "the token is of another issuer"},
        {"aud", "", "the token is for another audience"},
        {"aud", "\"other\"", "the token is for another audience"},
        {"aud", "\"lectern2\"", "the token is for another audience"},
        {"aud", "[\"other\",\"else\"]", "the token is for another audience"},
        {"aud", "[]", "the token is for another audience"},
        {"aud", "{\"lectern\":1}", "the token is for another audience"},
        {"aud", "[[\"lectern\"]]", "the token is for another audience"},
        {"exp", "", "the token does not expire"},
        {"exp", "null", "the token's claim exp is malformed"},
        {"exp", '"' + at(300) + '"', "the token's claim exp is malformed"},
        {"exp", "1e300", "the token's claim exp is malformed"},
        {"exp", "9223372036854775807", "the token's claim exp is malformed"},
        {"exp", "-1", "the token's claim exp is malformed"},
        {"exp", at(-60), "the token is expired"},
        {"nbf", at(61), "the token is not valid yet"},
        {"nbf", "true", "the token's claim nbf is malformed"},
        {"iat", at(61), "the token was issued in the future"},
        {"iat", "\"now\"", "the token's claim iat is malformed"},
        {"sub", "", "the token's claim sub is absent or malformed"},
        {"sub", "\"\"", "the token's claim sub is absent or malformed"},
        {"sub", "7", "the token's claim sub is absent or malformed"},
        {"sub", "\"a\\nb\"", "the token's claim sub is absent or malformed"},
        {"sub", '"' + std::string(257, 'a') + '"', "the token's claim sub is absent or malformed"},
        {"tenant", "", "the token names no tenant"},
        {"tenant", "\"\"", "the token's tenant is malformed"},
        {"tenant", "[\"acme\"]", "the token's tenant is malformed"},
        {"tenant", "\"Acme Corp\"", "the token's tenant is malformed"},
        {"tenant", "\"../x\"", "the token's tenant is malformed"},
        {"scope", "7", "the token's claim scope is malformed"},
        {"scope", "[7]", "the token's claim scope is malformed"},
    };
    for (const auto& [name, value, reason] : broken) {
        SCOPED_TRACE(std::string(name) + " = " + value);
        expect_refused(verifier_, token("ES256", claims(name, value)), reason);
    }
    const std::string good = claims();
    for (const std::string& text :
         {std::string("[]"), good + " x", good.substr(0, good.size() - 1) + R"(,"tenant":"other"})"
         })
        expect_refused(verifier_, token("ES256", text), "the token's claims are malformed");
}

TEST_F(TokenVerifierTest, AllowsForClocksThatDiffer) {
    for (const auto& [name, seconds] :
         {std::pair("exp", -59), std::pair("nbf", 60), std::pair("iat", 60)}) {
        const std::string shown = token("ES256", claims(name, std::to_string(now() + seconds)));
        EXPECT_TRUE(verifier_.verify({}, shown)) << name;
    }
    const std::string fraction = std::to_string(now() + 1) + ".5";
    EXPECT_TRUE(verifier_.verify({}, token("ES256", claims("exp", fraction))));
}

TEST_F(TokenVerifierTest, AudienceMayBeOneOfSeveral) {
    for (const char* audience : {"\"api\"", "[\"other\",\"api\"]", "[\"lectern\"]"})
        EXPECT_TRUE(verifier_.verify({}, token("ES256", claims("aud", audience)))) << audience;
}

TEST_F(TokenVerifierTest, ScopesComeFromTheClaimsThatAreConfigured) {
    ClaimRules configured = rules();
    configured.scope_claims = {"scope", "roles"};
    TokenVerifier verifier = make({.claims = configured});
    const auto scopes = [&](std::string_view name, std::string_view value) {
        const auto verified = verifier.verify({}, token("ES256", claims(name, value)));
        EXPECT_TRUE(verified) << verified.error().message;
        return verified->scopes;
    };
    EXPECT_EQ(scopes("scope", ""), Scopes());
    EXPECT_EQ(scopes("scope", "\"  admin  \""), Scopes{Scope::admin});
    EXPECT_EQ(scopes("scope", "\"Admin admin2 admi\""), Scopes());
    EXPECT_EQ(scopes("scope", R"(["graph:read","x"])"), Scopes{Scope::graph_read});
    const Scopes first{Scope::retrieve_read, Scope::jobs_read};
    EXPECT_EQ(scopes("roles", R"(["admin"])"), first) << "the first that is there counts alone";
    EXPECT_EQ(scopes("scp", R"(["admin"])"), first) << "is not configured";
    configured.scope_claims = {"groups", "roles", "scope"};
    TokenVerifier by_roles = make({.claims = configured});
    const auto verified = by_roles.verify({}, token("ES256", claims("roles", R"(["graph:read"])")));
    ASSERT_TRUE(verified);
    EXPECT_EQ(verified->scopes, Scopes{Scope::graph_read});
}

TEST_F(TokenVerifierTest, TenantMayComeFromAnotherClaimOrByDefault) {
    ClaimRules configured = rules();
    configured.tenant_claim = "org";
    configured.default_tenant = {"public"};
    TokenVerifier verifier = make({.claims = configured});
    const auto tenant = [&](std::string_view name, std::string_view value) {
        const auto verified = verifier.verify({}, token("ES256", claims(name, value)));
        return verified ? verified->tenant.value : verified.error().message;
    };
    EXPECT_EQ(tenant("org", "\"blue\""), "blue");
    EXPECT_EQ(tenant("tenant", "\"acme\""), "public");
    EXPECT_EQ(tenant("org", "\"\""), "the token's tenant is malformed");
}

TEST_F(TokenVerifierTest, AcceptsTheConfiguredAlgorithmsAlone) {
    TokenVerifier verifier = make({.algorithms = {Algorithm::es256}, .claims = rules()});
    EXPECT_TRUE(verifier.verify({}, token("ES256", claims())));
    expect_refused(verifier, token("RS256", claims()), "the token's algorithm is not accepted");
}

TEST_F(TokenVerifierTest, CachedTokenEndsWhenItExpires) {
    const std::string shown = token("ES256", claims());
    ASSERT_TRUE(verifier_.verify({}, shown));
    clock_.advance(300s + 59s);
    EXPECT_TRUE(verifier_.verify({}, shown));
    clock_.advance(1s);
    expect_refused(verifier_, shown, "the token is expired");
}

TEST_F(TokenVerifierTest, CachedTokenEndsWhenItsKeyIsWithdrawn) {
    const std::string shown = token("ES256", claims());
    ASSERT_TRUE(verifier_.verify({}, shown));
    publish({signers().rsa.jwk("rsa")});
    steady_.advance(300s);
    // The first check after the lifetime starts a fetch; another key that is not known waits for
    // it.
    (void)verifier_.verify({}, shown);
    (void)verifier_.verify({}, signers().stranger.token("RS256", header("RS256", "x"), claims()));
    expect_refused(verifier_, shown, "the token is signed with an unknown key");
}

TEST_F(TokenVerifierTest, TokensWithTheSameBeginningAreNotMixedUp) {
    TokenVerifier verifier = make({.claims = rules(), .max_cached = 2});
    for (int round = 0; round < 2; ++round) {
        for (const char* subject : {"ann", "bob", "eve"}) {
            const std::string value = '"' + std::string(subject) + '"';
            const auto verified = verifier.verify({}, token("EdDSA", claims("sub", value)));
            ASSERT_TRUE(verified);
            EXPECT_EQ(verified->subject, subject);
        }
    }
}

TEST_F(TokenVerifierTest, WithoutKeysItIsUnavailableAndNotUnauthenticated) {
    server_.set_down(true);
    const auto verified = verifier_.verify({}, token("ES256", claims()));
    ASSERT_FALSE(verified);
    EXPECT_EQ(verified.error().code, ErrorCode::unavailable);
    EXPECT_TRUE(verified.error().retry_after);
    expect_refused(verifier_, "a.b.c", "the token's header is malformed");
}

TEST_F(TokenVerifierTest, RefusesOptionsThatLetAnybodyIn) {
    EXPECT_TRUE(validate(TokenVerifier::Options{.claims = rules()}));
    const auto refused = [this](const std::function<void(TokenVerifier::Options&)>& change) {
        TokenVerifier::Options options{.claims = rules()};
        change(options);
        return !validate(options);
    };
    EXPECT_TRUE(refused([](auto& options) { options.algorithms.clear(); }));
    EXPECT_TRUE(refused([](auto& options) { options.max_token_bytes = 10; }));
    EXPECT_TRUE(refused([](auto& options) { options.claims.issuer.clear(); }));
    EXPECT_TRUE(refused([](auto& options) { options.claims.audiences.clear(); }));
    EXPECT_TRUE(refused([](auto& options) { options.claims.audiences = {""}; }));
    EXPECT_TRUE(refused([](auto& options) { options.claims.clock_skew = 11min; }));
    EXPECT_TRUE(refused([](auto& options) { options.claims.tenant_claim.clear(); }));
    EXPECT_TRUE(refused([](auto& options) { options.claims.scope_claims.clear(); }));
    EXPECT_TRUE(refused([](auto& options) { options.claims.default_tenant = {"A B"}; }));
}

}  // namespace
}  // namespace lectern::access
