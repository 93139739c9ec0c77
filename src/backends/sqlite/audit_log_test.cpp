#include "backends/sqlite/audit_log.hpp"

#include <latch>
#include <thread>

#include <gtest/gtest.h>

#include "core/testing/temporary_folder.hpp"
#include "ports/testing/store_suite.hpp"

namespace lectern::backends::sqlite {
namespace {

using ports::testing::must;

class SqliteAuditLogTest : public ::testing::Test {
  protected:
    SqliteAuditLogTest() {
        for (const std::uint64_t sequence : {1U, 2U, 3U}) {
            domain::AuditRecord record{.sequence = sequence, .tenant = {"acme"}};
            must(log_.append({}, std::span(&record, 1)));
        }
    }

    /// Whether the statement failed and the trail is as it was.
    ::testing::AssertionResult is_refused(const std::string& statement) {
        const auto before = must(log_.read({}, 0, 10));
        const auto done =
            database_->write([&](Connection& connection) { return connection.script(statement); });
        if (done) return ::testing::AssertionFailure() << statement << " succeeded";
        if (must(log_.read({}, 0, 10)) != before)
            return ::testing::AssertionFailure() << statement << " changed the trail";
        return ::testing::AssertionSuccess();
    }

    TemporaryFolder folder_;
    std::unique_ptr<Database> database_ = must(Database::open({.folder = folder_.path()}, {}));
    SqliteAuditLog log_{*database_};
};

TEST_F(SqliteAuditLogTest, NoStatementChangesOrRemovesRecords) {
    EXPECT_TRUE(is_refused("UPDATE audit SET outcome = 'ok' WHERE sequence = 2"));
    EXPECT_TRUE(is_refused("UPDATE audit SET sequence = 9 WHERE sequence = 3"));
    EXPECT_TRUE(is_refused("DELETE FROM audit WHERE sequence = 3"));
    EXPECT_TRUE(is_refused("DELETE FROM audit"));
}

TEST_F(SqliteAuditLogTest, NoStatementPutsRecordsAnywhereButAtTheEnd) {
    const std::string copy =
        " INTO audit SELECT 2, 0, tenant, subject, api_key, protocol, operation, target, outcome,"
        " request_id, trace_id, remote_address, repeated, previous_hash, hash FROM audit"
        " WHERE sequence = 3";
    EXPECT_TRUE(is_refused("INSERT" + copy));
    EXPECT_TRUE(is_refused("REPLACE" + copy));
    EXPECT_TRUE(is_refused("INSERT OR REPLACE" + copy));
}

TEST_F(SqliteAuditLogTest, SharesCommitsWithOtherWrites) {
    std::latch started(1);
    std::latch released(1);
    std::jthread holder([&] {
        must(database_->writer().run([&](Connection&) -> Result<void> {
            started.count_down();
            released.wait();
            return {};
        }));
    });
    started.wait();
    const std::uint64_t before = database_->writer().commits();
    const std::jthread other([&] {
        must(database_->writer().run([](Connection& connection) {
            return connection.run("UPDATE counters SET event = event + 1");
        }));
    });
    const std::jthread append([&] {
        const domain::AuditRecord record{.sequence = 4};
        must(log_.append({}, std::span(&record, 1)));
    });
    while (database_->writer().queued() < 2) std::this_thread::yield();
    released.count_down();
    // Waits behind both: when it is done, so are they.
    must(database_->writer().run([](Connection&) -> Result<void> { return {}; }));
    EXPECT_LE(database_->writer().commits() - before, 1U);
}

}  // namespace
}  // namespace lectern::backends::sqlite
