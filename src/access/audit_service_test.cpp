#include "access/audit_service.hpp"

#include <gtest/gtest.h>

#include "access/testing/fake_audit_log.hpp"

namespace lectern::access {
namespace {

using namespace std::chrono_literals;

class AuditServiceTest : public ::testing::Test {
  protected:
    AuditServiceTest() {
        std::vector<domain::AuditRecord> records(2'500);
        for (std::size_t i = 0; i < records.size(); ++i) {
            records[i].tenant = {i % 2 == 0 ? "acme" : "other"};
            records[i].request_id = std::to_string(i);
            link(records[i], i == 0 ? nullptr : &records[i - 1]);
        }
        log_.set_records(std::move(records));
    }

    testing::FakeAuditLog log_;
    AuditService service_{log_};
};

TEST_F(AuditServiceTest, ListsTheCallersTenantAlone) {
    RequestContext context;
    context.principal.tenant = {"acme"};
    const auto page = service_.list(context, {}, {});
    ASSERT_TRUE(page);
    ASSERT_EQ(page->items.size(), 1'250U);
    for (const auto& record : page->items) EXPECT_EQ(record.tenant.value, "acme");
}

TEST_F(AuditServiceTest, RefusesATimeThatRunsBackwards) {
    const Timestamp now{1h};
    EXPECT_EQ(
        service_.list({}, {.from = now, .until = now - 1ms}, {}).error().code,
        ErrorCode::invalid_argument
    );
    EXPECT_TRUE(service_.list({}, {.from = now, .until = now}, {}));
}

TEST_F(AuditServiceTest, VerifiesTheWholeTrailInParts) {
    const auto finding = service_.verify({});
    ASSERT_TRUE(finding);
    EXPECT_TRUE(finding->is_intact());
    EXPECT_EQ(finding->good, 2'500U);
    EXPECT_EQ(finding->last_hash, log_.records().back().hash);
}

TEST_F(AuditServiceTest, ReportsTheFirstBreach) {
    auto records = log_.records();
    records[2'100].outcome = "ok";
    records[1'700].outcome = "ok";
    log_.set_records(records);
    const auto finding = service_.verify({});
    ASSERT_TRUE(finding);
    EXPECT_EQ(finding->breach, AuditBreach::changed);
    EXPECT_EQ(finding->broken_sequence, 1'701U);
    EXPECT_EQ(finding->good, 1'700U);
}

TEST_F(AuditServiceTest, ChecksAgainstAnAnchor) {
    auto records = log_.records();
    const AuditAnchor anchor{.sequence = 2'400, .hash = records[2'399].hash};
    EXPECT_TRUE(service_.verify({}, anchor)->is_intact());
    records.resize(2'399);
    log_.set_records(records);
    EXPECT_TRUE(service_.verify({})->is_intact());
    EXPECT_EQ(service_.verify({}, anchor)->breach, AuditBreach::off_anchor);
}

TEST_F(AuditServiceTest, EmptyTrailIsGood) {
    log_.set_records({});
    EXPECT_EQ(service_.verify({})->good, 0U);
    EXPECT_TRUE(service_.verify({})->is_intact());
}

TEST_F(AuditServiceTest, EndsEarlyWhenAsked) {
    std::stop_source stop;
    stop.request_stop();
    EXPECT_EQ(service_.verify({.stop = stop.get_token()}).error().code, ErrorCode::cancelled);
    log_.fail_with(Error{.code = ErrorCode::unavailable, .message = "down"});
    EXPECT_EQ(service_.verify({}).error().code, ErrorCode::unavailable);
}

}  // namespace
}  // namespace lectern::access
