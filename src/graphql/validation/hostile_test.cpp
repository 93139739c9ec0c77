/// Documents made to cost more than they are long. Work is counted in steps, not in seconds.

#include <algorithm>
#include <functional>
#include <string>

#include <gtest/gtest.h>

#include "graphql/validation/field_merging.hpp"
#include "graphql/validation/testing/library.hpp"
#include "graphql/validation/validate.hpp"

namespace lectern::graphql {
namespace {

using Writer = std::function<std::string(int)>;

std::string repeated(int count, const Writer& part) {
    std::string text;
    for (int index = 0; index < count; ++index) text += part(index);
    return text;
}

std::string name(const std::string& prefix, int index) { return prefix + std::to_string(index); }

Validation inspected(const std::string& text) {
    return inspect(testing::library(), testing::document(text));
}

/// Ten times the length may be at most eleven times the work.
void expect_linear(const Writer& write) {
    const Validation small = inspected(write(1000));
    const Validation large = inspected(write(10'000));
    EXPECT_TRUE(small.errors.empty()) << small.errors.front().message;
    EXPECT_TRUE(large.errors.empty()) << large.errors.front().message;
    EXPECT_LE(large.steps, small.steps * 11);
}

TEST(HostileDocuments, AliasesOfOneFieldCostInProportion) {
    expect_linear([](int count) {
        return "{ " + repeated(count, [](int n) { return name("a", n) + ": number "; }) + "}";
    });
}

TEST(HostileDocuments, OneFieldRepeatedCostsInProportion) {
    expect_linear([](int count) {
        return "{ " + repeated(count, [](int) { return "echo(int: 1) "; }) + "}";
    });
}

TEST(HostileDocuments, OneFragmentSpreadOftenCostsInProportion) {
    expect_linear([](int count) {
        return "{ " + repeated(count, [](int) { return "...F "; }) +
               "} fragment F on Query { bare }";
    });
}

TEST(HostileDocuments, ManyVariablesCostInProportion) {
    expect_linear([](int count) {
        return "query (" + repeated(count, [](int n) { return name("$v", n) + ": Int "; }) +
               ") { " +
               repeated(
                   count, [](int n) { return name("a", n) + ": echo(int: " + name("$v", n) + ") "; }
               ) +
               "}";
    });
}

TEST(HostileDocuments, ManyInputFieldsCostInProportion) {
    expect_linear([](int count) {
        return "{ echo(any: {" + repeated(count, [](int n) { return name("f", n) + ": 1 "; }) +
               "}) }";
    });
}

/// Two spreads of the next fragment in each: 2^200 paths.
std::string doubling(const std::string& body) {
    return "{ book { ...F0 } }" +
           repeated(
               200,
               [&body](int n) {
                   const std::string next = name("...F", n + 1);
                   return " fragment " + name("F", n) + " on Book { a: sequel { " + next +
                          " } b: sequel { " + next + " } }";
               }
           ) +
           " fragment F200 on Book { " + body + " }";
}

TEST(HostileDocuments, FragmentsThatDoubleAreWalkedOnce) {
    const Validation found = inspected(doubling("id"));
    EXPECT_TRUE(found.errors.empty());
    EXPECT_LT(found.steps, 20'000U);
}

TEST(HostileDocuments, FragmentsThatDoubleBesideThemselvesAreComparedOnce) {
    const std::string text =
        doubling("id") + " query Q { book { ...F0 ...F1 a: sequel { ...F2 } } }";
    const Validation found = inspected("query P " + text);
    EXPECT_TRUE(found.errors.empty()) << found.errors.front().message;
    EXPECT_LT(found.steps, 400'000U);
}

/// Each of a thousand fragments spreads the next two, in a ring.
TEST(HostileDocuments, ARingOfFragmentsEndsAtABound) {
    const auto link = [](int n) {
        return " fragment " + name("F", n) + " on Query { number " + name("...F", (n + 1) % 1000) +
               " " + name("...F", (n + 2) % 1000) + " }";
    };
    const Validation found = inspected("{ ...F0 }" + repeated(1000, link));
    EXPECT_TRUE(std::ranges::count(found.errors, "NoFragmentCycles", &GraphQlError::rule) > 0);
    EXPECT_LE(found.steps, validation::max_comparisons + 100'000);
}

/// Each of a hundred fragments spreads all of them.
TEST(HostileDocuments, FragmentsThatAllSpreadEachOtherEndWithAsManyErrorsAsAreOfUse) {
    const std::string all = repeated(100, [](int n) { return name("...F", n) + " "; });
    const Validation found =
        inspected("{ ...F0 }" + repeated(100, [&all](int n) {
                      return " fragment " + name("F", n) + " on Query { number " + all + " }";
                  }));
    EXPECT_EQ(found.errors.size(), max_validation_errors);
    EXPECT_LE(found.steps, 100'000U);
}

/// Rings of 300 and 301 fragments: comparing them level by level meets every pair.
TEST(HostileDocuments, TwoRingsThatAreComparedEndAtABound) {
    const auto ring = [](const std::string& prefix, int length) {
        return repeated(length, [&prefix, length](int n) {
            return " fragment " + name(prefix, n) + " on Book { sequel { id ..." +
                   name(prefix, (n + 1) % length) + " } }";
        });
    };
    const Validation found =
        inspected("{ book { ...A0 ...B0 } }" + ring("A", 300) + ring("B", 301));
    EXPECT_FALSE(found.errors.empty());
    EXPECT_LE(found.steps, validation::max_comparisons + 100'000);
}

TEST(HostileDocuments, FieldsWithSelectionsRepeatedEndAtABound) {
    const Validation found =
        inspected("{ " + repeated(10'000, [](int) { return "book { id } "; }) + "}");
    ASSERT_EQ(found.errors.size(), 1U);
    EXPECT_EQ(
        found.errors[0].message,
        "the selections of this document are too many to be compared with each other"
    );
    EXPECT_LE(found.steps, validation::max_comparisons + 200'000);
}

TEST(HostileDocuments, ConflictsUnderConflictsAreCutShort) {
    const auto nested = [](const std::string& field) {
        std::string text = "x: id y: id z: id";
        for (int level = 0; level < 40; ++level)
            text = "a: sequel { " + text + " } b: sequel { id }";
        text.replace(text.find("x: id y: id z: id"), 17, "x: " + field + " y: " + field + " z: id");
        return "book { " + text + " }";
    };
    const Validation found = inspected("{ " + nested("id") + nested("name") + " }");
    ASSERT_EQ(found.errors.size(), 1U);
    EXPECT_LE(found.errors[0].message.size(), 4000U);
    EXPECT_LE(found.errors[0].locations.size(), 100U);
}

TEST(HostileDocuments, AChainOfFragmentsAsLongAsTheDocumentNeedsNoStack) {
    const auto link = [](int n) {
        return " fragment " + name("F", n) + " on Query { " + name("...F", n + 1) + " }";
    };
    const Validation found =
        inspected("{ ...F0 }" + repeated(20'000, link) + " fragment F20000 on Query { bare }");
    EXPECT_TRUE(found.errors.empty());
}

TEST(HostileDocuments, EndAfterAHundredErrors) {
    const Validation found =
        inspected("{ " + repeated(10'000, [](int n) { return name("nowhere", n) + " "; }) + "}");
    EXPECT_EQ(found.errors.size(), max_validation_errors);
    EXPECT_LT(found.steps, 25'000U);
}

}  // namespace
}  // namespace lectern::graphql
