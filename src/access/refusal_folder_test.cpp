#include "access/refusal_folder.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace lectern::access {
namespace {

using namespace std::chrono_literals;
using domain::AuditRecord;

constexpr SteadyTime start{1h};

AuditRecord refusal(std::string address, std::string subject = {}) {
    return {
        .tenant = {"acme"},
        .subject = std::move(subject),
        .protocol = "rest",
        .outcome = "unauthenticated",
        .remote_address = std::move(address),
    };
}

TEST(RefusalFolder, LetsTheFirstThroughAndCountsTheRest) {
    RefusalFolder folder({.window = 10s});
    EXPECT_TRUE(folder.take(refusal("a"), start));
    for (int i = 0; i < 5; ++i) {
        AuditRecord record = refusal("a");
        record.request_id = "r" + std::to_string(i);
        EXPECT_FALSE(folder.take(record, start + 1s));
    }
    EXPECT_EQ(folder.next_end(), start + 10s);
    EXPECT_TRUE(folder.end_windows(start + 10s - 1ns, false).empty());
    const auto folded = folder.end_windows(start + 10s, false);
    ASSERT_EQ(folded.size(), 1U);
    EXPECT_EQ(folded[0].repeated, 4U) << "beyond the record itself";
    EXPECT_EQ(folded[0].request_id, "r4");
    EXPECT_FALSE(folder.next_end());
    EXPECT_TRUE(folder.take(refusal("a"), start + 10s)) << "a new window";
}

TEST(RefusalFolder, WindowWithoutRepetitionEndsWithoutARecord) {
    RefusalFolder folder({.window = 10s});
    EXPECT_TRUE(folder.take(refusal("a"), start));
    EXPECT_TRUE(folder.end_windows(start + 10s, false).empty());
    EXPECT_FALSE(folder.next_end());
}

TEST(RefusalFolder, KeyThatWasShownMakesNoDifferenceButTheRestDoes) {
    RefusalFolder folder({});
    AuditRecord record = refusal("10.0.0.1", "ann");
    EXPECT_TRUE(folder.take(record, start));
    record.key = {"guess"};
    EXPECT_FALSE(folder.take(record, start));
    const auto differs = [&](auto member, auto value) {
        AuditRecord other = refusal("10.0.0.1", "ann");
        other.*member = value;
        return folder.take(other, start).has_value();
    };
    EXPECT_TRUE(differs(&AuditRecord::outcome, "permission_denied"));
    EXPECT_TRUE(differs(&AuditRecord::tenant, TenantId{"b"}));
    EXPECT_TRUE(differs(&AuditRecord::subject, "bob"));
    EXPECT_TRUE(differs(&AuditRecord::protocol, "grpc"));
    EXPECT_TRUE(differs(&AuditRecord::operation, "retrieve"));
    EXPECT_TRUE(differs(&AuditRecord::remote_address, "10.0.0.2"));
    EXPECT_FALSE(differs(&AuditRecord::remote_address, "::ffff:10.0.0.1"));
}

TEST(RefusalFolder, ManyAddressesAreFoldedIntoOne) {
    RefusalFolder folder({.window = 10s, .max_open = 10});
    int through = 0;
    for (int i = 0; i < 1000; ++i)
        through += folder.take(refusal("10.0.0." + std::to_string(i)), start) ? 1 : 0;
    EXPECT_EQ(through, 11);
    const auto folded = folder.end_windows(start, true);
    ASSERT_EQ(folded.size(), 1U);
    EXPECT_EQ(folded[0].repeated, 988U);
}

TEST(RefusalFolder, CanBeOff) {
    RefusalFolder folder({.window = 0s});
    for (int i = 0; i < 3; ++i) EXPECT_TRUE(folder.take(refusal("a"), start));
    EXPECT_TRUE(folder.end_windows(start, true).empty());
}

RC_GTEST_PROP(RefusalFolder, LosesNone, ()) {
    const auto steps = *rc::gen::container<std::vector<std::pair<int, int>>>(
        rc::gen::pair(rc::gen::inRange(0, 8), rc::gen::inRange(0, 4'000))
    );
    RefusalFolder folder({.window = 5s, .max_open = 4});
    std::size_t told = 0;
    SteadyTime now = start;
    const auto count = [&told](const std::vector<AuditRecord>& folded) {
        for (const AuditRecord& record : folded) told += 1 + record.repeated;
    };
    for (const auto& [address, milliseconds] : steps) {
        now += std::chrono::milliseconds(milliseconds);
        count(folder.end_windows(now, false));
        if (folder.take(refusal(std::to_string(address)), now)) ++told;
    }
    count(folder.end_windows(now, true));
    RC_ASSERT(told == steps.size());
}

}  // namespace
}  // namespace lectern::access
