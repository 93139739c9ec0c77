#include "graphql/parser.hpp"

#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "graphql/printer.hpp"

namespace lectern::graphql {
namespace {

// `kind line:column` of the error, or `none`.
std::string error_of(std::string_view text, const ParseLimits& limits = {}) {
    const auto document = parse(text, limits);
    if (document) return "none";
    const GraphQlError& error = document.error();
    const Location at = error.locations.at(0);
    return std::string(to_string(error.kind)) + " " + std::to_string(at.line) + ":" +
           std::to_string(at.column);
}

std::string printed(std::string_view text) {
    const auto document = parse(text);
    return document ? print(*document) : document.error().message;
}

std::string repeated(std::string_view text, std::size_t times) {
    std::string all;
    for (std::size_t i = 0; i < times; ++i) all += text;
    return all;
}

TEST(Parser, ReadsEveryPartOfAnOperation) {
    EXPECT_EQ(
        printed(
            "query Q($a: [Int!]! = [1, 2] @x, $b: S) @d(e: {f: $b}) { alias: field(x: 1.5, y: $a) "
            "@skip(if: true) { ...F @a ... on T { b } ... @include(if: $b) { c } } }"
        ),
        "query Q($a: [Int!]! = [1, 2] @x, $b: S) @d(e: {f: $b}) {\n"
        "  alias: field(x: 1.5, y: $a) @skip(if: true) {\n"
        "    ...F @a\n"
        "    ... on T {\n"
        "      b\n"
        "    }\n"
        "    ... @include(if: $b) {\n"
        "      c\n"
        "    }\n"
        "  }\n"
        "}\n"
    );
}

TEST(Parser, KeywordsAreNamesElsewhere) {
    EXPECT_EQ(
        error_of("{ query mutation fragment on true null type: extend(input: enum) }"), "none"
    );
    EXPECT_EQ(error_of("query query { a }"), "none");
    EXPECT_EQ(error_of("fragment type on on { on }"), "none");
}

TEST(Parser, ReadsEveryTypeSystemDefinition) {
    const std::string text =
        "\"the schema\"\n"
        "schema @a {\n"
        "  query: Q\n"
        "  mutation: M\n"
        "}\n\n"
        "extend schema {\n"
        "  subscription: S\n"
        "}\n\n"
        "scalar Url @specifiedBy(url: \"x\")\n\n"
        "\"a type\"\n"
        "type Q implements A & B @d {\n"
        "  \"a field\"\n"
        "  f(\"an argument\" x: [Int!]! = [1] @d, y: E = RED): String! @deprecated\n"
        "}\n\n"
        "interface A implements B {\n"
        "  f: Int\n"
        "}\n\n"
        "union U @d = Q | M\n\n"
        "enum E {\n"
        "  \"a value\"\n"
        "  RED @deprecated(reason: \"no\")\n"
        "  BLUE\n"
        "}\n\n"
        "input I {\n"
        "  a: Int = 1\n"
        "}\n\n"
        "directive @d(a: Int) repeatable on FIELD | OBJECT\n\n"
        "extend input I @d\n\n"
        "extend type Q implements C\n";
    EXPECT_EQ(printed(text), text);
}

TEST(Parser, AllowsASeparatorBeforeTheFirst) {
    EXPECT_EQ(
        printed("type A implements & B & C union U = | A | B directive @d on | FIELD | QUERY"),
        "type A implements B & C\n\nunion U = A | B\n\ndirective @d on FIELD | QUERY\n"
    );
}

TEST(Parser, TellsWhereItWentWrong) {
    EXPECT_EQ(error_of(""), "syntax 1:1");
    EXPECT_EQ(error_of("# nothing\n"), "syntax 2:1");
    EXPECT_EQ(error_of("{"), "syntax 1:2");
    EXPECT_EQ(error_of("{ }"), "syntax 1:3");
    EXPECT_EQ(error_of("{ a"), "syntax 1:4");
    EXPECT_EQ(error_of("{ a }\n }"), "syntax 2:2");
    EXPECT_EQ(error_of("query"), "syntax 1:6");
    EXPECT_EQ(error_of("query Q()  { a }"), "syntax 1:9");
    EXPECT_EQ(error_of("{ a() }"), "syntax 1:5");
    EXPECT_EQ(error_of("{ a(b:) }"), "syntax 1:7");
    EXPECT_EQ(error_of("{ a: }"), "syntax 1:6");
    EXPECT_EQ(error_of("{ a { } }"), "syntax 1:7");
    EXPECT_EQ(error_of("{ ...on }"), "syntax 1:9");
    EXPECT_EQ(error_of("{ ... }"), "syntax 1:7");
    EXPECT_EQ(error_of("fragment on on T { a }"), "syntax 1:10");
    EXPECT_EQ(error_of("fragment F T { a }"), "syntax 1:12");
    EXPECT_EQ(error_of("query ($a: Int = $b) { a }"), "syntax 1:18");
    EXPECT_EQ(error_of("query ($a: [Int) { a }"), "syntax 1:16");
    EXPECT_EQ(error_of("query ($a: Int!!) { a }"), "syntax 1:16");
    EXPECT_EQ(error_of("{ a(b: {c: [}) }"), "syntax 1:13");
    EXPECT_EQ(error_of("notanoperation { a }"), "syntax 1:1");
    EXPECT_EQ(error_of("\"described\" query { a }"), "syntax 1:1");
    EXPECT_EQ(error_of("\"described\" { a }"), "syntax 1:13");
    EXPECT_EQ(error_of("\"described\" extend type A @b"), "syntax 1:1");
}

TEST(Parser, TellsWhereASchemaWentWrong) {
    EXPECT_EQ(error_of("extend type A"), "syntax 1:14");
    EXPECT_EQ(error_of("extend schema"), "syntax 1:14");
    EXPECT_EQ(error_of("extend directive @a on FIELD"), "syntax 1:8");
    EXPECT_EQ(error_of("type A { }"), "syntax 1:10");
    EXPECT_EQ(error_of("type A implements"), "syntax 1:18");
    EXPECT_EQ(error_of("union U ="), "syntax 1:10");
    EXPECT_EQ(error_of("union U = A |"), "syntax 1:14");
    EXPECT_EQ(error_of("enum E { true }"), "syntax 1:10");
    EXPECT_EQ(error_of("directive @a on NOWHERE"), "syntax 1:17");
    EXPECT_EQ(error_of("directive a on FIELD"), "syntax 1:11");
    EXPECT_EQ(error_of("schema { nothing: Q }"), "syntax 1:10");
    EXPECT_EQ(error_of("schema @a"), "syntax 1:10");
    EXPECT_EQ(error_of("input I { a: Int = $b }"), "syntax 1:20");
}

TEST(Parser, RefusesTheRestOfALexerError) {
    EXPECT_EQ(error_of("{ a ? }"), "syntax 1:5");
    EXPECT_EQ(error_of("{ a(b: \"x) }"), "syntax 1:13");
}

TEST(Parser, NamesWhatItExpected) {
    EXPECT_EQ(printed("{ a(b 1) }"), "expected \":\", found an integer \"1\"");
    EXPECT_EQ(printed("{ a { } }"), "expected a name, found \"}\"");
    EXPECT_EQ(printed("{ a"), "expected a name, found the end of the document");
}

TEST(Parser, KeepsThePlacesThatErrorsCite) {
    const auto document = parse("query ($v: [Int]) {\n  x: a(b: $v) @d { c }\n  ... F\n}");
    ASSERT_TRUE(document.has_value());
    const auto& operation = std::get<ast::OperationDefinition>(document->definitions.at(0));
    EXPECT_EQ(operation.variables.at(0).name.location, (Location{1, 8}));
    EXPECT_EQ(operation.variables.at(0).type.location, (Location{1, 12}));
    EXPECT_EQ(operation.variables.at(0).type.name.location, (Location{1, 13}));
    const auto& field = std::get<ast::Field>(operation.selection_set.selections.at(0).node);
    EXPECT_EQ(field.location(), (Location{2, 3}));
    EXPECT_EQ(field.name.location, (Location{2, 6}));
    EXPECT_EQ(field.arguments.at(0).value.location, (Location{2, 11}));
    EXPECT_EQ(field.directives.at(0).location, (Location{2, 15}));
    EXPECT_EQ(field.selection_set.location, (Location{2, 18}));
    const auto& spread =
        std::get<ast::FragmentSpread>(operation.selection_set.selections.at(1).node);
    EXPECT_EQ(spread.location, (Location{3, 3}));
    EXPECT_EQ(spread.name.location, (Location{3, 7}));
}

TEST(ParserLimits, EachHasItsOwnError) {
    EXPECT_EQ(error_of("{ a b c }", {.max_bytes = 8}), "document_too_large 1:1");
    EXPECT_EQ(error_of("{ a b c }", {.max_bytes = 9}), "none");
    EXPECT_EQ(error_of("{ a b c }", {.max_tokens = 4}), "too_many_tokens 1:9");
    EXPECT_EQ(error_of("{ a b c }", {.max_tokens = 5}), "none");
    EXPECT_EQ(error_of("{ a(b: [1]) }", {.max_depth = 2}), "nested_too_deeply 1:8");
    EXPECT_EQ(error_of("{ a(b: [1]) c(d: {e: 1}) { f } }", {.max_depth = 3}), "none");
}

TEST(ParserLimits, HostileNestingEndsAtTheLimit) {
    ParseLimits limits = ParseLimits::trusted();
    const std::size_t many = 1'000'000;
    const std::string opening = std::string("{a(b:") + std::string(many, '[');
    EXPECT_EQ(error_of(std::string(many, '{'), limits), "syntax 1:2");
    EXPECT_EQ(error_of(repeated("{a", 500'000), limits), "nested_too_deeply 1:129");
    EXPECT_EQ(error_of(opening, limits), "nested_too_deeply 1:68");
    EXPECT_EQ(error_of("{a(b:" + repeated("{a:", many), limits), "nested_too_deeply 1:192");
    EXPECT_EQ(error_of(repeated("{...on A", 200'000), limits), "nested_too_deeply 1:513");
    EXPECT_EQ(error_of("query($a:" + std::string(many, '['), limits), "nested_too_deeply 1:40");
    EXPECT_EQ(error_of(repeated("{", 100'000)), "document_too_large 1:1");
    EXPECT_EQ(error_of("{" + repeated("a:b ", 5'000) + "}"), "too_many_tokens 1:13334");
}

TEST(ParserLimits, ListsOfATypeAreBounded) {
    const std::string most =
        "query($a: " + std::string(30, '[') + "A" + std::string(30, ']') + ") {a}";
    EXPECT_EQ(error_of(most), "none");
}

TEST(ParseValue, ReadsOneLiteral) {
    const auto value = parse_value("{a: [1, $b, RED, \"x\\n\"], c: {}, d: null}");
    ASSERT_TRUE(value.has_value());
    EXPECT_EQ(print(*value), "{a: [1, $b, RED, \"x\\n\"], c: {}, d: null}");
    EXPECT_FALSE(parse_value("1 2").has_value());
    EXPECT_FALSE(parse_value("").has_value());
}

}  // namespace
}  // namespace lectern::graphql
