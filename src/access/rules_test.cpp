#include "access/rules.hpp"

#include <set>

#include <gtest/gtest.h>

namespace lectern::access {
namespace {

TEST(Rules, EveryOperationHasOne) {
    std::set<std::string_view> names;
    for (const Rule& rule : rules()) {
        EXPECT_TRUE(names.insert(rule.operation).second) << rule.operation << " twice";
        EXPECT_EQ(&rule_of(rule.operation), &rule);
    }
    EXPECT_FALSE(names.empty());
}

TEST(Rules, OnlyReadsAreForEverybody) {
    for (const Rule& rule : rules()) {
        EXPECT_TRUE(rule.scope || rule.effect == Effect::read) << rule.operation;
    }
}

// A few that must never be given away by a slip in the document.
TEST(Rules, KeepWhatIsDangerousClosed) {
    EXPECT_EQ(rule_of("ingestDocuments").scope, Scope::ingest_write);
    EXPECT_EQ(rule_of("ingestDocuments").effect, Effect::write);
    EXPECT_EQ(rule_of("deleteDocument").scope, Scope::documents_write);
    EXPECT_EQ(rule_of("purgeDeadLetters").scope, Scope::jobs_write);
    EXPECT_EQ(rule_of("retrieve").scope, Scope::retrieve_read);
    EXPECT_EQ(rule_of("retrieve").effect, Effect::read) << "although it is a POST";
    EXPECT_EQ(rule_of("getLiveness").scope, std::nullopt);
}

}  // namespace
}  // namespace lectern::access
