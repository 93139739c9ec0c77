#include "transport/rest/schema_validator.hpp"

#include <gtest/gtest.h>

#include "transport/common/json_reader.hpp"

namespace lectern::transport::rest {
namespace {

namespace json = boost::json;

// `pointer description` of each violation, one a line.
std::string check(std::string_view schema, std::string_view value, std::size_t limit = 50) {
    const json::value document = *read_json(schema);
    SchemaSet schemas(document);
    const auto compiled = schemas.compile(document);
    if (!compiled) return compiled.error().message;
    std::string text;
    for (const auto& [field, description] :
         find_violations(**compiled, *read_json(value), {}, limit)) {
        text += (text.empty() ? "" : "\n") + field + " " + description;
    }
    return text;
}

TEST(SchemaValidator, TellsTypesApart) {
    EXPECT_EQ(check(R"({"type":"integer"})", "1"), "");
    EXPECT_EQ(check(R"({"type":"integer"})", "1.0"), "");
    EXPECT_EQ(check(R"({"type":"integer"})", "1.5"), " must be an integer, not a number");
    EXPECT_EQ(check(R"({"type":"number"})", "1"), "");
    EXPECT_EQ(check(R"({"type":["string","null"]})", "null"), "");
    EXPECT_EQ(
        check(R"({"type":["string","null"]})", "true"), " must be null or a string, not a boolean"
    );
    EXPECT_EQ(check(R"({"type":"object"})", "[]"), " must be an object, not an array");
    EXPECT_EQ(check("true", "1"), "");
    EXPECT_EQ(check("false", "1"), " is not known");
}

TEST(SchemaValidator, ReportsEveryViolationWithItsPointer) {
    EXPECT_EQ(
        check(
            R"({"type":"object","required":["a","b"],"additionalProperties":false,
                "properties":{"a":{"type":"integer","minimum":1},"b":{},"c/d":{"items":{"type":"string"}}}})",
            R"({"a":0,"x~y":1,"c/d":["s",1,true]})"
        ),
        "/b is missing\n"
        "/a must be at least 1\n"
        "/x~0y is not known\n"
        "/c~1d/1 must be a string, not a number\n"
        "/c~1d/2 must be a string, not a boolean"
    );
}

TEST(SchemaValidator, StopsAtTheLimit) {
    EXPECT_EQ(check(R"({"items":false})", "[1,2,3]", 2), "/0 is not known\n/1 is not known");
}

TEST(SchemaValidator, CountsCodePoints) {
    const char* schema = R"({"minLength":2,"maxLength":3})";
    EXPECT_EQ(check(schema, "\"\xC3\xA9\""), " must have at least 2 characters");
    EXPECT_EQ(check(schema, "\"\xC3\xA9\xC3\xA9\xF0\x9F\x98\x80\""), "");
    EXPECT_EQ(check(schema, "\"abcd\""), " must have at most 3 characters");
}

