#include "graphql/validation/validate.hpp"

#include <ostream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "graphql/validation/testing/library.hpp"

namespace lectern::graphql {
namespace {

/// `Rule 1:2 3:4 message`.
std::vector<std::string> told(const std::string& text) {
    std::vector<std::string> lines;
    for (const GraphQlError& error : validate(testing::library(), testing::document(text))) {
        EXPECT_EQ(error.kind, ErrorKind::validation);
        std::string line(error.rule);
        for (const Location& location : error.locations)
            line += ' ' + std::to_string(location.line) + ':' + std::to_string(location.column);
        lines.push_back(line + ' ' + error.message);
    }
    return lines;
}

struct Case {
    std::string document;
    std::vector<std::string> errors;
};

std::ostream& operator<<(std::ostream& out, const Case& one) { return out << one.document; }

class WhatIsWrong : public ::testing::TestWithParam<Case> {};

TEST_P(WhatIsWrong, IsToldWithRulePlaceAndName) {
    EXPECT_EQ(told(GetParam().document), GetParam().errors);
}

using Cases = std::vector<Case>;

INSTANTIATE_TEST_SUITE_P(
    Operations,
    WhatIsWrong,
    ::testing::ValuesIn(Cases{
        {"{ bare }", {}},
        {"{ bare } type Book { a: Int }",
         {"ExecutableDefinitions 1:10 the definition of type \"Book\" cannot be executed"}},
        {"query A { bare } query A { bare }",
         {"UniqueOperationNames 1:7 1:24 there is more than one operation \"A\""}},
        {"query A { bare } { bare }",
         {"LoneAnonymousOperation 1:18 an operation without a name must be the only one"}},
        {"subscription { tick other: tick }",
         {"SingleFieldSubscriptions 1:21 a subscription must have a single field"}},
        {"subscription { __typename }",
         {"SingleFieldSubscriptions 1:16 a subscription must not select the introspection field "
          "\"__typename\""}},
    })
);

INSTANTIATE_TEST_SUITE_P(
    Fragments,
    WhatIsWrong,
    ::testing::ValuesIn(Cases{
        {"{ book { ... on Nowhere { id } } }",
         {"KnownTypeNames 1:17 type \"Nowhere\" does not exist"}},
        {"{ book { ... on Level { id } } }",
         {"FragmentsOnCompositeTypes 1:17 a fragment cannot be on type \"Level\", which has no "
          "fields"}},
        {"{ ...F } fragment F on Query { bare } fragment F on Query { bare }",
         {"UniqueFragmentNames 1:19 1:48 there is more than one fragment \"F\""}},
        {"{ ...F }", {"KnownFragmentNames 1:6 fragment \"F\" does not exist"}},
        {"{ bare } fragment F on Query { bare }",
         {"NoUnusedFragments 1:10 fragment \"F\" is not used"}},
        {"{ book { ... on Map { id } } }",
         {"PossibleFragmentSpreads 1:10 this fragment cannot apply: an object of type \"Book\" is "
          "never of type \"Map\""}},
        {"{ book { ...F } } fragment F on Map { id }",
         {"PossibleFragmentSpreads 1:10 fragment \"F\" cannot apply: an object of type \"Book\" "
          "is never of type \"Map\""}},
        {"{ ...A } fragment A on Query { bare ...A }",
         {"NoFragmentCycles 1:37 fragment \"A\" spreads itself"}},
        {"{ ...A } fragment A on Query { bare ...B } fragment B on Query { ...A }",
         {"NoFragmentCycles 1:37 1:66 fragment \"A\" spreads itself by way of \"B\""}},
    })
);

INSTANTIATE_TEST_SUITE_P(
    FieldsAndArguments,
    WhatIsWrong,
    ::testing::ValuesIn(Cases{
        {"{ bare { a } }",
         {"ScalarLeafs 1:8 field \"bare\" of type \"String\" has no fields to select"}},
        {"{ items }",
         {"ScalarLeafs 1:3 field \"items\" of type \"[Item]\" needs a selection of fields"}},
        {"{ book { nowhere { deeper } } }",
         {"FieldsOnCorrectType 1:10 type \"Book\" has no field \"nowhere\""}},
        {"{ bare(a: 1) }", {"KnownArgumentNames 1:8 field \"bare\" has no argument \"a\""}},
        {"{ bare @skip(if: true, a: 1) }",
         {"KnownArgumentNames 1:24 directive \"@skip\" has no argument \"a\""}},
        {"{ node(id: 1, id: 2) { id } }",
         {"UniqueArgumentNames 1:8 1:15 argument \"id\" is given more than once"}},
        {"{ node { id } }",
         {"ProvidedRequiredArguments 1:3 field \"node\" needs the argument \"id\" of type "
          "\"ID!\""}},
        {"{ bare @unknown }", {"KnownDirectives 1:8 directive \"@unknown\" does not exist"}},
        {"{ bare @onQuery }", {"KnownDirectives 1:8 directive \"@onQuery\" may not stand on FIELD"}
        },
        {"{ bare @once @once }",
         {"UniqueDirectivesPerLocation 1:8 1:14 directive \"@once\" may stand here only once"}},
        {"{ x: bare x: number }",
         {"OverlappingFieldsCanBeMerged 1:3 1:11 fields \"x\" conflict: they are the different "
          "fields \"bare\" and \"number\"; give them different aliases"}},
        {"{ echo(int: 1) echo(int: 2) }",
         {"OverlappingFieldsCanBeMerged 1:3 1:16 fields \"echo\" conflict: their arguments "
          "differ; give them different aliases"}},
        {"{ book { x: id } book { x: name } }",
         {"OverlappingFieldsCanBeMerged 1:3 1:18 1:10 1:25 fields \"book\" conflict: their fields "
          "\"x\" conflict: they are the different fields \"id\" and \"name\"; give them different "
          "aliases"}},
        {"{ item { ... on Book { pages } ... on Journal { pages } } }",
         {"OverlappingFieldsCanBeMerged 1:24 1:49 fields \"pages\" conflict: their types \"Int\" "
          "and \"String\" do not fit together; give them different aliases"}},
    })
);

INSTANTIATE_TEST_SUITE_P(
    ValuesAndVariables,
    WhatIsWrong,
    ::testing::ValuesIn(Cases{
        {"{ echo(range: 5) }", {"ValuesOfCorrectType 1:15 5 is no value of type \"Range\""}},
        {"{ echo(range: {low: 1}) }",
         {"ValuesOfCorrectType 1:15 a value of type \"Range\" needs the field \"high\" of type "
          "\"Int!\""}},
        {"{ echo(range: {high: 1, a: 2}) }",
         {"ValuesOfCorrectType 1:25 type \"Range\" has no field \"a\""}},
        {"{ node(id: null) { id } }", {"ValuesOfCorrectType 1:12 null is no value of type \"ID!\""}
        },
        {"{ echo(range: {high: 1, high: 2}) }",
         {"UniqueInputFieldNames 1:16 1:25 field \"high\" is given more than once"}},
        {"query ($a: Nowhere) { echo(any: $a) }",
         {"KnownTypeNames 1:12 type \"Nowhere\" does not exist"}},
        {"query ($a: [Book]) { echo(any: {a: $a}) }",
         {"VariablesAreInputTypes 1:12 variable \"$a\" cannot have the output type \"[Book]\""}},
        {"query ($a: Int, $a: Int) { echo(int: $a) }",
         {"UniqueVariableNames 1:8 1:17 variable \"$a\" is defined more than once"}},
        {"query Q { echo(int: $a) }",
         {"NoUndefinedVariables 1:21 1:1 variable \"$a\" is not defined in operation \"Q\""}},
        {"query ($a: Int) { bare }", {"NoUnusedVariables 1:8 variable \"$a\" is not used"}},
        {"query ($a: Int) { node(id: $a) { id } }",
         {"VariablesInAllowedPosition 1:8 1:28 variable \"$a\" of type \"Int\" cannot stand where "
          "type \"ID!\" is expected"}},
    })
);

TEST(Validate, OrdersErrorsByTheirPlace) {
    EXPECT_EQ(
        told("query ($a: Int) { nowhere @unknown x: bare x: number }\nfragment F on Nowhere { a }"),
        (std::vector<std::string>{
            "NoUnusedVariables 1:8 variable \"$a\" is not used",
            "FieldsOnCorrectType 1:19 type \"Query\" has no field \"nowhere\"",
            "KnownDirectives 1:27 directive \"@unknown\" does not exist",
            "OverlappingFieldsCanBeMerged 1:36 1:44 fields \"x\" conflict: they are the different "
            "fields \"bare\" and \"number\"; give them different aliases",
            "NoUnusedFragments 2:1 fragment \"F\" is not used",
            "KnownTypeNames 2:15 type \"Nowhere\" does not exist",
        })
    );
}

TEST(Validate, ShowsNoLongLiteralToItsEnd) {
    const auto errors = told("{ echo(int: \"" + std::string(5000, 'x') + "\") }");
    ASSERT_EQ(errors.size(), 1U);
    EXPECT_LT(errors[0].size(), 300U);
}

TEST(Validate, LetsCustomScalarsDecideOnVariablesLater) {
    EXPECT_EQ(told("query ($a: Int) { echo(any: {a: $a}) }"), std::vector<std::string>{});
}

}  // namespace
}  // namespace lectern::graphql
