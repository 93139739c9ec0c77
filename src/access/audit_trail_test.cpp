#include "access/audit_trail.hpp"

#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "access/audit_chain.hpp"
#include "access/testing/fake_audit_log.hpp"
#include "access/testing/manual_steady.hpp"
#include "telemetry/recording.hpp"

namespace lectern::access {
namespace {

using namespace std::chrono_literals;
using domain::AuditRecord;

AuditRecord record(std::string request_id) {
    return {
        .tenant = {"acme"},
        .subject = "ann",
        .protocol = "rest",
        .operation = "createDataset",
        .outcome = "ok",
        .request_id = std::move(request_id),
    };
}

AuditRecord refusal(std::string request_id) {
    AuditRecord made = record(std::move(request_id));
    made.outcome = "permission_denied";
    return made;
}

class AuditTrailTest : public ::testing::Test {
  protected:
    AuditTrail& open(AuditTrail::Options options = {}) {
        options.retry_delay = 1ms;
        trail_.emplace(log_, clock_, recording_.telemetry(), options, steady_.clock());
        return *trail_;
    }

    std::vector<AuditRecord> flushed() {
        EXPECT_TRUE(trail_->flush(10s));
        return log_.records();
    }

    static void expect_intact(const std::vector<AuditRecord>& records) {
        AuditWalk walk;
        walk.go_on(records);
        const AuditFinding finding = walk.finish();
        EXPECT_TRUE(finding.is_intact()) << "at " << finding.broken_sequence;
        EXPECT_EQ(finding.good, records.size());
    }

    static std::vector<std::string> ids(const std::vector<AuditRecord>& records) {
        std::vector<std::string> found;
        for (const AuditRecord& entry : records) found.push_back(entry.request_id);
        return found;
    }

