#include "graphql/introspection.hpp"

#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "graphql/testing/execution.hpp"

namespace lectern::graphql {
namespace {

using testing::Engine;
using testing::text_of;

constexpr std::string_view sdl = R"(
    "how it is" schema { query: Root }
    "the root" type Root implements I {
        "a field" f(a: [In!]! = [{x: 2}], "an argument" b: Color = RED, old: Int @deprecated): [Int!]!
        gone: Float @deprecated(reason: "use f")
    }
    interface I { gone: Float }
    union U = Root
    enum Color { RED OLD @deprecated }
    input In { x: Int = 1, y: [String] = "s", old: Int @deprecated }
    scalar Url @specifiedBy(url: "https://example.org")
    directive @mark(how: Url) repeatable on FIELD | OBJECT
)";

std::string run(std::string_view query) {
    static const Engine engine(sdl);
    return text_of(engine.run(query));
}

TEST(Introspection, TellsTheSchema) {
    EXPECT_EQ(
        run("{ __schema { description queryType { name } mutationType { name } subscriptionType { "
            "name } types { name } } }"),
        "{__schema: {description: \"how it is\", queryType: {name: \"Root\"}, mutationType: null, "
        "subscriptionType: null, types: [{name: \"Boolean\"}, {name: \"Color\"}, {name: "
        "\"Float\"}, "
        "{name: \"I\"}, {name: \"In\"}, {name: \"Int\"}, {name: \"Root\"}, {name: \"String\"}, "
        "{name: \"U\"}, {name: \"Url\"}, {name: \"__Directive\"}, {name: \"__DirectiveLocation\"}, "
        "{name: \"__EnumValue\"}, {name: \"__Field\"}, {name: \"__InputValue\"}, {name: "
        "\"__Schema\"}, {name: \"__Type\"}, {name: \"__TypeKind\"}]}}"
    );
}

TEST(Introspection, TellsEachKindOfType) {
    const std::string query =
        "{ kind name description specifiedByURL fields { name } interfaces { name } possibleTypes "
        "{ "
        "name } enumValues { name } inputFields { name } ofType { name } } }";
    const auto tell = [&](const std::string& name) {
        return run("{ __type(name: \"" + name + "\") " + query);
    };
    EXPECT_EQ(
        tell("Root"),
        "{__type: {kind: \"OBJECT\", name: \"Root\", description: \"the root\", specifiedByURL: "
        "null, "
        "fields: [{name: \"f\"}], interfaces: [{name: \"I\"}], possibleTypes: null, enumValues: "
        "null, "
        "inputFields: null, ofType: null}}"
    );
    EXPECT_EQ(
        tell("I"),
        "{__type: {kind: \"INTERFACE\", name: \"I\", description: null, specifiedByURL: null, "
        "fields: "
        "[{name: \"gone\"}], interfaces: [], possibleTypes: [{name: \"Root\"}], enumValues: null, "
        "inputFields: null, ofType: null}}"
    );
    EXPECT_EQ(
        tell("U"),
        "{__type: {kind: \"UNION\", name: \"U\", description: null, specifiedByURL: null, fields: "
        "null, interfaces: null, possibleTypes: [{name: \"Root\"}], enumValues: null, inputFields: "
        "null, ofType: null}}"
    );
    EXPECT_EQ(
        tell("Color"),
        "{__type: {kind: \"ENUM\", name: \"Color\", description: null, specifiedByURL: null, "
        "fields: "
        "null, interfaces: null, possibleTypes: null, enumValues: [{name: \"RED\"}], inputFields: "
        "null, ofType: null}}"
    );
    EXPECT_EQ(
        tell("In"),
        "{__type: {kind: \"INPUT_OBJECT\", name: \"In\", description: null, specifiedByURL: null, "
        "fields: null, interfaces: null, possibleTypes: null, enumValues: null, inputFields: "
        "[{name: "
        "\"x\"}, {name: \"y\"}], ofType: null}}"
    );
    EXPECT_EQ(
        run("{ __type(name: \"Url\") { kind specifiedByURL } none: __type(name: \"Nothing\") { "
            "kind } "
            "unused: __type(name: \"ID\") { kind } meta: __type(name: \"__Meta\") { kind } }"),
        "{__type: {kind: \"SCALAR\", specifiedByURL: \"https://example.org\"}, none: null, unused: "
        "null, meta: null}"
    );
}

TEST(Introspection, UnwrapsTypes) {
    EXPECT_EQ(
        run("{ __type(name: \"Root\") { fields { type { kind name fields { name } ofType { kind "
            "name "
            "ofType { kind name ofType { kind name } } } } } } }"),
        "{__type: {fields: [{type: {kind: \"NON_NULL\", name: null, fields: null, ofType: {kind: "
        "\"LIST\", name: null, ofType: {kind: \"NON_NULL\", name: null, ofType: {kind: \"SCALAR\", "
        "name: \"Int\"}}}}}]}}"
    );
}

TEST(Introspection, ShowsWhatIsDeprecatedOnlyWhenAsked) {
    EXPECT_EQ(
        run("{ __type(name: \"Root\") { fields(includeDeprecated: true) { name isDeprecated "
            "deprecationReason args(includeDeprecated: true) { name isDeprecated } } } "
            "color: __type(name: \"Color\") { enumValues(includeDeprecated: true) { name "
            "isDeprecated "
            "deprecationReason } } in: __type(name: \"In\") { inputFields(includeDeprecated: true) "
            "{ "
            "name } } }"),
        "{__type: {fields: [{name: \"f\", isDeprecated: false, deprecationReason: null, args: "
        "[{name: "
        "\"a\", isDeprecated: false}, {name: \"b\", isDeprecated: false}, {name: \"old\", "
        "isDeprecated: true}]}, {name: \"gone\", isDeprecated: true, deprecationReason: \"use f\", "
        "args: []}]}, color: {enumValues: [{name: \"RED\", isDeprecated: false, deprecationReason: "
        "null}, {name: \"OLD\", isDeprecated: true, deprecationReason: \"No longer supported\"}]}, "
        "in: {inputFields: [{name: \"x\"}, {name: \"y\"}, {name: \"old\"}]}}"
    );
}

TEST(Introspection, TellsArgumentsWithTheirDefaults) {
    EXPECT_EQ(
        run("{ __type(name: \"Root\") { fields { description args { name description defaultValue "
            "type { kind } } } } in: __type(name: \"In\") { inputFields { defaultValue } } }"),
        "{__type: {fields: [{description: \"a field\", args: [{name: \"a\", description: null, "
        "defaultValue: \"[{x: 2, y: [\\\"s\\\"]}]\", type: {kind: \"NON_NULL\"}}, {name: \"b\", "
        "description: \"an argument\", defaultValue: \"RED\", type: {kind: \"ENUM\"}}]}]}, in: "
        "{inputFields: [{defaultValue: \"1\"}, {defaultValue: \"[\\\"s\\\"]\"}]}}"
    );
}

TEST(Introspection, TellsDirectives) {
    EXPECT_EQ(
        run("{ __schema { directives { name isRepeatable locations args { name type { name kind } "
            "} } "
            "} }"),
        "{__schema: {directives: [{name: \"deprecated\", isRepeatable: false, locations: "
        "[\"FIELD_DEFINITION\", \"ARGUMENT_DEFINITION\", \"INPUT_FIELD_DEFINITION\", "
        "\"ENUM_VALUE\"], args: [{name: \"reason\", type: {name: \"String\", kind: \"SCALAR\"}}]}, "
        "{name: \"include\", isRepeatable: false, locations: [\"FIELD\", \"FRAGMENT_SPREAD\", "
        "\"INLINE_FRAGMENT\"], args: [{name: \"if\", type: {name: null, kind: \"NON_NULL\"}}]}, "
        "{name: \"mark\", isRepeatable: true, locations: [\"FIELD\", \"OBJECT\"], args: [{name: "
        "\"how\", type: {name: \"Url\", kind: \"SCALAR\"}}]}, {name: \"skip\", isRepeatable: "
        "false, "
        "locations: [\"FIELD\", \"FRAGMENT_SPREAD\", \"INLINE_FRAGMENT\"], args: [{name: \"if\", "
        "type: {name: null, kind: \"NON_NULL\"}}]}, {name: \"specifiedBy\", isRepeatable: false, "
        "locations: [\"SCALAR\"], args: [{name: \"url\", type: {name: null, kind: "
        "\"NON_NULL\"}}]}]}}"
    );
}

TEST(Introspection, DescribesItself) {
    EXPECT_EQ(
        run("{ __type(name: \"__Type\") { name fields { name } } "
            "kinds: __type(name: \"__TypeKind\") { enumValues { name } } __typename }"),
        "{__type: {name: \"__Type\", fields: [{name: \"kind\"}, {name: \"name\"}, {name: "
        "\"description\"}, {name: \"specifiedByURL\"}, {name: \"fields\"}, {name: \"interfaces\"}, "
        "{name: \"possibleTypes\"}, {name: \"enumValues\"}, {name: \"inputFields\"}, {name: "
        "\"ofType\"}]}, kinds: {enumValues: [{name: \"SCALAR\"}, {name: \"OBJECT\"}, {name: "
        "\"INTERFACE\"}, {name: \"UNION\"}, {name: \"ENUM\"}, {name: \"INPUT_OBJECT\"}, {name: "
        "\"LIST\"}, {name: \"NON_NULL\"}]}, __typename: \"Root\"}"
    );
}

}  // namespace
}  // namespace lectern::graphql
