#include "graphql/schema_loader.hpp"

#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "graphql/testing/execution.hpp"

namespace lectern::graphql {
namespace {

using testing::schema_of;
using testing::text_of;

// What is wrong with a schema of a query type and more.
std::string errors_of(std::string_view more) {
    const auto schema = load_schema("type Query { q: Int }\n" + std::string(more));
    return schema ? "" : text_of(schema.error());
}

TEST(SchemaLoader, FindsTypesFieldsAndRoots) {
    const Schema schema = schema_of(R"(
        "all of it" schema { query: Root mutation: Change }
        type Root implements Node { id: ID! things(first: Int = 10): [Thing!]! }
        type Change { do: Boolean }
        interface Node { id: ID! }
        type Leaf implements Node { id: ID! }
        union Thing = Leaf | Root
    )");
    EXPECT_EQ(schema.description(), "all of it");
    EXPECT_EQ(schema.root(OperationKind::query), schema.type("Root"));
    EXPECT_EQ(schema.root(OperationKind::mutation), schema.type("Change"));
    EXPECT_EQ(schema.root(OperationKind::subscription), nullptr);
    const NamedType& root = *schema.type("Root");
    EXPECT_EQ(to_string(root.field("things")->type), "[Thing!]!");
    EXPECT_EQ(root.field("things")->argument("first")->default_value, Value(10));
    EXPECT_EQ(root.field("things")->coordinate(), "Root.things");
    EXPECT_EQ(schema.type("Nothing"), nullptr);
    EXPECT_EQ(root.field("nothing"), nullptr);
    EXPECT_TRUE(schema.is_possible(*schema.type("Node"), *schema.type("Leaf")));
    EXPECT_FALSE(schema.is_possible(*schema.type("Thing"), *schema.type("Change")));
    EXPECT_TRUE(schema.do_overlap(*schema.type("Node"), *schema.type("Thing")));
    EXPECT_FALSE(schema.do_overlap(*schema.type("Change"), *schema.type("Thing")));
}

TEST(SchemaLoader, KnowsMetaFieldsWhereTheyAre) {
    const Schema schema = schema_of("type Query { a: A } type A { b: Int } union U = A");
    const NamedType& query = *schema.type("Query");
    EXPECT_EQ(schema.field(query, "__schema"), &schema.schema_field());
    EXPECT_EQ(schema.field(query, "__type"), &schema.type_field());
    EXPECT_EQ(schema.field(*schema.type("A"), "__schema"), nullptr);
    EXPECT_EQ(schema.field(*schema.type("U"), "__typename"), &schema.typename_field());
    EXPECT_EQ(schema.field(*schema.type("Int"), "__typename"), nullptr);
    EXPECT_EQ(schema.field(query, "__other"), nullptr);
}

TEST(SchemaLoader, AddsExtensionsToWhatTheyExtend) {
    const Schema schema = schema_of(R"(
        extend type Query @on { b(x: In): E }
        type Query { a: Int }
        interface I { b(x: In): E } extend type Query implements I
        enum E { ONE } extend enum E { TWO }
        input In { a: Int } extend input In { b: Int = 2 }
        union U = Query extend union U = Other
        type Other { c: Int }
        scalar Url extend scalar Url @specifiedBy(url: "https://example.org")
        directive @on on OBJECT
        extend schema { mutation: Other }
    )");
    const NamedType& query = *schema.type("Query");
    EXPECT_EQ(query.fields.size(), 2U);
    EXPECT_EQ(query.directives.size(), 1U);
    EXPECT_TRUE(query.implements(*schema.type("I")));
    EXPECT_NE(schema.type("E")->enum_value("TWO"), nullptr);
    EXPECT_EQ(schema.type("In")->input_field("b")->default_value, Value(2));
    EXPECT_EQ(schema.type("U")->possible_types.size(), 2U);
    EXPECT_EQ(schema.type("Url")->specified_by_url, "https://example.org");
    EXPECT_EQ(schema.root(OperationKind::mutation), schema.type("Other"));
}

TEST(SchemaLoader, TellsDeprecation) {
    const Schema schema = schema_of(R"(
        type Query { a: Int @deprecated b: Int @deprecated(reason: "use c") c: Int }
    )");
    EXPECT_EQ(schema.type("Query")->field("a")->deprecation_reason, "No longer supported");
    EXPECT_EQ(schema.type("Query")->field("b")->deprecation_reason, "use c");
    EXPECT_EQ(schema.type("Query")->field("c")->deprecation_reason, std::nullopt);
}

TEST(SchemaLoader, DefaultsTakeInThoseOfTheirFields) {
    const Schema schema = schema_of(R"(
        type Query { f(a: A = {x: 5}, list: [A] = {x: 6}): Int }
        input A { x: Int y: B = {} }
        input B { z: [Int!] = 7 e: E = RED }
        enum E { RED }
    )");
    const FieldDefinition& field = *schema.type("Query")->field("f");
    EXPECT_EQ(to_string(*field.argument("a")->default_value), R"({x: 5, y: {z: [7], e: "RED"}})");
    EXPECT_EQ(
        to_string(*field.argument("list")->default_value), R"([{x: 6, y: {z: [7], e: "RED"}}])"
    );
}

TEST(SchemaLoader, MayBeMovedWhileTypesStayWhereTheyAre) {
    Schema schema = schema_of("type Query { a: Int }");
    const NamedType* query = schema.type("Query");
    const Schema moved = std::move(schema);
    EXPECT_EQ(moved.root(OperationKind::query), query);
}

TEST(SchemaLoader, SchemasMayRepeatWhatIsBuiltIn) {
    const Schema schema = schema_of(R"(
        type Query { a: Int }
        scalar Int
        directive @skip(if: Boolean! = true) on FIELD
    )");
    EXPECT_TRUE(schema.type("Int")->is_built_in);
    EXPECT_FALSE(schema.directive("skip")->is_built_in);
}

struct Broken {
    std::string_view sdl;    ///< Beside `type Query { q: Int }` in the first line.
    std::string_view error;  ///< What must be in the errors.
};

TEST(SchemaLoader, RefusesWhatBreaksTheTypeSystem) {
    const Broken cases[] = {
        {"type A { b: Nothing }", "type \"Nothing\" is not defined (2:13)"},
        {"type A { b: __Meta }", "type \"__Meta\" is not defined"},
        {"type A { b: Int } type A { c: Int }", "type \"A\" is defined more than once (2:6) (2:24)"
        },
        {"type A { b: Int b: Int }",
         "field \"b\" of type \"A\" is there more than once (2:10) (2:17)"},
        {"type A { b: Int } extend type A { b: Int }", "is there more than once"},
        {"type A { b(c: Int, c: Int): Int }",
         "argument \"c\" of field \"b\" is there more than once"},
        {"enum A { B B }", "value \"B\" of type \"A\" is there more than once"},
        {"input A { b: Int b: Int }", "field \"b\" of type \"A\" is there more than once"},
        {"union A = Query | Query", "member \"Query\" of type \"A\" is there more than once"},
        {"interface I { q: Int } extend type Query implements I & I", "is there more than once"},
        {"directive @d on FIELD directive @d on FIELD", "directive \"@d\" is defined more than once"
        },
        {"schema { query: Query } schema { query: Query }", "the schema is defined more than once"},
        {"schema { query: Query query: Query }", "the schema has more than one query type"},
        {"schema { mutation: Query }", "the schema has no query type"},
        {"schema { query: E } enum E { A }", "the query type \"E\" is no object"},
        {"schema { query: Query mutation: Query }", "is the type of other operations as well"},
        {"type __A { b: Int }", "\"__A\" is reserved"},
        {"type __Type { b: Int }", "\"__Type\" is reserved"},
        {"extend type __Type { b: Int }", "\"__Type\" is reserved"},
        {"extend type __Meta { b: Int }", "\"__Meta\" is reserved"},
        {"type A { __b: Int }", "\"__b\" is reserved"},
        {"type A { b(__c: Int): Int }", "\"__c\" is reserved"},
        {"enum A { __B }", "\"__B\" is reserved"},
        {"directive @__d on FIELD", "\"__d\" is reserved"},
        {"type A", "type \"A\" has no fields (2:1)"},
        {"interface A", "type \"A\" has no fields"},
        {"union A", "type \"A\" has no members"},
        {"enum A", "type \"A\" has no values"},
        {"input A", "type \"A\" has no fields"},
        {"input In { a: Int } type A { b: In }", "field \"b\" has an input type: \"In\""},
        {"type A { b(c: Query): Int }", "argument \"c\" is of no input type: \"Query\""},
        {"input A { b: Query }", "field \"b\" is of no input type"},
        {"directive @d(a: Query) on FIELD", "argument \"a\" is of no input type"},
        {"union A = Int", "member \"Int\" of union \"A\" is no object"},
        {"union A = A", "member \"A\" of union \"A\" is no object"},
        {"input A { b: A! }", "input type \"A\" contains itself through non-null fields"},
        {"input A { b: B! } input B { a: A! }", "contains itself through non-null fields"},
        {"type A { b(c: Int! @deprecated): Int }", "is required and cannot be deprecated"},
        {"input A { b: Int! @deprecated }", "is required and cannot be deprecated"},
        {"input A { b: Int = \"x\" }",
         "the default of \"b\" is wrong: expected Int, found \"x\" (2:20)"},
        {"input A { b: Int! = null }", "the default of \"b\" is wrong: expected Int!, found null"},
        {"type A { b(c: [E!] = [X]): Int } enum E { Y }", "\"X\" is not a value of enum E"},
        {"input A { b: A = {} }", "the default of \"b\" contains itself"},
        {"extend type A { b: Int }", "type \"A\" is extended but not defined (2:13)"},
        {"extend input Query { b: Int }", "type \"Query\" is extended as another kind of type"},
        {"{ q }", "an operation may not stand in a schema"},
        {"fragment F on Query { q }", "a fragment may not stand in a schema"},
        {"enum Int { A }", "\"Int\" is a built-in scalar"},
    };
    for (const Broken& one : cases)
        EXPECT_NE(errors_of(one.sdl).find(one.error), std::string::npos) << one.sdl << "\n"
                                                                         << errors_of(one.sdl);
}

TEST(SchemaLoader, HoldsTypesToTheirInterfaces) {
    const Broken cases[] = {
        {"type A implements Query { q: Int }", "implements \"Query\", which is no interface (2:19)"
        },
        {"interface I implements I { a: Int }", "interface \"I\" implements itself"},
        {"interface I { a: Int } type A implements I { b: Int }", "type \"A\" lacks field \"I.a\""},
        {"interface I { a: Int! } type A implements I { a: Int }",
         "field \"A.a\" is of type Int, but \"I.a\" is of type Int!"},
        {"interface I { a: [Int] } type A implements I { a: Int }", "is of type Int, but"},
        {"interface I { a: I } type A implements I { a: Query }", "is of type Query, but"},
        {"interface I { a(x: Int): Int } type A implements I { a: Int }", "lacks argument \"x\""},
        {"interface I { a(x: Int): Int } type A implements I { a(x: Int!): Int }",
         "argument \"x\" of field \"A.a\" is of type Int!, but that of \"I.a\" is of type Int"},
        {"interface I { a: Int } type A implements I { a(x: Int!): Int }",
         "is required, but \"I.a\""},
        {"interface I { a: Int } interface J implements I { a: Int } type A implements J { a: Int "
         "}",
         "type \"A\" must implement \"I\", because \"J\" does"},
        {"interface I implements J { a: Int } interface J implements I { a: Int }",
         "type \"I\" implements itself through \"J\""},
    };
    for (const Broken& one : cases)
        EXPECT_NE(errors_of(one.sdl).find(one.error), std::string::npos) << one.sdl << "\n"
                                                                         << errors_of(one.sdl);
}

TEST(SchemaLoader, FieldsMayNarrowThoseOfInterfaces) {
    EXPECT_EQ(
        errors_of(R"(
            interface I { self: I many: [I] union: U plain(a: Int): Int }
            interface J implements I { self: J many: [I!]! union: U plain(a: Int, b: Int): Int! }
            type A implements I & J {
                self: A! many: [A!]! union: A plain(a: Int, b: Int, c: Int = 1): Int!
            }
            union U = A
        )"),
        ""
    );
}

TEST(SchemaLoader, HoldsDirectivesToTheirDefinitions) {
    const Broken cases[] = {
        {"type A @d { b: Int }", "directive \"@d\" is not defined (2:8)"},
        {"directive @d on ENUM type A @d { b: Int }", "directive \"@d\" may not stand on OBJECT"},
        {"directive @d on FIELD extend type Query @d", "may not stand on OBJECT"},
        {"directive @d on OBJECT type A @d @d { b: Int }",
         "directive \"@d\" is there more than once"},
        {"directive @d on OBJECT type A @d(x: 1) { b: Int }",
         "directive \"@d\" has no argument \"x\""},
        {"directive @d(x: Int!) on OBJECT type A @d { b: Int }", "\"x\" of type Int! is missing"},
        {"directive @d(x: Int) on OBJECT type A @d(x: RED) { b: Int }", "expected Int, found RED"},
        {"directive @d(x: Int) on OBJECT type A @d(x: 1, x: 2) { b: Int }",
         "argument \"x\" of directive \"@d\" is there more than once"},
        {"directive @d(x: Int @d) on ARGUMENT_DEFINITION", "is used by its own definition"},
        {"directive @d(x: I) on INPUT_FIELD_DEFINITION input I { a: Int @d }", "own definition"},
        {"directive @d(x: Int @e) on ENUM_VALUE directive @e(y: E) on ARGUMENT_DEFINITION "
         "enum E { A @d }",
         "own definition"},
        {"enum A { B @specifiedBy(url: \"x\") }", "may not stand on ENUM_VALUE"},
        {"scalar S @specifiedBy", "\"url\" of type String! is missing"},
        {"schema @deprecated { query: Query }", "may not stand on SCHEMA"},
    };
    for (const Broken& one : cases)
        EXPECT_NE(errors_of(one.sdl).find(one.error), std::string::npos) << one.sdl << "\n"
                                                                         << errors_of(one.sdl);
    EXPECT_EQ(errors_of("directive @d repeatable on OBJECT type A @d @d { b: Int }"), "");
}

TEST(SchemaLoader, ReportsSeveralErrorsAtOnce) {
    const auto schema = load_schema("type Query { a: A b: B }");
    ASSERT_FALSE(schema.has_value());
    EXPECT_EQ(schema.error().size(), 2U);
}

TEST(SchemaLoader, ReportsASyntaxErrorWithItsPlace) {
    const auto schema = load_schema("type Query {\n  a }");
    ASSERT_FALSE(schema.has_value());
    EXPECT_EQ(text_of(schema.error()), "syntax: expected \":\", found \"}\" (2:5)\n");
}

TEST(SchemaLoader, CodecsAreForScalarsOfTheSchema) {
    ScalarCodecs codecs;
    codecs.emplace("Nothing", ScalarCodec{});
    const auto schema = load_schema("type Query { a: Int }", std::move(codecs));
    ASSERT_FALSE(schema.has_value());
    EXPECT_EQ(text_of(schema.error()), "schema: \"Nothing\" has a codec but is no custom scalar\n");
}

}  // namespace
}  // namespace lectern::graphql
