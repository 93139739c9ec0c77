#include "app/access_options.hpp"

#include <gtest/gtest.h>

#include "app/load_config.hpp"

namespace lectern::app {
namespace {

using Settings = std::vector<std::pair<std::string, std::string>>;

Result<AccessOptions> options(Settings settings) {
    return access_options(load_config({.settings = std::move(settings)}).value());
}

std::string refusal(Settings settings) {
    const auto made = options(std::move(settings));
    if (made) return "(accepted)";
    EXPECT_EQ(made.error().code, ErrorCode::invalid_argument);
    return made.error().message;
}

const Settings with_issuer{
    {"auth.mode", "required"},
    {"auth.jwt.issuer", "https://id.example"},
    {"auth.jwt.audience", "lectern, other"}
};

Settings operator+(Settings settings, std::pair<std::string, std::string> more) {
    settings.push_back(std::move(more));
    return settings;
}

TEST(AccessOptions, LetEverybodyInByDefault) {
    const auto made = options({});
    ASSERT_TRUE(made);
    EXPECT_TRUE(made->gate.open);
    EXPECT_FALSE(made->issuer);
    EXPECT_TRUE(made->cors.origins.empty());
}

TEST(AccessOptions, TakeOverEachSetting) {
    const auto made = options(
        with_issuer + std::pair("auth.jwt.algorithms", "ES256, EdDSA") +
        std::pair("auth.jwt.clock_skew", "30s") + std::pair("auth.jwt.scopes_claim", "roles") +
        std::pair("auth.jwt.default_tenant", "acme") +
        std::pair("limits.requests_per_second", "2.5") + std::pair("limits.burst", "10") +
        std::pair("limits.concurrency", "4") +
        std::pair("limits.tenant_requests_per_second", "20") +
        std::pair("limits.shed_writes_at", "0.25") + std::pair("limits.failures_per_second", "0") +
        std::pair("cors.allowed_origins", "https://a.example,https://b.example")
    );
    ASSERT_TRUE(made) << made.error().message;
    EXPECT_FALSE(made->gate.open);
    EXPECT_EQ(made->gate.limits.key.rate.per_second, 2.5);
    EXPECT_EQ(made->gate.limits.key.rate.burst, 10U);
    EXPECT_EQ(made->gate.limits.key.concurrent, 4U);
    EXPECT_EQ(made->gate.limits.tenant.rate.per_second, 20);
    EXPECT_EQ(made->gate.load.writes, 0.25);
    EXPECT_EQ(made->gate.attempts.failures.per_second, 0);
    ASSERT_TRUE(made->issuer);
    EXPECT_EQ(made->issuer->keys.issuer, "https://id.example");
    const auto& tokens = made->issuer->tokens;
    EXPECT_EQ(tokens.algorithms, (std::vector{access::Algorithm::es256, access::Algorithm::eddsa}));
    EXPECT_EQ(tokens.claims.audiences, (std::vector<std::string>{"lectern", "other"}));
    EXPECT_EQ(tokens.claims.clock_skew, std::chrono::seconds{30});
    EXPECT_EQ(tokens.claims.scope_claims, std::vector<std::string>{"roles"});
    EXPECT_EQ(tokens.claims.default_tenant, TenantId{"acme"});
    EXPECT_EQ(made->cors.origins.size(), 2U);
}

TEST(AccessOptions, HalfAConfigurationIsRefused) {
    EXPECT_EQ(
        refusal({{"auth.jwt.issuer", "https://id.example"}, {"auth.jwt.audience", "lectern"}}),
        "auth.jwt.issuer needs auth.mode = required"
    );
    EXPECT_EQ(
        refusal({{"auth.mode", "required"}, {"auth.jwt.issuer", "https://id.example"}}),
        "auth.jwt.issuer needs auth.jwt.audience"
    );
    for (const char* setting :
         {"auth.jwt.audience", "auth.jwt.jwks_url", "auth.jwt.default_tenant"}) {
        EXPECT_EQ(
            refusal({{"auth.mode", "required"}, {setting, "x"}}),
            std::string(setting) + " needs auth.jwt.issuer"
        );
    }
    EXPECT_NE(refusal({{"limits.burst", "5"}}), "(accepted)");
    EXPECT_NE(refusal({{"limits.tenant_burst", "5"}}), "(accepted)");
    EXPECT_NE(refusal({{"cors.allow_credentials", "true"}}), "(accepted)");
}

TEST(AccessOptions, WhatModulesRefuseIsRefusedHere) {
    EXPECT_NE(refusal(with_issuer + std::pair("auth.jwt.algorithms", "HS256")), "(accepted)");
    EXPECT_NE(refusal(with_issuer + std::pair("auth.jwt.algorithms", "none")), "(accepted)");
    EXPECT_NE(refusal(with_issuer + std::pair("auth.jwt.algorithms", "")), "(accepted)");
    EXPECT_NE(refusal(with_issuer + std::pair("auth.jwt.jwks_url", "ftp://x")), "(accepted)");
    EXPECT_NE(refusal(with_issuer + std::pair("auth.jwt.clock_skew", "1h")), "(accepted)");
    EXPECT_NE(refusal(with_issuer + std::pair("auth.jwt.default_tenant", "No")), "(accepted)");
    EXPECT_NE(
        refusal({{"limits.shed_writes_at", "0.9"}, {"limits.shed_reads_at", "0.5"}}), "(accepted)"
    );
    EXPECT_NE(
        refusal({{"cors.allowed_origins", "*"}, {"cors.allow_credentials", "true"}}), "(accepted)"
    );
    EXPECT_NE(refusal({{"cors.allowed_origins", "app.example"}}), "(accepted)");
}

}  // namespace
}  // namespace lectern::app
