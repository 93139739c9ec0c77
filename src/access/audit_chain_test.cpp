#include "access/audit_chain.hpp"

#include <functional>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace lectern::access {
namespace {

using domain::AuditRecord;
using Trail = std::vector<AuditRecord>;

Trail make_trail(std::size_t length) {
    Trail trail(length);
    for (std::size_t i = 0; i < length; ++i) {
        AuditRecord& record = trail[i];
        record.time = Timestamp(std::chrono::milliseconds(1'000 + i));
        record.tenant = {"acme"};
        record.subject = "ann";
        record.key = {"k1"};
        record.protocol = "rest";
        record.operation = "ingestDocuments";
        record.target = "dataset " + std::to_string(i % 3);
        record.outcome = "ok";
        record.request_id = "r" + std::to_string(i);
        record.trace_id = "0af7651916cd43dd8448eb211c80319c";
        record.remote_address = "10.0.0.1";
        link(record, i == 0 ? nullptr : &trail[i - 1]);
    }
    return trail;
}

AuditFinding walk(const Trail& trail, std::optional<AuditAnchor> anchor = std::nullopt) {
    AuditWalk walk(std::move(anchor));
    walk.go_on(trail);
    return walk.finish();
}

// Every member that says something, changed.
const std::vector<std::function<void(AuditRecord&)>>& changes() {
    static const std::vector<std::function<void(AuditRecord&)>> all{
        [](AuditRecord& record) { ++record.sequence; },
        [](AuditRecord& record) { record.time += std::chrono::milliseconds(1); },
        [](AuditRecord& record) { record.tenant.value += "x"; },
        [](AuditRecord& record) { record.subject = "eve"; },
        [](AuditRecord& record) { record.key.value.clear(); },
        [](AuditRecord& record) { record.protocol = "grpc"; },
        [](AuditRecord& record) { record.operation = "deleteDocument"; },
        [](AuditRecord& record) { record.target.pop_back(); },
        [](AuditRecord& record) { record.outcome = "not_found"; },
        [](AuditRecord& record) { record.request_id += "0"; },
        [](AuditRecord& record) { record.trace_id.clear(); },
        [](AuditRecord& record) { record.remote_address = "10.0.0.2"; },
        [](AuditRecord& record) { ++record.repeated; },
        [](AuditRecord& record) { record.previous_hash[0] ^= 1; },
        [](AuditRecord& record) { record.hash[0] ^= 1; },
        // What moves from one member to the next keeps the bytes the same.
        [](AuditRecord& record) {
            record.subject += record.key.value;
            record.key.value.clear();
        },
    };
    return all;
}

TEST(AuditChain, IntactTrailIsGood) {
    for (const std::size_t length : {0U, 1U, 2U, 20U}) {
        const Trail trail = make_trail(length);
        const AuditFinding finding = walk(trail);
        EXPECT_TRUE(finding.is_intact());
        EXPECT_EQ(finding.good, length);
        EXPECT_EQ(finding.last_hash, length == 0 ? audit_origin() : trail.back().hash);
    }
}

RC_GTEST_PROP(AuditChain, AnyChangeOfOneRecordIsFoundWhereItIs, ()) {
    Trail trail = make_trail(*rc::gen::inRange<std::size_t>(1, 12));
    const auto place = *rc::gen::inRange<std::size_t>(0, trail.size());
    (*rc::gen::elementOf(changes()))(trail[place]);
    const AuditFinding finding = walk(trail);
    RC_ASSERT(!finding.is_intact());
    RC_ASSERT(finding.broken_sequence == place + 1);
    RC_ASSERT(finding.good == place);
}

RC_GTEST_PROP(AuditChain, ChangedRecordWithANewHashIsFoundAtTheNext, ()) {
    Trail trail = make_trail(*rc::gen::inRange<std::size_t>(2, 12));
    const auto place = *rc::gen::inRange<std::size_t>(0, trail.size() - 1);
    trail[place].outcome = "permission_denied";
    trail[place].hash = domain::audit_hash(trail[place]);
    const AuditFinding finding = walk(trail);
    RC_ASSERT(finding.breach == AuditBreach::misplaced);
    RC_ASSERT(finding.broken_sequence == place + 2);
}

RC_GTEST_PROP(AuditChain, RemovedRecordIsFound, ()) {
    Trail trail = make_trail(*rc::gen::inRange<std::size_t>(2, 12));
    const auto place = *rc::gen::inRange<std::size_t>(0, trail.size() - 1);
    trail.erase(trail.begin() + static_cast<std::ptrdiff_t>(place));
    const AuditFinding finding = walk(trail);
    RC_ASSERT(finding.breach == AuditBreach::missing);
    RC_ASSERT(finding.broken_sequence == place + 1);
}

RC_GTEST_PROP(AuditChain, RemovedRecordIsFoundThoughOthersAreNumberedAnew, ()) {
    Trail trail = make_trail(*rc::gen::inRange<std::size_t>(2, 12));
    const auto place = *rc::gen::inRange<std::size_t>(0, trail.size() - 1);
    trail.erase(trail.begin() + static_cast<std::ptrdiff_t>(place));
    for (std::size_t i = place; i < trail.size(); ++i) {
        trail[i].sequence = i + 1;
        trail[i].hash = domain::audit_hash(trail[i]);
    }
    const AuditFinding finding = walk(trail);
    RC_ASSERT(finding.breach == AuditBreach::misplaced);
    RC_ASSERT(finding.broken_sequence == place + 1);
}

RC_GTEST_PROP(AuditChain, ExchangedRecordsAreFound, ()) {
    Trail trail = make_trail(*rc::gen::inRange<std::size_t>(2, 12));
    const auto first = *rc::gen::inRange<std::size_t>(0, trail.size() - 1);
    const auto second = *rc::gen::inRange<std::size_t>(first + 1, trail.size());
    const bool keep_places = *rc::gen::arbitrary<bool>();
    std::swap(trail[first], trail[second]);
    if (keep_places) std::swap(trail[first].sequence, trail[second].sequence);
    const AuditFinding finding = walk(trail);
    RC_ASSERT(!finding.is_intact());
    RC_ASSERT(finding.broken_sequence == first + 1);
}

RC_GTEST_PROP(AuditChain, RepeatedRecordIsFound, ()) {
    Trail trail = make_trail(*rc::gen::inRange<std::size_t>(1, 12));
    const auto place = *rc::gen::inRange<std::size_t>(0, trail.size());
    trail.insert(trail.begin() + static_cast<std::ptrdiff_t>(place), trail[place]);
    const AuditFinding finding = walk(trail);
    RC_ASSERT(finding.breach == AuditBreach::misplaced);
    RC_ASSERT(finding.broken_sequence == place + 2);
}

TEST(AuditChain, CutTailIsFoundByAnAnchorAlone) {
    Trail trail = make_trail(10);
    const AuditAnchor anchor{.sequence = 9, .hash = trail[8].hash};
    EXPECT_TRUE(walk(trail, anchor).is_intact());
    trail.resize(9);
    EXPECT_TRUE(walk(trail, anchor).is_intact());
    trail.resize(8);
    EXPECT_TRUE(walk(trail).is_intact());
    const AuditFinding finding = walk(trail, anchor);
    EXPECT_EQ(finding.breach, AuditBreach::off_anchor);
    EXPECT_EQ(finding.broken_sequence, 9U);
    EXPECT_EQ(finding.good, 8U);
}

TEST(AuditChain, TrailWrittenAnewIsFoundByAnAnchorAlone) {
    Trail trail = make_trail(10);
    const AuditAnchor anchor{.sequence = 6, .hash = trail[5].hash};
    trail[2].subject = "eve";
    for (std::size_t i = 2; i < trail.size(); ++i) link(trail[i], &trail[i - 1]);
    EXPECT_TRUE(walk(trail).is_intact());
    const AuditFinding finding = walk(trail, anchor);
    EXPECT_EQ(finding.breach, AuditBreach::off_anchor);
    EXPECT_EQ(finding.broken_sequence, 6U);
}

TEST(AuditChain, WalkInPartsFindsTheSame) {
    Trail trail = make_trail(10);
    trail[6].target = "x";
    AuditWalk parts;
    EXPECT_TRUE(parts.go_on(std::span(trail).first(4)));
    EXPECT_FALSE(parts.go_on(std::span(trail).subspan(4, 4)));
    EXPECT_FALSE(parts.go_on(std::span(trail).subspan(8)));
    EXPECT_EQ(parts.finish(), walk(trail));
}

}  // namespace
}  // namespace lectern::access
