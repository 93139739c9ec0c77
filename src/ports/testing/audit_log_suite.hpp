#pragma once

#include <atomic>
#include <thread>

#include "ports/testing/store_suite.hpp"

namespace lectern::ports::testing {

class AuditLogSuite : public StoreSuite {
  protected:
    using Record = domain::AuditRecord;

    /// The record after `trail_`'s last, whose place in the chain is filled in.
    Record next(Record record) {
        record.sequence = trail_.size() + 1;
        record.previous_hash = trail_.empty() ? std::string(64, '0') : trail_.back().hash;
        record.hash = domain::audit_hash(record);
        trail_.push_back(record);
        return record;
    }

    /// Appends one record of `acme_`.
    Record append(Record record = {}) {
        record.tenant = acme_.principal.tenant;
        record = next(std::move(record));
        must(store().audit().append(acme_, std::span(&record, 1)));
        return record;
    }

    std::vector<std::uint64_t> listed(const AuditFilter& filter, std::uint32_t limit = 10) {
        std::vector<std::uint64_t> sequences;
        const auto all = read_all(limit, [&](const domain::PageRequest& page) {
            return store().audit().list(acme_, acme_.principal.tenant, filter, page);
        });
        for (const Record& found : all) sequences.push_back(found.sequence);
        return sequences;
    }

