// Prints what it costs to find out who asks: the median of many checks on one thread, and its 99th
// percentile, with keys and the issuer's key set at hand. Argument: checks a measurement (default
// 5000).
#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <functional>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "access/gatekeeper.hpp"
#include "access/key_service.hpp"
#include "access/testing/fake_audit_log.hpp"
#include "access/testing/fake_key_store.hpp"
#include "access/testing/issuer_server.hpp"
#include "access/testing/signing_key.hpp"

namespace {

using namespace lectern;
using access::testing::SigningKey;
using Microseconds = std::chrono::duration<double, std::micro>;

template <class T>
T must(Result<T> result) {
    if (!result) {
        fmt::print(stderr, "failed: {}\n", result.error().message);
        std::exit(1);
    }
    return *std::move(result);
}

void print_cost(
    std::string_view what, std::size_t checks, const std::function<void(std::size_t)>& check
) {
    std::vector<double> costs(checks);
    for (std::size_t i = 0; i < checks; ++i) {
        const auto begin = std::chrono::steady_clock::now();
        check(i);
        costs[i] = Microseconds(std::chrono::steady_clock::now() - begin).count();
    }
    std::ranges::sort(costs);
    fmt::print(
        "{:<34} median {:7.2f} us   p99 {:7.2f} us\n",
        what,
        costs[checks / 2],
        costs[checks * 99 / 100]
    );
}

class Bench {
  public:
    explicit Bench(std::size_t checks) : checks_(checks) {
        issuer_.publish(
            "/jwks",
            {.body = access::testing::jwk_set(
                 {rsa_.jwk("RS256"), p256_.jwk("ES256"), ed25519_.jwk("EdDSA")}
             )}
        );
    }

    void check_api_key() {
        const auto key =
            must(service_.create({}, {.name = "bench", .scopes = {Scope::retrieve_read}}));
        const access::Credential shown{.token = key.text};
        print_cost("api key", checks_, [&](std::size_t) { authenticate(shown); });
    }

    void check_token(const std::string& algorithm, const SigningKey& signer) {
        std::vector<access::Credential> tokens(checks_);
        for (std::size_t i = 0; i < checks_; ++i)
            tokens[i].token = make_token(algorithm, signer, i);
        authenticate({.token = make_token(algorithm, signer, checks_)});  // fetches the keys
        print_cost(algorithm + ", token seen first", checks_, [&](std::size_t i) {
            authenticate(tokens[i]);
        });
        print_cost(algorithm + ", token seen before", checks_, [&](std::size_t) {
            authenticate(tokens.back());
        });
    }

    void check_tokens() {
        check_token("RS256", rsa_);
        check_token("ES256", p256_);
        check_token("EdDSA", ed25519_);
    }

    void admit() {
        RequestContext context;
        context.principal.key = {"bench"};
        const access::Rule rule{.operation = "retrieve", .scope = Scope::retrieve_read};
        print_cost("admission of a read, with limits", checks_, [&](std::size_t) {
            const access::Admission admission = gate_.admit(context, origin_, rule);
            if (!admission.verdict()) std::abort();
        });
    }

  private:
    void authenticate(const access::Credential& shown) {
        (void)must(gate_.authenticate(context_, origin_, shown));
    }

    std::string make_token(
        const std::string& algorithm, const SigningKey& signer, std::size_t number
    ) {
        const auto now = std::chrono::floor<std::chrono::seconds>(clock_.now()).time_since_epoch();
        return signer.token(
            algorithm,
            fmt::format(R"({{"alg":"{0}","typ":"at+jwt","kid":"{0}"}})", algorithm),
            fmt::format(
                R"({{"iss":"{}","aud":["lectern","account"],"sub":"user-{}","exp":{},"iat":{},)"
                R"("jti":"5d5ffb8c-8a3c-4b8e-9d0f-6b1c7c1c0a01","tenant":"acme",)"
                R"("scope":"openid profile retrieve:read documents:read"}})",
                issuer_.url(),
                number,
                now.count() + 3'600,
                now.count()
            )
        );
    }

    const std::size_t checks_;
    const RequestContext context_;
    const access::Origin origin_{.protocol = "rest", .remote_address = "127.0.0.1"};
    const SigningKey rsa_ = SigningKey::rsa();
    const SigningKey p256_ = SigningKey::p256();
    const SigningKey ed25519_ = SigningKey::ed25519();
    SystemClock clock_;
    access::testing::IssuerServer issuer_;
    access::testing::FakeKeyStore store_;
    access::testing::FakeAuditLog log_;
    access::KeyRing ring_{store_, clock_, {}};
    access::KeyService service_{store_, ring_, clock_};
    access::IssuerKeys keys_{{.issuer = issuer_.url(), .jwks_url = issuer_.url() + "/jwks"}, {}};
    access::TokenVerifier tokens_{
        keys_,
        clock_,
        {.claims = {.issuer = issuer_.url(), .audiences = {"lectern"}}, .max_cached = 50'000}
    };
    access::AuditTrail trail_{log_, clock_, {}, {}};
    access::Gatekeeper gate_{
        {.keys = ring_, .tokens = &tokens_, .trail = trail_, .load = [] { return 0.0; }},
        {.limits =
             {
                 .key = {.rate = {.per_second = 1e6, .burst = 1'000'000}, .concurrent = 100},
                 .tenant = {.rate = {.per_second = 1e6, .burst = 1'000'000}, .concurrent = 100},
             }}
    };
};

}  // namespace

int main(int argc, char** argv) {
    const std::size_t checks = argc > 1 ? std::strtoul(argv[1], nullptr, 10) : 5'000;
    Bench bench(std::max<std::size_t>(checks, 1));
    bench.check_api_key();
    bench.check_tokens();
    bench.admit();
}
