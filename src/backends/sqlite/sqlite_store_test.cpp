#include "backends/sqlite/sqlite_store.hpp"

#include <algorithm>
#include <fstream>
#include <latch>
#include <mutex>
#include <thread>

#include <gtest/gtest.h>

#include "backends/sqlite/connection.hpp"
#include "backends/sqlite/database.hpp"
#include "backends/sqlite/job_store.hpp"
#include "core/testing/temporary_folder.hpp"
#include "ports/testing/store_suite.hpp"

namespace lectern::backends::sqlite {
namespace {

using ports::testing::must;

class RecordingErrors final : public telemetry::ErrorSink {
  public:
    void report(const RequestContext*, const Error& error, std::string_view) override {
        const std::scoped_lock lock(mutex_);
        errors_.push_back(error);
    }

    std::vector<Error> errors() const {
        const std::scoped_lock lock(mutex_);
        return errors_;
    }

  private:
    mutable std::mutex mutex_;
    std::vector<Error> errors_;
};

class SqliteStoreTest : public ::testing::Test {
  protected:
    std::unique_ptr<SqliteStore> open(const telemetry::Telemetry& telemetry = {}) {
        return must(SqliteStore::open({.folder = folder_.path()}, clock_, telemetry));
    }

    /// The database beside the store's own connections.
    Connection open_file() {
        return must(Connection::open(
            folder_.path() / "lectern.db", {.access = Connection::Access::read_write}, {}
        ));
    }

    static ports::NewJob new_job(const std::string& id) {
        ports::NewJob job;
        job.job.id = {id};
        job.job.tenant = {"acme"};
        job.job.dataset = {"manuals"};
        return job;
    }

    static std::vector<ports::NewItem> new_items(
        int count, const std::string& content = "some text"
    ) {
        std::vector<ports::NewItem> items;
        for (int i = 0; i < count; ++i) {
            ports::NewItem item;
            item.document.id = {"d" + std::to_string(i)};
            item.document.content = content;
            item.content_hash = domain::content_hash(item.document);
            items.push_back(std::move(item));
        }
        return items;
    }

