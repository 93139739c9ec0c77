#include "telemetry/sentry/tenant_mark.hpp"

#include <fstream>

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "core/testing/temporary_folder.hpp"

namespace lectern::telemetry::sentry {
namespace {

TEST(TenantMark, IsTheBeginningOfAnHmac) {
    // RFC 4231, test case 2.
    EXPECT_EQ(tenant_mark("what do ya want for nothing?", "Jefe"), "5bdcc146bf60754e");
    EXPECT_EQ(tenant_mark("", "Jefe"), "");
    EXPECT_NE(tenant_mark("acme", "one key"), tenant_mark("acme", "another key"));
}

TEST(TenantMark, KeepsTheKeyThatItMade) {
    const TemporaryFolder folder;
    const auto made = load_or_make_key(folder.path());
    ASSERT_TRUE(made);
    EXPECT_EQ(made->size(), 64U);
    EXPECT_EQ(load_or_make_key(folder.path()).value(), *made);
    struct stat status{};
    ASSERT_EQ(::stat((folder.path() / "tenant-key").c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777U, 0600U);
    EXPECT_FALSE(load_or_make_key(folder.path() / "absent"));
}

TEST(TenantMark, NeverMakesAKeyInTheOperatorsPlace) {
    const TemporaryFolder folder;
    EXPECT_EQ(load_key(folder.path() / "key").error().code, ErrorCode::invalid_argument);
    EXPECT_FALSE(std::filesystem::exists(folder.path() / "key"));
    std::ofstream(folder.path() / "key") << "sixteen bytes it has";
    EXPECT_EQ(load_key(folder.path() / "key").value(), "sixteen bytes it has");
}

}  // namespace
}  // namespace lectern::telemetry::sentry
