#pragma once

#include <memory>

#include "backends/sqlite/sqlite_store.hpp"
#include "core/testing/temporary_folder.hpp"
#include "ports/testing/store_suite.hpp"

namespace lectern::backends::sqlite {

/// `SqliteStore` as the conformance suites see it. When it goes, whatever a test did has to have
/// left a sound database.
class SqliteUnderTest final : public ports::testing::StoreUnderTest {
  public:
    SqliteUnderTest() { reopen(); }
    ~SqliteUnderTest() override {
        EXPECT_EQ(
            store_->check().value_or(std::vector<std::string>{"failed"}), std::vector<std::string>()
        );
    }
    SqliteUnderTest(const SqliteUnderTest&) = delete;
    SqliteUnderTest& operator=(const SqliteUnderTest&) = delete;

    ManualClock& clock() override { return clock_; }
    ports::DatasetStore& datasets() override { return store_->datasets(); }
    ports::DocumentStore& documents() override { return store_->documents(); }
    ports::JobStore& jobs() override { return store_->jobs(); }
    ports::JobQueue& queue() override { return store_->queue(); }
    ports::JobEvents& events() override { return store_->events(); }
    ports::DeadLetterStore& dead_letters() override { return store_->dead_letters(); }
    ports::GraphStore& graph() override { return store_->graph(); }
    ports::VocabularyStore& vocabularies() override { return store_->vocabularies(); }
    ports::ApiKeyStore& api_keys() override { return store_->api_keys(); }
    ports::AuditLog& audit() override { return store_->audit(); }

    void reopen() override {
        store_.reset();
        store_ = ports::testing::must(SqliteStore::open({.folder = folder_.path()}, clock_, {}));
    }

  private:
    TemporaryFolder folder_;
    ManualClock clock_;
    std::unique_ptr<SqliteStore> store_;
};

inline ports::testing::StoreBackEnd sqlite_back_end() {
    return {.name = "sqlite", .open = [] { return std::make_unique<SqliteUnderTest>(); }};
}

}  // namespace lectern::backends::sqlite