    ManualClock clock_;
    testing::ManualSteady steady_;
    telemetry::Recording recording_;
    testing::FakeAuditLog log_;
    std::optional<AuditTrail> trail_;
};

TEST_F(AuditTrailTest, ChainsRecordsInTheOrderInWhichTheyCame) {
    AuditTrail& trail = open({.max_batch = 3});
    std::vector<std::string> expected;
    for (int i = 0; i < 20; ++i) {
        expected.push_back("r" + std::to_string(i));
        trail.add(record(expected.back()));
        clock_.advance(1ms);
    }
    const auto records = flushed();
    EXPECT_EQ(ids(records), expected);
    expect_intact(records);
    EXPECT_LT(records.front().time, records.back().time);
    EXPECT_EQ(recording_.total("audit_records_total", {}), 20);
}

TEST_F(AuditTrailTest, LogsWhatItAppendedWhenTold) {
    AuditTrail& trail = open({.is_logged = true});
    AuditRecord one = record("one");
    one.target = "manuals";
    trail.add(std::move(one));
    flushed();
    const auto lines = recording_.lines();
    ASSERT_EQ(lines.size(), 1U);
    EXPECT_EQ(lines[0].message, "audit record");
    const std::vector<std::pair<std::string, std::string>> wanted{
        {"stream", "audit"},
        {"sequence", "1"},
        {"tenant", "acme"},
        {"operation", "createDataset"},
        {"target", "manuals"},
        {"outcome", "ok"},
        {"request_id", "one"}
    };
    for (const auto& field : wanted)
        EXPECT_NE(std::ranges::find(lines[0].fields, field), lines[0].fields.end()) << field.first;
}

TEST_F(AuditTrailTest, KeepsOutOfTheLogOtherwise) {
    open().add(record("one"));
    flushed();
    EXPECT_TRUE(recording_.lines().empty());
}

TEST_F(AuditTrailTest, GoesOnBehindWhatIsThere) {
    open().add(record("one"));
    trail_.reset();
    open().add(record("two"));
    const auto records = flushed();
    EXPECT_EQ(ids(records), (std::vector<std::string>{"one", "two"}));
    expect_intact(records);
}

TEST_F(AuditTrailTest, EndsWithNothingLeftBehind) {
    AuditTrail& trail = open({.max_batch = 2});
    for (int i = 0; i < 9; ++i) trail.add(record("r"));
    trail.add_refusal(refusal("first"));
    trail.add_refusal(refusal("second"));
    trail_.reset();
    EXPECT_EQ(log_.records().size(), 11U);
    expect_intact(log_.records());
}

TEST_F(AuditTrailTest, WritesWhatComesMeanwhileInOneBatch) {
    AuditTrail& trail = open();
    log_.stall(true);
    trail.add(record("first"));
    log_.await_appends(1);
    for (int i = 0; i < 50; ++i) trail.add(record("r"));
    log_.stall(false);
    EXPECT_EQ(flushed().size(), 51U);
    expect_intact(log_.records());
    log_.await_appends(2);
}

TEST_F(AuditTrailTest, RequestsOfManyThreadsMakeOneChain) {
    AuditTrail& trail = open({.queue_capacity = 16, .max_batch = 8, .longest_wait = 60s});
    std::vector<std::jthread> threads;
    for (int thread = 0; thread < 8; ++thread) {
        threads.emplace_back([&trail, thread] {
            for (int i = 0; i < 200; ++i)
                trail.add(record(std::to_string(thread) + "-" + std::to_string(i)));
        });
    }
    threads.clear();
    const auto records = flushed();
    expect_intact(records);
    const auto found = ids(records);
    EXPECT_EQ(std::set(found.begin(), found.end()).size(), 1600U);
}

TEST_F(AuditTrailTest, TriesAgainUntilTheLogCanBeWritten) {
    AuditTrail& trail = open();
    log_.fail_with(Error{.code = ErrorCode::unavailable, .message = "disk full"});
    trail.add(record("one"));
    trail.add(record("two"));
    EXPECT_EQ(trail.flush(20ms).error().code, ErrorCode::deadline_exceeded);
    log_.fail_with(std::nullopt);
    EXPECT_EQ(ids(flushed()), (std::vector<std::string>{"one", "two"}));
    expect_intact(log_.records());
    EXPECT_GT(recording_.total("audit_append_failures_total", {}), 0);
    EXPECT_EQ(recording_.total("audit_records_dropped_total", {}), 0);
}

TEST_F(AuditTrailTest, DoesNotAppendTwiceWhatSeemedToFail) {
    AuditTrail& trail = open();
    log_.lose_answer();
    trail.add(record("one"));
    trail.add(record("two"));
    const auto records = flushed();
    EXPECT_EQ(ids(records), (std::vector<std::string>{"one", "two"}));
    expect_intact(records);
}

TEST_F(AuditTrailTest, ChainsAnewWhenAnotherProcessWasFaster) {
    AuditTrail& here = open();
    AuditTrail there(log_, clock_, {}, {.retry_delay = 1ms});
    for (int i = 0; i < 50; ++i) {
        here.add(record("here"));
        there.add(record("there"));
    }
    ASSERT_TRUE(here.flush(10s));
    ASSERT_TRUE(there.flush(10s));
    EXPECT_EQ(log_.records().size(), 100U);
    expect_intact(log_.records());
}

TEST_F(AuditTrailTest, FullQueueDropsAfterAWaitAndSaysSo) {
    AuditTrail& trail = open({.queue_capacity = 2, .longest_wait = 1ms});
    log_.stall(true);
    trail.add(record("writing"));
    log_.await_appends(1);
    for (const char* id : {"queued 1", "queued 2", "dropped"}) trail.add(record(id));
    EXPECT_EQ(recording_.total("audit_records_dropped_total", {}), 1);
    const auto lines = recording_.lines();
    ASSERT_EQ(lines.size(), 1U);
    EXPECT_EQ(lines[0].level, telemetry::LogLevel::error);
    EXPECT_EQ(lines[0].message, "audit record dropped");
    log_.stall(false);
    EXPECT_EQ(ids(flushed()), (std::vector<std::string>{"writing", "queued 1", "queued 2"}));
    expect_intact(log_.records());
}

TEST_F(AuditTrailTest, FullQueueMakesTheRequestWait) {
    AuditTrail& trail = open({.queue_capacity = 1, .longest_wait = 60s});
    log_.stall(true);
    trail.add(record("writing"));
    log_.await_appends(1);
    trail.add(record("queued"));
    std::jthread waits([&trail] { trail.add(record("waited")); });
    log_.stall(false);
    waits.join();
    EXPECT_EQ(ids(flushed()), (std::vector<std::string>{"writing", "queued", "waited"}));
}

TEST_F(AuditTrailTest, GivesUpAtTheEndWhenTheLogStaysDown) {
    AuditTrail& trail = open({.stop_patience = 5ms});
    log_.fail_with(Error{.code = ErrorCode::unavailable, .message = "gone"});
    trail.add(record("one"));
    trail.add(record("two"));
    trail_.reset();
    EXPECT_EQ(recording_.total("audit_records_dropped_total", {}), 2);
}

TEST_F(AuditTrailTest, FoldsAFloodOfRefusals) {
    AuditTrail& trail = open({.folding = {.window = 10s}});
    for (int i = 0; i < 100; ++i) trail.add_refusal(refusal("r" + std::to_string(i)));
    steady_.advance(10s);
    trail.add(record("after"));
    const auto records = flushed();
    EXPECT_EQ(ids(records), (std::vector<std::string>{"r0", "r99", "after"}));
    EXPECT_EQ(records[0].repeated, 0U);
    EXPECT_EQ(records[1].repeated, 98U);
    expect_intact(records);
}

TEST_F(AuditTrailTest, FlushTellsOfAFloodThatGoesOn) {
    AuditTrail& trail = open();
    for (int i = 0; i < 3; ++i) trail.add_refusal(refusal("r"));
    const auto records = flushed();
    ASSERT_EQ(records.size(), 2U);
    EXPECT_EQ(records[1].repeated, 1U);
}

TEST_F(AuditTrailTest, FoldsOutWhenTheWindowEndsThoughNothingElseComes) {
    // On real time: nothing but the writer itself can end the window here.
    AuditTrail trail(
        log_, clock_, {}, {.folding = {.window = 20ms}}, &std::chrono::steady_clock::now
    );
    for (int i = 0; i < 2; ++i) trail.add_refusal(refusal("r"));
    while (log_.records().size() < 2) std::this_thread::yield();
    expect_intact(log_.records());
}

}  // namespace
}  // namespace lectern::access
