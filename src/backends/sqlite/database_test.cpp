#include "backends/sqlite/database.hpp"

#include <fstream>

#include <gtest/gtest.h>

#include "backends/sqlite/schema.hpp"
#include "core/testing/temporary_folder.hpp"

namespace lectern::backends::sqlite {
namespace {

class DatabaseTest : public ::testing::Test {
  protected:
    Result<std::unique_ptr<Database>> open() {
        return Database::open({.folder = folder_.path() / "data"}, {});
    }

    Connection open_file() {
        std::filesystem::create_directories(folder_.path() / "data");
        return std::move(*Connection::open(
            folder_.path() / "data" / "lectern.db", {.access = Connection::Access::read_write}, {}
        ));
    }

    static std::optional<ErrorCode> code_of(const Result<std::unique_ptr<Database>>& result) {
        return result ? std::nullopt : std::optional(result.error().code);
    }

    TemporaryFolder folder_;
};

TEST_F(DatabaseTest, MakesTheFolderAndTheTables) {
    const auto database = open();
    ASSERT_TRUE(database.has_value());
    const auto version = (*database)->read([](Connection& connection) {
        return connection.number("PRAGMA user_version");
    });
    EXPECT_EQ(version.value_or(0), schema_version());
}

TEST_F(DatabaseTest, OneFolderHasOneHolder) {
    auto first = open();
    ASSERT_TRUE(first.has_value());
    const auto second = open();
    ASSERT_EQ(code_of(second), ErrorCode::failed_precondition);
    EXPECT_NE(second.error().message.find((folder_.path() / "data").string()), std::string::npos);
    first->reset();
    EXPECT_TRUE(open().has_value());
}

TEST_F(DatabaseTest, RefusesAFileOfSomebodyElse) {
    ASSERT_TRUE(open_file().run("CREATE TABLE theirs (value)").has_value());
    EXPECT_EQ(code_of(open()), ErrorCode::failed_precondition);
}

TEST_F(DatabaseTest, RefusesALaterVersion) {
    ASSERT_TRUE(open().has_value());
    ASSERT_TRUE(open_file().script("PRAGMA user_version = 1000").has_value());
    EXPECT_EQ(code_of(open()), ErrorCode::failed_precondition);
}

TEST_F(DatabaseTest, NamesAFileThatIsNoDatabaseDamaged) {
    std::filesystem::create_directories(folder_.path() / "data");
    std::ofstream(folder_.path() / "data" / "lectern.db") << std::string(10'000, 'x');
    EXPECT_EQ(code_of(open()), ErrorCode::internal);
}

TEST_F(DatabaseTest, AFolderThatCannotBeMadeIsUnavailable) {
    std::ofstream(folder_.path() / "data") << "a file";
    EXPECT_EQ(code_of(open()), ErrorCode::unavailable);
}

TEST_F(DatabaseTest, AReadIsOneSnapshot) {
    auto database = open();
    ASSERT_TRUE(database.has_value());
    const auto count = [](Connection& connection) {
        return connection.number("SELECT count(*) FROM space");
    };
    const auto both = (*database)->read(
        [&](Connection& connection) -> Result<std::pair<std::int64_t, std::int64_t>> {
            const auto before = count(connection);
            EXPECT_TRUE(
                (*database)
                    ->write([](Connection& writer) {
                        return writer.run("INSERT INTO space (tenant, dataset) VALUES ('t', 'd')");
                    })
                    .has_value()
            );
            const auto after = count(connection);
            return std::pair{before.value_or(-1), after.value_or(-1)};
        }
    );
    ASSERT_TRUE(both.has_value());
    EXPECT_EQ(both->first, 0);
    EXPECT_EQ(both->second, 0);
    EXPECT_EQ((*database)->read(count).value_or(-1), 1);
}

TEST_F(DatabaseTest, ReadersCannotWrite) {
    const auto database = open();
    ASSERT_TRUE(database.has_value());
    const auto written = (*database)->read([](Connection& connection) {
        return connection.run("INSERT INTO space (tenant, dataset) VALUES ('t', 'd')");
    });
    EXPECT_FALSE(written.has_value());
}

TEST_F(DatabaseTest, AReaderWaitsForAConnection) {
    auto database = Database::open({.folder = folder_.path() / "data", .readers = 1}, {});
    ASSERT_TRUE(database.has_value());
    std::vector<std::jthread> threads;
    std::atomic<int> done = 0;
    for (int i = 0; i < 8; ++i) {
        threads.emplace_back([&] {
            const auto one = (*database)->read([](Connection& connection) {
                return connection.number("SELECT 1");
            });
            done += static_cast<int>(one.value_or(0));
        });
    }
    threads.clear();
    EXPECT_EQ(done, 8);
}

}  // namespace
}  // namespace lectern::backends::sqlite
