#pragma once

#include "ports/testing/store_suite.hpp"

namespace lectern::ports::testing {

class ApiKeyStoreSuite : public StoreSuite {
  protected:
    /// A key of `acme_` that says something in every member.
    domain::ApiKey key(const std::string& id) {
        return {
            .id = {id},
            .tenant = acme_.principal.tenant,
            .name = "name of " + id,
            .scopes = {Scope::jobs_read, Scope::tenants_admin},
            .digest = "digest of " + id,
            .previous_digest = "previous digest",
            .previous_expires_at = store().clock().now() + std::chrono::hours{1},
            .created_at = store().clock().now(),
            .expires_at = store().clock().now() + std::chrono::hours{2},
            .revoked_at = store().clock().now() + std::chrono::hours{3},
        };
    }

    std::vector<std::string> listed(const TenantId& tenant, std::uint32_t limit = 10) {
        std::vector<std::string> ids;
        const auto all = read_all(limit, [&](const domain::PageRequest& page) {
            return store().api_keys().list(acme_, tenant, page);
        });
        for (const domain::ApiKey& found : all) ids.push_back(found.id.value);
        return ids;
    }
};

TEST_P(ApiKeyStoreSuite, KeepsEveryMember) {
    domain::ApiKey plain{.id = {"plain"}, .tenant = acme_.principal.tenant};
    plain.created_at = store().clock().now();
    must(store().api_keys().create(acme_, key("full")));
    must(store().api_keys().create(acme_, plain));
    EXPECT_EQ(must(store().api_keys().find(acme_, {"full"})), key("full"));
    EXPECT_EQ(must(store().api_keys().find(acme_, {"plain"})), plain);
}

TEST_P(ApiKeyStoreSuite, KeepsEveryScope) {
    std::vector<Scope> one_more;
    for (const Scope scope : Scopes::all().list()) {
        one_more.push_back(scope);
        domain::ApiKey made = key(std::string("scope ").append(to_string(scope)));
        made.scopes = {};
        for (const Scope wanted : one_more) made.scopes.add(wanted);
        must(store().api_keys().create(acme_, made));
        EXPECT_EQ(must(store().api_keys().find(acme_, made.id)).scopes, made.scopes);
    }
}

TEST_P(ApiKeyStoreSuite, FindsAKeyOfWhateverTenant) {
    must(store().api_keys().create(acme_, key("k")));
    EXPECT_EQ(must(store().api_keys().find(other_, {"k"})), key("k"));
    EXPECT_EQ(code_of(store().api_keys().find(acme_, {"K"})), ErrorCode::not_found);
    EXPECT_EQ(code_of(store().api_keys().find(acme_, {})), ErrorCode::not_found);
}

TEST_P(ApiKeyStoreSuite, RefusesASecondKeyOfThatIdInWhateverTenant) {
    must(store().api_keys().create(acme_, key("k")));
    domain::ApiKey theirs = key("k");
    theirs.tenant = other_.principal.tenant;
    EXPECT_EQ(code_of(store().api_keys().create(acme_, key("k"))), ErrorCode::already_exists);
    EXPECT_EQ(code_of(store().api_keys().create(other_, theirs)), ErrorCode::already_exists);
    EXPECT_EQ(must(store().api_keys().find(acme_, {"k"})), key("k"));
}

TEST_P(ApiKeyStoreSuite, ListsOneTenantsKeysOldestFirstInParts) {
    const std::vector<std::string> order{"d", "b", "c", "a"};
    for (const std::string& id : order) {
        must(store().api_keys().create(acme_, key(id)));
        store().clock().advance(std::chrono::milliseconds{1});
    }
    domain::ApiKey theirs = key("theirs");
    theirs.tenant = other_.principal.tenant;
    must(store().api_keys().create(other_, theirs));
    for (const std::uint32_t limit : {1U, 2U, 3U, 4U, 5U})
        EXPECT_EQ(listed(acme_.principal.tenant, limit), order);
    EXPECT_EQ(listed(other_.principal.tenant), std::vector<std::string>{"theirs"});
    EXPECT_TRUE(listed({"nobody"}).empty());
}

TEST_P(ApiKeyStoreSuite, ListsKeysOfTheSameMomentOnce) {
    for (const char* id : {"c", "a", "b"}) must(store().api_keys().create(acme_, key(id)));
    for (const std::uint32_t limit : {1U, 2U, 3U})
        EXPECT_EQ(listed(acme_.principal.tenant, limit), (std::vector<std::string>{"a", "b", "c"}));
}

TEST_P(ApiKeyStoreSuite, RefusesCursorsAndLimitsThatAreNone) {
    for (const domain::PageRequest& page : {
             domain::PageRequest{.cursor = "nonsense"},
             domain::PageRequest{.limit = 0},
             domain::PageRequest{.limit = 1001},
         }) {
        EXPECT_EQ(
            code_of(store().api_keys().list(acme_, acme_.principal.tenant, page)),
            ErrorCode::invalid_argument
        );
    }
}

TEST_P(ApiKeyStoreSuite, ReplacesAKeyOfItsTenantAlone) {
    must(store().api_keys().create(acme_, key("k")));
    domain::ApiKey changed = key("k");
    changed.name = "another";
    changed.digest = "another digest";
    changed.scopes = {Scope::admin};
    changed.previous_expires_at.reset();
    changed.revoked_at.reset();
    must(store().api_keys().replace(acme_, changed));
    EXPECT_EQ(must(store().api_keys().find(acme_, {"k"})), changed);
    domain::ApiKey theirs = key("k");
    theirs.tenant = other_.principal.tenant;
    EXPECT_EQ(code_of(store().api_keys().replace(other_, theirs)), ErrorCode::not_found);
    EXPECT_EQ(code_of(store().api_keys().replace(acme_, key("none"))), ErrorCode::not_found);
    EXPECT_EQ(must(store().api_keys().find(acme_, {"k"})), changed);
    EXPECT_EQ(listed(acme_.principal.tenant).size(), 1U);
}

}  // namespace lectern::ports::testing
