#include "backends/sqlite/writer.hpp"

#include <latch>
#include <thread>

#include <gtest/gtest.h>

#include "backends/sqlite/database.hpp"
#include "core/testing/temporary_folder.hpp"

namespace lectern::backends::sqlite {
namespace {

class WriterTest : public ::testing::Test {
  protected:
    WriterTest() {
        must(connection_.run("PRAGMA journal_mode = WAL"));
        must(connection_.run("CREATE TABLE number (value INTEGER PRIMARY KEY) STRICT"));
    }

    static void must(const Result<void>& result) {
        ASSERT_TRUE(result.has_value()) << result.error().message;
    }

    Connection open(Connection::Access access = Connection::Access::read_write) {
        return std::move(*Connection::open(folder_.path() / "test.db", {.access = access}, {}));
    }

    static Writer::Work insert(std::int64_t value) {
        return [value](Connection& connection) {
            return connection.run("INSERT INTO number (value) VALUES (?1)", value);
        };
    }

    std::vector<std::int64_t> stored() {
        return *connection_.all("SELECT value FROM number ORDER BY value", [](const Row& row) {
            return row.get<std::int64_t>(0);
        });
    }

    /// Runs `works` each in a thread of its own and all in one group, after another work that holds
    /// the writer until every one of them waits. Returns their outcomes.
    static std::vector<Result<void>> run_together(Writer& writer, std::vector<Writer::Work> works) {
        std::latch started(1);
        std::latch released(1);
        std::jthread holder([&] {
            must(writer.run([&](Connection&) -> Result<void> {
                started.count_down();
                released.wait();
                return {};
            }));
        });
        started.wait();
        std::vector<Result<void>> outcomes(works.size());
        {
            std::vector<std::jthread> threads;
            for (std::size_t i = 0; i < works.size(); ++i) {
                threads.emplace_back([&, i] { outcomes[i] = writer.run(std::move(works[i])); });
                while (writer.queued() <= i) std::this_thread::yield();  // Keeps their order.
            }
            released.count_down();
        }
        return outcomes;
    }