TEST(SchemaValidator, MatchesPatternsAnywhereUnlessAnchored) {
    EXPECT_EQ(check(R"({"pattern":"b+"})", "\"abbc\""), "");
    EXPECT_EQ(check(R"({"pattern":"^b+$"})", "\"abbc\""), " must match ^b+$");
    // A backtracking matcher would not come back from this.
    EXPECT_EQ(
        check(R"({"pattern":"^(a+)+$"})", "\"" + std::string(50'000, 'a') + "b\""),
        " must match ^(a+)+$"
    );
}

TEST(SchemaValidator, ComparesNumbersWithBounds) {
    EXPECT_EQ(check(R"({"exclusiveMinimum":0,"maximum":1})", "0"), " must be above 0");
    EXPECT_EQ(check(R"({"exclusiveMinimum":0,"maximum":1})", "1"), "");
    EXPECT_EQ(check(R"({"exclusiveMaximum":0.5})", "0.5"), " must be below 0.5");
    EXPECT_EQ(check(R"({"maximum":1})", "18446744073709551615"), " must be at most 1");
}

TEST(SchemaValidator, ComparesValuesAsJsonDoes) {
    EXPECT_EQ(check(R"({"enum":["a",1]})", "1.0"), "");
    EXPECT_EQ(check(R"({"enum":["a",1]})", "\"b\""), " must be one of a, 1");
    EXPECT_EQ(check(R"({"const":{"a":1,"b":[2]}})", R"({"b":[2.0],"a":1})"), "");
    EXPECT_EQ(check(R"({"const":1})", "2"), " must be 1");
}

TEST(SchemaValidator, CountsItemsAndMembers) {
    const char* list = R"({"minItems":1,"maxItems":2,"uniqueItems":true})";
    EXPECT_EQ(check(list, "[]"), " must have at least 1 items");
    EXPECT_EQ(check(list, "[1,2,3]"), " must have at most 2 items");
    EXPECT_EQ(check(list, "[1,1.0]"), "/1 is there twice");
    const char* object = R"({"minProperties":1,"maxProperties":1})";
    EXPECT_EQ(check(object, "{}"), " must have at least 1 members");
    EXPECT_EQ(check(object, R"({"a":1,"b":2})"), " must have at most 1 members");
    EXPECT_EQ(
        check(R"({"additionalProperties":{"type":"string"}})", R"({"a":1})"),
        "/a must be a string, not a number"
    );
}

TEST(SchemaValidator, ComposesSchemas) {
    EXPECT_EQ(check(R"({"allOf":[{"minimum":1},{"maximum":2}]})", "3"), " must be at most 2");
    EXPECT_EQ(
        check(R"({"oneOf":[{"minimum":1},{"maximum":2}]})", "1"),
        " fits more than one of any type, any type"
    );
    EXPECT_EQ(
        check(R"({"oneOf":[{"type":"string"},{"type":"null"}]})", "1"),
        " must be one of a string, null"
    );
    EXPECT_EQ(
        check(R"({"not":{"title":"both","required":["a","b"]}})", R"({"a":1,"b":1})"),
        " must not have both"
    );
}

TEST(SchemaValidator, ExplainsTheChoiceThatWasMeant) {
    const char* schema = R"({"anyOf":[{"type":"string"},{"type":"object","required":["field"]}]})";
    EXPECT_EQ(check(schema, "{}"), "/field is missing");
    EXPECT_EQ(check(schema, "1"), " must be one of a string, an object");
    EXPECT_EQ(check(schema, "\"x\""), "");
}

TEST(SchemaValidator, FollowsReferencesToItself) {
    const char* schema = R"({"$ref":"#/defs/tree","defs":1})";
    EXPECT_EQ(check(schema, "{}"), "schema keyword $ref names nothing in the document");

    const json::value document = *read_json(
        R"({"tree":{"type":"object","properties":{"not":{"$ref":"#/tree"},"leaf":{"type":"string"}}}})"
    );
    SchemaSet schemas(document);
    const auto tree = schemas.compile(*schemas.find("#/tree"));
    ASSERT_TRUE(tree);
    const auto violations =
        find_violations(**tree, *read_json(R"({"not":{"not":{"leaf":1}}})"), "/filter");
    ASSERT_EQ(violations.size(), 1U);
    EXPECT_EQ(violations.front().field, "/filter/not/not/leaf");
}

TEST(SchemaSet, RefusesWhatItCannotCheck) {
    EXPECT_EQ(
        check(R"({"dependentRequired":{}})", "1"),
        "schema keyword dependentRequired is not one that the validator knows"
    );
    EXPECT_EQ(check(R"({"type":"int"})", "1"), "schema keyword type names an unknown type");
    EXPECT_EQ(
        check(R"x({"pattern":"(?=a)"})x", "1"),
        "schema keyword pattern is not one that RE2 can match"
    );
    EXPECT_EQ(
        check(R"({"uniqueItems":true})", "1"),
        "schema keyword uniqueItems needs maxItems up to 1024"
    );
    EXPECT_EQ(
        check(R"({"minLength":-1})", "1"), "schema keyword minLength must be a whole number from 0"
    );
    EXPECT_EQ(check(R"({"items":1})", "1"), "a schema must be an object or a boolean");
}

TEST(SchemaSet, KnowsTheDefaultBehindAReference) {
    const json::value document =
        *read_json(R"({"a":{"$ref":"#/b"},"b":{"type":"integer","default":7}})");
    SchemaSet schemas(document);
    const auto schema = schemas.compile(*schemas.find("#/a"));
    ASSERT_TRUE(schema);
    EXPECT_EQ(*default_of(**schema), 7);
    EXPECT_EQ(types_of(**schema), bit(JsonType::integer));
}

}  // namespace
}  // namespace lectern::transport::rest
