#include <filesystem>
#include <fstream>
#include <sstream>

#include <gtest/gtest.h>

#include "backends/sqlite/connection.hpp"
#include "backends/sqlite/schema.hpp"
#include "backends/sqlite/sqlite_store.hpp"
#include "core/testing/temporary_folder.hpp"
#include "ports/testing/store_suite.hpp"

namespace lectern::backends::sqlite {
namespace {

using ports::testing::code_of;
using ports::testing::must;

constexpr Connection::Settings writing{.access = Connection::Access::read_write};

std::string text_of(const std::filesystem::path& file) {
    std::ostringstream text;
    text << std::ifstream(file).rdbuf();
    return text.str();
}

// Every store ever released, as text in tests/golden/sqlite.
class Migration : public ::testing::TestWithParam<int> {
  protected:
    Connection connect() {
        return must(Connection::open(folder_.path() / "lectern.db", writing, {}));
    }
    std::unique_ptr<SqliteStore> open() {
        return must(SqliteStore::open({.folder = folder_.path()}, clock_, {}));
    }
    void restore(int version) {
        const std::string name = "version_" + std::to_string(version) + ".sql";
        must(connect().script(text_of("tests/golden/sqlite/" + name)));
        ASSERT_EQ(must(connect().number("PRAGMA user_version")), version);
    }

    TemporaryFolder folder_;
    ManualClock clock_;
    const RequestContext default_ = ports::testing::context_of("default");
};

INSTANTIATE_TEST_SUITE_P(
    From,
    Migration,
    ::testing::Range(1, static_cast<int>(schema_version())),
    [](const auto& version) { return "version_" + std::to_string(version.param); }
);

TEST_P(Migration, AnEarlierStoreOpensWithEverythingInIt) {
    restore(GetParam());
    auto store = open();
    EXPECT_EQ(must(store->check()), std::vector<std::string>());
    const auto jobs = must(store->jobs().list(default_, {}, {})).items;
    ASSERT_EQ(jobs.size(), 1U);
    EXPECT_EQ(jobs[0].state, domain::JobState::partially_failed);
    EXPECT_EQ(must(store->dead_letters().list(default_, {}, {})).items.size(), 1U);
    const auto document =
        must(store->documents().find(default_, {{"default"}, {"notes"}, {"log"}}));
    EXPECT_EQ(document.version, 1U);
    EXPECT_EQ(must(store->vocabularies().find(default_, {"parts"})).entities.size(), 1U);
}

TEST_P(Migration, AnEarlierStoreTakesKeysAndAuditRecords) {
    restore(GetParam());
    auto store = open();
    must(store->api_keys().create(default_, {.id = {"k"}, .tenant = {"default"}}));
    domain::AuditRecord record{.sequence = 1, .previous_hash = std::string(64, '0')};
    record.hash = domain::audit_hash(record);
    must(store->audit().append(default_, std::span(&record, 1)));
    store.reset();
    store = open();
    EXPECT_EQ(must(store->api_keys().find(default_, {"k"})).id, KeyId{"k"});
    EXPECT_EQ(must(store->audit().last(default_)), record);
    EXPECT_EQ(must(connect().number("PRAGMA user_version")), schema_version());
}

TEST_P(Migration, AMigratedStoreHasTheTablesOfANewOne) {
    const auto schema_of = [](Connection connection) {
        return must(connection.all(
            "SELECT type || ' ' || name || ' ' || coalesce(sql, '') FROM sqlite_schema ORDER BY 1",
            [](const Row& row) { return row.get<std::string>(0); }
        ));
    };
    restore(GetParam());
    open().reset();
    const auto migrated = schema_of(connect());
    const TemporaryFolder fresh;
    must(SqliteStore::open({.folder = fresh.path()}, clock_, {})).reset();
    EXPECT_EQ(
        migrated, schema_of(must(Connection::open(fresh.path() / "lectern.db", writing, {})))
    );
}

TEST(Schema, OfALaterVersionIsRefused) {
    const TemporaryFolder folder;
    const ManualClock clock;
    must(SqliteStore::open({.folder = folder.path()}, clock, {})).reset();
    must(must(Connection::open(folder.path() / "lectern.db", writing, {}))
             .script("PRAGMA user_version = " + std::to_string(schema_version() + 1)));
    const auto store = SqliteStore::open({.folder = folder.path()}, clock, {});
    EXPECT_EQ(code_of(store), ErrorCode::failed_precondition);
}

}  // namespace
}  // namespace lectern::backends::sqlite