    TemporaryFolder folder_;
    Connection connection_ = open();
};

TEST_F(WriterTest, WhatItReturnsFromIsThereForOthers) {
    Writer writer(open(), {});
    must(writer.run(insert(7)));
    EXPECT_EQ(stored(), std::vector<std::int64_t>{7});
}

TEST_F(WriterTest, WorksThatWaitShareACommit) {
    Writer writer(open(), {});
    std::vector<Writer::Work> works;
    for (int i = 0; i < 16; ++i) works.push_back(insert(i));
    for (const auto& outcome : run_together(writer, std::move(works))) must(outcome);
    EXPECT_EQ(stored().size(), 16U);
    EXPECT_EQ(writer.commits(), 1U);
    EXPECT_EQ(writer.works(), 17U);
}

TEST_F(WriterTest, WaitsForTheDiskUnlessAllWorksOfAGroupAreRelaxed) {
    Writer writer(open(), {});
    std::int64_t setting = -1;
    const auto insert_and_look = [&](std::int64_t value) -> Writer::Work {
        return [&setting, value](Connection& connection) {
            setting = connection.number("PRAGMA synchronous").value_or(-1);
            return connection.run("INSERT INTO number (value) VALUES (?1)", value);
        };
    };
    must(writer.run(insert_and_look(1), Durability::relaxed));
    EXPECT_EQ(setting, 1);  // NORMAL
    EXPECT_EQ(stored(), std::vector<std::int64_t>{1});
    EXPECT_EQ(writer.syncs(), 0U);
    must(writer.run(insert_and_look(2)));
    EXPECT_EQ(setting, 2);  // FULL
    must(writer.run(insert_and_look(3), Durability::relaxed));
    EXPECT_EQ(setting, 1);
    EXPECT_EQ(writer.syncs(), 1U);
    EXPECT_EQ(writer.commits(), 3U);
}

TEST_F(WriterTest, AGroupHasALargestSize) {
    Writer writer(open(), {.group_size = 4});
    std::vector<Writer::Work> works;
    for (int i = 0; i < 16; ++i) works.push_back(insert(i));
    for (const auto& outcome : run_together(writer, std::move(works))) must(outcome);
    EXPECT_EQ(writer.commits(), 4U);
}

TEST_F(WriterTest, AFailureUndoesItsOwnWorkAlone) {
    Writer writer(open(), {});
    std::vector<Writer::Work> works;
    works.push_back(insert(1));
    works.push_back([](Connection& connection) -> Result<void> {
        must(connection.run("INSERT INTO number (value) VALUES (2)"));
        return fail(ErrorCode::not_found, "no");
    });
    works.push_back(insert(3));
    const auto outcomes = run_together(writer, std::move(works));
    must(outcomes[0]);
    ASSERT_FALSE(outcomes[1].has_value());
    EXPECT_EQ(outcomes[1].error().code, ErrorCode::not_found);
    must(outcomes[2]);
    EXPECT_EQ(stored(), (std::vector<std::int64_t>{1, 3}));
    EXPECT_EQ(writer.commits(), 1U);
}

TEST_F(WriterTest, AWorkThatLosesTheTransactionFailsThoseBeforeItAndNoneAfter) {
    Writer writer(open(), {});
    std::vector<Writer::Work> works;
    works.push_back(insert(1));
    works.push_back([](Connection& connection) -> Result<void> {
        must(connection.run("ROLLBACK"));  // As SQLite does by itself when the disk fails.
        return fail(ErrorCode::unavailable, "the disk failed");
    });
    works.push_back(insert(3));
    const auto outcomes = run_together(writer, std::move(works));
    ASSERT_FALSE(outcomes[0].has_value());
    EXPECT_EQ(outcomes[0].error().code, ErrorCode::unavailable);
    EXPECT_FALSE(outcomes[1].has_value());
    must(outcomes[2]);
    EXPECT_EQ(stored(), std::vector<std::int64_t>{3});
}

TEST_F(WriterTest, AFullDiskIsUnavailableAndPasses) {
    Connection limited = open();
    must(limited.run("PRAGMA max_page_count = 8"));
    Writer writer(std::move(limited), {});
    const auto outcome = writer.run([](Connection& connection) {
        return connection.run("CREATE TABLE large AS SELECT zeroblob(1000000) AS bytes");
    });
    ASSERT_FALSE(outcome.has_value());
    EXPECT_EQ(outcome.error().code, ErrorCode::unavailable);
    must(writer.run(insert(1)));
    EXPECT_EQ(stored(), std::vector<std::int64_t>{1});
}

TEST_F(WriterTest, AFailedCommitFailsAllThatWaitedForIt) {
    must(connection_.run(
        "CREATE TABLE part (number INTEGER REFERENCES number DEFERRABLE INITIALLY DEFERRED) STRICT"
    ));
    Connection strict = open();
    must(strict.run("PRAGMA foreign_keys = ON"));
    Writer writer(std::move(strict), {});
    std::vector<Writer::Work> works;
    works.push_back(insert(1));
    works.push_back([](Connection& connection) {
        return connection.run("INSERT INTO part VALUES (99)");
    });
    for (const auto& outcome : run_together(writer, std::move(works)))
        EXPECT_FALSE(outcome.has_value());
    EXPECT_EQ(stored(), std::vector<std::int64_t>{});
    must(writer.run(insert(2)));
    EXPECT_EQ(stored(), std::vector<std::int64_t>{2});
}

TEST_F(WriterTest, AFullQueueRefusesAtOnce) {
    Writer writer(open(), {.queue_capacity = 1});
    std::latch started(1);
    std::latch released(1);
    std::jthread holder([&] {
        must(writer.run([&](Connection&) -> Result<void> {
            started.count_down();
            released.wait();
            return {};
        }));
    });
    started.wait();
    std::jthread waiting([&] { must(writer.run(insert(1))); });
    while (writer.queued() == 0) std::this_thread::yield();
    const auto refused = writer.run(insert(2));
    released.count_down();
    ASSERT_FALSE(refused.has_value());
    EXPECT_EQ(refused.error().code, ErrorCode::resource_exhausted);
    EXPECT_TRUE(refused.error().retry_after.has_value());
}

TEST_F(WriterTest, RunsSomeWorkOutsideOfTransactions) {
    Writer writer(open(), {});
    must(writer.run(insert(1)));
    EXPECT_FALSE(writer.run([](Connection& connection) { return connection.run("VACUUM"); }
    ).has_value());
    must(writer.run_alone([](Connection& connection) { return connection.run("VACUUM"); }));
    EXPECT_EQ(stored(), std::vector<std::int64_t>{1});
}

TEST_F(WriterTest, ADestroyedWriterHasRunWhatWasQueued) {
    {
        Writer writer(open(), {});
        std::vector<Writer::Work> works;
        for (int i = 0; i < 3; ++i) works.push_back(insert(i));
        for (const auto& outcome : run_together(writer, std::move(works))) must(outcome);
    }
    EXPECT_EQ(stored().size(), 3U);
}

}  // namespace
}  // namespace lectern::backends::sqlite