    std::vector<Record> trail_;
};

TEST_P(AuditLogSuite, AnEmptyTrailHasNoLastRecord) {
    EXPECT_EQ(must(store().audit().last(acme_)), std::nullopt);
    EXPECT_TRUE(must(store().audit().read(acme_, 0, 10)).empty());
    must(store().audit().append(acme_, {}));
    EXPECT_EQ(must(store().audit().last(acme_)), std::nullopt);
}

TEST_P(AuditLogSuite, KeepsEveryMember) {
    const Record full = next({
        .time = store().clock().now(),
        .tenant = acme_.principal.tenant,
        .subject = "subject",
        .key = {"key"},
        .protocol = "rest",
        .operation = "deleteDataset",
        .target = "manuals \xC3\xBC",
        .outcome = "ok",
        .request_id = "request",
        .trace_id = std::string(32, 'a'),
        .remote_address = "127.0.0.1",
        .repeated = 7,
    });
    must(store().audit().append(acme_, std::span(&full, 1)));
    EXPECT_EQ(must(store().audit().last(other_)), full);
    EXPECT_EQ(must(store().audit().read(other_, 0, 10)), std::vector{full});
    const auto page = must(store().audit().list(other_, acme_.principal.tenant, {}, {}));
    EXPECT_EQ(page.items, std::vector{full});
}

TEST_P(AuditLogSuite, AppendsOnlyWhatGoesOnFromTheLast) {
    const std::vector<Record> first{next({}), next({})};
    must(store().audit().append(acme_, first));
    const auto refused = [&](std::vector<std::uint64_t> sequences) {
        std::vector<Record> records;
        for (const std::uint64_t sequence : sequences) records.push_back({.sequence = sequence});
        return code_of(store().audit().append(acme_, records));
    };
    EXPECT_EQ(refused({2}), ErrorCode::failed_precondition);
    EXPECT_EQ(refused({4}), ErrorCode::failed_precondition);
    EXPECT_EQ(refused({0}), ErrorCode::failed_precondition);
    EXPECT_EQ(refused({3, 5}), ErrorCode::failed_precondition);
    EXPECT_EQ(refused({3, 3}), ErrorCode::failed_precondition);
    EXPECT_EQ(must(store().audit().read(acme_, 0, 10)), first);
    append();
    EXPECT_EQ(must(store().audit().last(acme_))->sequence, 3U);
}

TEST_P(AuditLogSuite, ReadsAllTenantsInOrderAfterAPlace) {
    for (const char* tenant : {"acme", "other", "", "acme"}) {
        const Record record = next({.tenant = {tenant}});
        must(store().audit().append(acme_, std::span(&record, 1)));
    }
    EXPECT_EQ(must(store().audit().read(acme_, 0, 100)), trail_);
    EXPECT_EQ(must(store().audit().read(acme_, 1, 2)), (std::vector{trail_[1], trail_[2]}));
    EXPECT_TRUE(must(store().audit().read(acme_, 0, 0)).empty());
    EXPECT_TRUE(must(store().audit().read(acme_, 4, 1)).empty());
    EXPECT_TRUE(must(store().audit().read(acme_, UINT64_MAX, SIZE_MAX)).empty());
}

TEST_P(AuditLogSuite, ListsOneTenantNewestFirstInParts) {
    for (const char* tenant : {"acme", "other", "acme", "", "acme"}) {
        const Record record = next({.tenant = {tenant}});
        must(store().audit().append(acme_, std::span(&record, 1)));
    }
    for (const std::uint32_t limit : {1U, 2U, 3U, 4U})
        EXPECT_EQ(listed({}, limit), (std::vector<std::uint64_t>{5, 3, 1}));
    const auto theirs = must(store().audit().list(acme_, other_.principal.tenant, {}, {}));
    ASSERT_EQ(theirs.items.size(), 1U);
    EXPECT_EQ(theirs.items[0].sequence, 2U);
}

TEST_P(AuditLogSuite, ListsWhatMatchesEveryPartOfTheFilter) {
    const Timestamp noon = store().clock().now();
    const auto hour = std::chrono::hours{1};
    append({.time = noon, .subject = "ada", .operation = "createKey", .outcome = "ok"});
    append({.time = noon + hour, .subject = "bob", .operation = "createKey", .outcome = "ok"});
    append(
        {.time = noon + 2 * hour,
         .subject = "ada",
         .operation = "deleteDataset",
         .outcome = "permission_denied"}
    );
    using Sequences = std::vector<std::uint64_t>;
    EXPECT_EQ(listed({.subject = "ada"}), (Sequences{3, 1}));
    EXPECT_EQ(listed({.operation = "createKey"}, 1), (Sequences{2, 1}));
    EXPECT_EQ(listed({.outcome = "ok"}), (Sequences{2, 1}));
    EXPECT_EQ(listed({.from = noon + hour}), (Sequences{3, 2}));
    EXPECT_EQ(listed({.until = noon + hour}), (Sequences{1}));
    EXPECT_EQ(listed({.from = noon, .subject = "ada", .outcome = "ok"}), (Sequences{1}));
    EXPECT_TRUE(listed({.subject = "Ada"}).empty());
}

TEST_P(AuditLogSuite, CursorsStayGoodWhileTheTrailGrows) {
    for (int count = 0; count < 4; ++count) append();
    const TenantId& tenant = acme_.principal.tenant;
    const auto first = must(store().audit().list(acme_, tenant, {}, {.limit = 2}));
    append();
    const auto rest =
        must(store().audit().list(acme_, tenant, {}, {.limit = 2, .cursor = first.next_cursor}));
    ASSERT_EQ(rest.items.size(), 2U);
    EXPECT_EQ(rest.items[0].sequence, 2U);
    EXPECT_TRUE(rest.next_cursor.empty());
}

TEST_P(AuditLogSuite, RefusesCursorsAndLimitsThatAreNone) {
    for (const domain::PageRequest& page : {
             domain::PageRequest{.cursor = "nonsense"},
             domain::PageRequest{.limit = 0},
             domain::PageRequest{.limit = 1001},
         }) {
        EXPECT_EQ(
            code_of(store().audit().list(acme_, acme_.principal.tenant, {}, page)),
            ErrorCode::invalid_argument
        );
    }
}

TEST_P(AuditLogSuite, OfTwoThatAppendTheSamePlaceOneWins) {
    const Record record = next({});
    std::atomic<int> wins = 0;
    {
        std::vector<std::jthread> threads;
        for (int count = 0; count < 4; ++count) {
            threads.emplace_back([&] {
                if (store().audit().append(acme_, std::span(&record, 1))) ++wins;
            });
        }
    }
    EXPECT_EQ(wins, 1);
    EXPECT_EQ(must(store().audit().read(acme_, 0, 10)), trail_);
}

}  // namespace lectern::ports::testing
