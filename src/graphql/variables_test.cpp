#include "graphql/variables.hpp"

#include <limits>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "graphql/testing/execution.hpp"

namespace lectern::graphql {
namespace {

using testing::document_of;
using testing::schema_of;
using testing::text_of;
using testing::value_of;

const Schema& schema() {
    static const Schema schema = [] {
        ScalarCodecs codecs;
        codecs.emplace("Even", ScalarCodec{.parse = [](const Value& value) -> Result<Value> {
                           const auto* number = value.as_int();
                           if (number == nullptr || *number % 2 != 0)
                               return fail(ErrorCode::invalid_argument, "an odd value");
                           return Value(*number / 2);
                       }});
        return schema_of(
            R"(
            type Query { f(in: In, n: Int! = 7, list: [Int!], id: ID, even: Even, any: Any): Int }
            input In { a: Int! b: [String!] = ["x"] c: In color: Color }
            enum Color { RED GREEN }
            scalar Even
            scalar Any
        )",
            std::move(codecs)
        );
    }();
    return schema;
}

// The coerced variables of `query (<definitions>) { f }`, or the errors.
std::string coerced(const std::string& definitions, Object given) {
    const ast::Document document = document_of("query (" + definitions + ") { f }");
    const auto& operation = std::get<ast::OperationDefinition>(document.definitions.at(0));
    const auto variables = coerce_variables(schema(), operation, given);
    return variables ? to_string(Value(*variables)) : text_of(variables.error());
}

// The same for a variable `v` of that type.
std::string coerced_value(const std::string& type, Value value) {
    const std::string text = coerced("$v: " + type, {{"v", std::move(value)}});
    return text.starts_with("{v: ") ? text.substr(4, text.size() - 5) : text;
}

bool is_refused(const std::string& type, Value value) {
    return coerced_value(type, std::move(value))
        .starts_with("variables: variable \"$v\" has a wrong");
}

std::string arguments_of(const std::string& call, const Object& variables = {}) {
    const ast::Document document = document_of("{ " + call + " }");
    const auto& operation = std::get<ast::OperationDefinition>(document.definitions.at(0));
    const auto& field = std::get<ast::Field>(operation.selection_set.selections.at(0).node);
    const auto arguments = coerce_arguments(
        schema().type("Query")->field("f")->arguments, field.arguments, field.location(), variables
    );
    if (arguments) return to_string(Value(*arguments));
    return arguments.error().message + " at " +
           std::to_string(arguments.error().locations.at(0).column);
}

TEST(Variables, IntsAreWholeAndOf32Bits) {
    EXPECT_EQ(coerced_value("Int", 2147483647), "2147483647");
    EXPECT_EQ(coerced_value("Int", std::int64_t{-2147483648}), "-2147483648");
    EXPECT_EQ(coerced_value("Int", 3.0), "3");
    EXPECT_TRUE(is_refused("Int", std::int64_t{2147483648}));
    EXPECT_TRUE(is_refused("Int", std::int64_t{-2147483649}));
    EXPECT_TRUE(is_refused("Int", 3.5));
    EXPECT_TRUE(is_refused("Int", 1e300));
    EXPECT_TRUE(is_refused("Int", "3"));
    EXPECT_TRUE(is_refused("Int", true));
    EXPECT_TRUE(is_refused("Int", List{}));
    EXPECT_TRUE(is_refused("Int", Object{}));
}

TEST(Variables, ScalarsTakeTheirOwnKind) {
    EXPECT_EQ(coerced_value("Float", 3), "3");
    EXPECT_EQ(coerced_value("Float", 0.5), "0.5");
    EXPECT_TRUE(is_refused("Float", "0.5"));
    EXPECT_TRUE(is_refused("Float", std::numeric_limits<double>::infinity()));
    EXPECT_TRUE(is_refused("Float", std::numeric_limits<double>::quiet_NaN()));
    EXPECT_EQ(coerced_value("String", "a"), "\"a\"");
    EXPECT_TRUE(is_refused("String", 1));
    EXPECT_EQ(coerced_value("Boolean", false), "false");
    EXPECT_TRUE(is_refused("Boolean", 1));
    EXPECT_TRUE(is_refused("Boolean", "true"));
    EXPECT_EQ(coerced_value("ID", "a"), "\"a\"");
    EXPECT_EQ(coerced_value("ID", 5), "\"5\"");
    EXPECT_TRUE(is_refused("ID", 5.5));
    EXPECT_TRUE(is_refused("ID", true));
    EXPECT_EQ(coerced_value("Color", "RED"), "\"RED\"");
    EXPECT_TRUE(is_refused("Color", "BLUE"));
    EXPECT_TRUE(is_refused("Color", 1));
}

TEST(Variables, CustomScalarsAreTheirCodecs) {
    EXPECT_EQ(coerced_value("Even", 8), "4");
    EXPECT_EQ(
        coerced_value("Even", 7),
        "variables: variable \"$v\" has a wrong value: an odd value (1:8)\n"
    );
    EXPECT_EQ(coerced_value("Any", value_of("{a: [1, {b: null}]}")), "{a: [1, {b: null}]}");
}

TEST(Variables, NullAndAbsentDiffer) {
    EXPECT_EQ(coerced("$v: Int", {}), "{}");
    EXPECT_EQ(coerced("$v: Int", {{"v", nullptr}}), "{v: null}");
    EXPECT_EQ(coerced("$v: Int = 5", {}), "{v: 5}");
    EXPECT_EQ(coerced("$v: Int = 5", {{"v", nullptr}}), "{v: null}");
    EXPECT_EQ(coerced("$v: Int! = 5", {}), "{v: 5}");
    EXPECT_EQ(
        coerced("$v: Int!", {}), "variables: variable \"$v\" of type Int! is missing (1:8)\n"
    );
    EXPECT_TRUE(is_refused("Int!", nullptr));
    EXPECT_EQ(coerced("$v: Int", {{"other", 1}}), "{}");
}

TEST(Variables, ASingleValueIsAListOfOne) {
    EXPECT_EQ(coerced_value("[Int]", 1), "[1]");
    EXPECT_EQ(coerced_value("[[Int]]", 1), "[[1]]");
    EXPECT_EQ(coerced_value("[[Int]]", value_of("[[1, 2], null]")), "[[1, 2], null]");
    EXPECT_EQ(coerced_value("[Int]", nullptr), "null");
    EXPECT_EQ(coerced_value("[Int]", List{}), "[]");
    EXPECT_TRUE(is_refused("[Int!]", value_of("[1, null]")));
    EXPECT_TRUE(is_refused("[Int]", value_of("[1, \"x\"]")));
}

TEST(Variables, InputObjectsAreCheckedThroughout) {
    EXPECT_EQ(coerced_value("In", value_of("{a: 1}")), "{a: 1, b: [\"x\"]}");
    EXPECT_EQ(
        coerced_value("In", value_of("{c: {a: 2, b: null}, b: \"y\", a: 1}")),
        "{a: 1, b: [\"y\"], c: {a: 2, b: null}}"
    );
    EXPECT_EQ(
        coerced_value("In", value_of("{a: 1, c: {a: 2, b: [\"x\", 3]}}")),
        "variables: variable \"$v\" has a wrong value at \"c.b[1]\": expected String, found 3 "
        "(1:8)\n"
    );
    EXPECT_EQ(
        coerced_value("[In]", value_of("[{a: 1}, {a: 1, d: 2}]")),
        "variables: variable \"$v\" has a wrong value at \"[1]\": type In has no field \"d\" "
        "(1:8)\n"
    );
    EXPECT_EQ(
        coerced_value("In", Object{}),
        "variables: variable \"$v\" has a wrong value: \"a\" of type Int! is missing (1:8)\n"
    );
    EXPECT_TRUE(is_refused("In", 1));
}

TEST(Variables, EveryWrongOneIsReported) {
    EXPECT_EQ(
        coerced("$a: Int! $b: Query $c: Int", {{"c", "x"}}),
        "variables: variable \"$a\" of type Int! is missing (1:8)\n"
        "variables: variable \"$b\" is of type Query, which is no input type (1:17)\n"
        "variables: variable \"$c\" has a wrong value: expected Int, found \"x\" (1:27)\n"
    );
}

TEST(Arguments, AbsentOnesTakeTheirDefaults) {
    EXPECT_EQ(arguments_of("f"), "{n: 7}");
    EXPECT_EQ(arguments_of("f(list: null)"), "{n: 7, list: null}");
    EXPECT_EQ(arguments_of("f(n: $v)"), "{n: 7}");
    EXPECT_EQ(arguments_of("f(n: $v)", {{"v", 3}}), "{n: 3}");
    EXPECT_EQ(arguments_of("f(list: $v)", {{"v", nullptr}}), "{n: 7, list: null}");
    EXPECT_EQ(
        arguments_of("f(n: null)"),
        "argument \"n\" has a wrong value: expected Int!, found null at 8"
    );
    EXPECT_EQ(
        arguments_of("f(n: $v)", {{"v", nullptr}}),
        "argument \"n\" has a wrong value: variable \"$v\" of type Int! is null at 8"
    );
}

TEST(Arguments, LiteralsAreStricterThanVariables) {
    EXPECT_EQ(
        arguments_of("f(n: 1.0)"), "argument \"n\" has a wrong value: expected Int, found 1.0 at 8"
    );
    EXPECT_EQ(
        arguments_of("f(n: 9999999999)"),
        "argument \"n\" has a wrong value: 9999999999 is beyond the range of Int at 8"
    );
    EXPECT_EQ(arguments_of("f(id: 99999999999999999999)"), "{n: 7, id: \"99999999999999999999\"}");
    EXPECT_EQ(
        arguments_of("f(in: {a: 1, color: \"RED\"})"),
        "argument \"in\" has a wrong value at \"color\": expected Color, found \"RED\" at 9"
    );
    EXPECT_EQ(
        arguments_of("f(in: {a: 1, color: RED})"), "{in: {a: 1, b: [\"x\"], color: \"RED\"}, n: 7}"
    );
}

TEST(Arguments, NumbersBeyondAllRangesAreRefused) {
    const Type real(*schema().type("Float"), {});
    const auto huge = coerce_literal(parse_value("1e999").value(), real, nullptr);
    ASSERT_FALSE(huge.has_value());
    EXPECT_EQ(huge.error().message, "1e999 is beyond the range of numbers");
    EXPECT_EQ(coerce_literal(parse_value("1e-999").value(), real, nullptr).value(), Value(0.0));
}

TEST(Arguments, AbsentVariablesInsideValues) {
    EXPECT_EQ(arguments_of("f(in: {a: 1, b: $v})"), "{in: {a: 1, b: [\"x\"]}, n: 7}");
    EXPECT_EQ(
        arguments_of("f(in: {a: $v})"),
        "argument \"in\" has a wrong value: \"a\" of type Int! is missing at 9"
    );
    EXPECT_EQ(arguments_of("f(list: [1, $v])", {{"v", 2}}), "{n: 7, list: [1, 2]}");
    EXPECT_EQ(
        arguments_of("f(list: [1, $v])"),
        "argument \"list\" has a wrong value at \"[1]\": variable \"$v\" of type Int! is null at 11"
    );
    EXPECT_EQ(
        arguments_of("f(any: {x: [$v, RED, 1e2]})"), "{n: 7, any: {x: [null, \"RED\", 100]}}"
    );
    EXPECT_EQ(arguments_of("f(even: 4)"), "{n: 7, even: 2}");
}

TEST(Leaves, ResultsMustBeOfTheirType) {
    const NamedType& integer = *schema().type("Int");
    EXPECT_EQ(serialize_leaf(3.0, integer).value(), Value(3));
    EXPECT_FALSE(serialize_leaf("3", integer).has_value());
    EXPECT_FALSE(serialize_leaf(std::int64_t{1} << 40, integer).has_value());
    EXPECT_EQ(serialize_leaf(3, *schema().type("ID")).value(), Value("3"));
    EXPECT_FALSE(serialize_leaf("BLUE", *schema().type("Color")).has_value());
    EXPECT_FALSE(
        serialize_leaf(std::numeric_limits<double>::infinity(), *schema().type("Float")).has_value()
    );
}

}  // namespace
}  // namespace lectern::graphql
