#include "core/scopes.hpp"

#include <gtest/gtest.h>

namespace lectern {
namespace {

TEST(Scopes, NamesParseBack) {
    for (const Scope scope : Scopes::all().list()) EXPECT_EQ(parse_scope(to_string(scope)), scope);
    EXPECT_FALSE(parse_scope("ingest"));
    EXPECT_FALSE(parse_scope(""));
}

TEST(Scopes, AllowWhatTheyHold) {
    const Scopes scopes{Scope::ingest_write, Scope::jobs_read};
    EXPECT_TRUE(scopes.allows(Scope::ingest_write));
    EXPECT_FALSE(scopes.allows(Scope::jobs_write));
    EXPECT_FALSE(scopes.allows(Scope::admin));
    EXPECT_EQ(to_string(scopes), "ingest:write jobs:read");
    EXPECT_FALSE(Scopes{}.allows(Scope::retrieve_read));
}

TEST(Scopes, AdminAllowsEverythingButOtherTenants) {
    const Scopes admin{Scope::admin};
    for (const Scope scope : Scopes::all().list()) {
        EXPECT_EQ(admin.allows(scope), scope != Scope::tenants_admin);
    }
}

TEST(Scopes, CoverNoMoreThanTheyAllow) {
    EXPECT_TRUE(Scopes{Scope::admin}.covers({Scope::ingest_write, Scope::audit_read}));
    EXPECT_FALSE(Scopes{Scope::admin}.covers(Scopes::all()));
    EXPECT_FALSE(Scopes{Scope::ingest_write}.covers({Scope::admin}));
    EXPECT_TRUE(Scopes{}.covers({}));
}

}  // namespace
}  // namespace lectern