    static ports::ProcessedDocument processed(const std::string& id, domain::Version version) {
        ports::ProcessedDocument document;
        document.document.key = {.tenant = {"acme"}, .dataset = {"manuals"}, .id = {id}};
        document.document.version = version;
        document.text = std::string(50'000, 'a') + id;
        document.chunks = {{.ordinal = 0, .text = "one"}, {.ordinal = 1, .text = "two"}};
        return document;
    }

    TemporaryFolder folder_;
    ManualClock clock_;
    const RequestContext acme_ = ports::testing::context_of("acme");
};

TEST_F(SqliteStoreTest, ConcurrentAcceptsShareCommits) {
    auto database = must(Database::open({.folder = folder_.path()}, {}));
    QueueSignal signal;
    SqliteJobStore jobs(*database, signal, clock_);
    constexpr int clients = 16;
    const std::uint64_t before = database->writer().commits();
    std::latch started(1);
    std::latch released(1);
    std::jthread holder([&] {
        must(database->writer().run([&](Connection&) -> Result<void> {
            started.count_down();
            released.wait();
            return {};
        }));
    });
    started.wait();
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < clients; ++i) {
            threads.emplace_back([&, i] {
                must(jobs.accept(acme_, new_job("job" + std::to_string(i)), new_items(3)));
            });
        }
        while (database->writer().queued() < clients) std::this_thread::yield();
        released.count_down();
    }
    EXPECT_EQ(database->writer().commits() - before, 1U);
    EXPECT_EQ(must(jobs.list(acme_, {}, {})).items.size(), std::size_t{clients});
}

TEST_F(SqliteStoreTest, CommittingADraftTouchesAFewRowsWhateverItsSize) {
    auto database = must(Database::open({.folder = folder_.path()}, {}));
    QueueSignal signal;
    SqliteJobStore jobs(*database, signal, clock_);
    const auto rows_written = [&] {
        return must(database->write([](Connection& connection) -> Result<std::int64_t> {
            return connection.total_changed_rows();
        }));
    };
    auto draft = must(jobs.begin(acme_, new_job("job")));
    for (int part = 0; part < 20; ++part) must(draft->add(new_items(500)));
    const std::int64_t before = rows_written();
    must(draft->commit(""));
    EXPECT_LT(rows_written() - before, 10);
    EXPECT_EQ(must(jobs.find(acme_, {"job"})).counts.total, 10'000U);
}

TEST_F(SqliteStoreTest, DiscardsTheDraftsOfAProcessThatEnded) {
    auto store = open();
    auto draft = must(store->jobs().begin(acme_, new_job("job")));
    must(draft->add(new_items(10)));
    // What a process that is killed leaves behind.
    const auto copy = folder_.path() / "copy";
    std::filesystem::create_directory(copy);
    for (const char* file : {"lectern.db", "lectern.db-wal"}) {
        std::filesystem::copy_file(folder_.path() / file, copy / file);
    }
    auto reopened = must(SqliteStore::open({.folder = copy}, clock_, {}));
    EXPECT_EQ(must(reopened->check()), std::vector<std::string>());
    EXPECT_TRUE(must(reopened->jobs().list(acme_, {}, {})).items.empty());
    must(reopened->jobs().accept(acme_, new_job("job"), new_items(1)));
    reopened.reset();
    auto rows =
        must(Connection::open(copy / "lectern.db", {.access = Connection::Access::read_write}, {}));
    EXPECT_EQ(must(rows.number("SELECT count(*) FROM item")), 1);
    EXPECT_EQ(must(rows.number("SELECT count(*) FROM source")), 1);
}

TEST_F(SqliteStoreTest, HandsOutAtOnceWhatAProcessThatEndedHadLeased) {
    const RequestContext context;
    const ports::LeaseRequest request{.max_entries = 1, .wait = std::chrono::milliseconds{0}};
    auto store = open();
    must(store->jobs().accept(context, new_job("job"), new_items(1)));
    ASSERT_EQ(must(store->queue().lease(context, request)).size(), 1U);
    EXPECT_TRUE(must(store->queue().lease(context, request)).empty());

    store.reset();
    store = open();
    const auto again = must(store->queue().lease(context, request));
    ASSERT_EQ(again.size(), 1U);
    EXPECT_EQ(again[0].entry.attempt, 2U);
}

TEST_F(SqliteStoreTest, ADroppedDraftLeavesNoRows) {
    auto store = open();
    auto draft = must(store->jobs().begin(acme_, new_job("job")));
    must(draft->add(new_items(5'000)));
    draft.reset();
    Connection rows = open_file();
    EXPECT_EQ(must(rows.number("SELECT count(*) FROM item")), 0);
    EXPECT_EQ(must(rows.number("SELECT count(*) FROM source")), 0);
    EXPECT_EQ(must(rows.number("SELECT count(*) FROM job")), 0);
}

TEST_F(SqliteStoreTest, RefusesMetadataThatCouldNotBeReadBack) {
    auto store = open();
    domain::Value value;
    for (int depth = 0; depth < 1'000; ++depth) value = {domain::List{value}};
    auto items = new_items(1);
    items.front().document.metadata = {{"deep", value}};
    const auto accepted = store->jobs().accept(acme_, new_job("job"), items);
    ASSERT_FALSE(accepted.has_value());
    EXPECT_EQ(accepted.error().code, ErrorCode::invalid_argument);
}

TEST_F(SqliteStoreTest, CheckFindsEachKindOfInconsistency) {
    auto store = open();
    must(store->jobs().accept(acme_, new_job("job"), new_items(3)));
    const std::vector documents{processed("a", 1), processed("b", 2)};
    must(store->documents().publish(acme_, documents));
    ASSERT_EQ(must(store->check()), std::vector<std::string>());
    Connection rows = open_file();
    const std::vector<std::pair<std::string, std::string>> damages{
        {"UPDATE job SET indexed = 2", "1 jobs whose counts differ from their items"},
        {"UPDATE counters SET waiting = 9", "6 items miscounted as waiting"},
        {"DELETE FROM source WHERE item & 0xff = 1",
         "1 open items of visible jobs without their document"},
        {"DELETE FROM chunk WHERE id = 1 << 24", "1 live documents whose chunks are not all there"},
        {"DELETE FROM body WHERE sequence = 2", "1 live documents without text"},
        {"UPDATE space SET documents = 5", "1 spaces whose counts differ from their documents"},
        {"INSERT INTO chunk VALUES (77 << 24, x'')", "1 chunks that belong to no document"},
        {"INSERT INTO queue VALUES (1 << 40, 1, 0, 0, 0, 1, 0)",
         "1 rows of queue refer to a missing row of item"},
        {"INSERT INTO entity (space, id) VALUES (1, 'e')", "1 entities that nothing speaks of"},
    };
    for (const auto& [damage, finding] : damages) {
        must(rows.script(damage));
        const auto findings = must(store->check());
        EXPECT_NE(std::ranges::find(findings, finding), findings.end())
            << damage << " gave " << ::testing::PrintToString(findings);
    }
}

TEST_F(SqliteStoreTest, DamagedPagesAreInternalAndReported) {
    {
        auto store = open();
        for (domain::Version version = 1; version <= 50; ++version) {
            const std::vector documents{processed("d" + std::to_string(version), version)};
            must(store->documents().publish(acme_, documents));
        }
    }
    {
        const auto file = folder_.path() / "lectern.db";
        std::fstream bytes(file, std::ios::in | std::ios::out | std::ios::binary);
        const std::string noise(16, '\xff');
        for (std::uintmax_t page = 1; page < std::filesystem::file_size(file) / 8'192; ++page) {
            bytes.seekp(static_cast<std::streamoff>(page * 8'192));
            bytes << noise;
        }
    }
    RecordingErrors errors;
    const telemetry::Telemetry telemetry{.errors = telemetry::ErrorReporter(errors)};
    const auto store = SqliteStore::open({.folder = folder_.path()}, clock_, telemetry);
    ASSERT_FALSE(store.has_value());
    EXPECT_EQ(store.error().code, ErrorCode::internal);
    ASSERT_FALSE(errors.errors().empty());
    EXPECT_EQ(errors.errors().front().message, "the storage is damaged");
}

TEST_F(SqliteStoreTest, ADamagedRecordIsInternalAndReported) {
    RecordingErrors errors;
    auto store = open({.errors = telemetry::ErrorReporter(errors)});
    must(store->jobs().accept(acme_, new_job("job"), new_items(1)));
    must(open_file().script("UPDATE source SET record = x'0100ff'"));
    const auto source = store->jobs().source(acme_, {"job"}, 0);
    ASSERT_FALSE(source.has_value());
    EXPECT_EQ(source.error().code, ErrorCode::internal);
    EXPECT_EQ(errors.errors().size(), 1U);
}

TEST_F(SqliteStoreTest, CompactGivesRoomBackAndKeepsEverythingElse) {
    auto store = open();
    // Text that does not compress.
    std::string noise;
    for (unsigned state = 1; noise.size() < 200'000; state = state * 1'664'525 + 1'013'904'223) {
        noise.push_back(static_cast<char>(state >> 24));
    }
    must(store->jobs().accept(acme_, new_job("kept"), new_items(1)));
    must(store->jobs().accept(acme_, new_job("gone"), new_items(20, noise)));
    must(store->jobs().cancel(acme_, {"gone"}));
    must(store->compact());
    EXPECT_LT(std::filesystem::file_size(folder_.path() / "lectern.db"), 1'000'000U);
    EXPECT_EQ(must(store->jobs().source(acme_, {"kept"}, 0)), new_items(1).front().document);
    EXPECT_EQ(must(store->check()), std::vector<std::string>());
}

TEST_F(SqliteStoreTest, CountsItsWritesAndCommits) {
    auto store = open();
    const auto before = store->statistics();
    must(store->jobs().accept(acme_, new_job("job"), new_items(1)));
    EXPECT_EQ(store->statistics().writes - before.writes, 1U);
    EXPECT_EQ(store->statistics().commits - before.commits, 1U);
}

}  // namespace
}  // namespace lectern::backends::sqlite
