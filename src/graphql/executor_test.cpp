#include "graphql/executor.hpp"

#include <algorithm>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "graphql/testing/execution.hpp"

namespace lectern::graphql {
namespace {

using testing::document_of;
using testing::Engine;
using testing::text_of;

constexpr std::string_view sdl = R"(
    type Query {
        a: Int
        must: Int!
        node: Node
        nodes: [Node]
        firm: Firm
        firms: [Firm!]
        firmest: [Firm!]!
        matrix: [[Int!]]
        any: Any
        color: Color
        echo(text: String! = "hello", list: [Int]): String
    }
    interface Node { id: ID! next: Node }
    type Doc implements Node { id: ID! next: Node title: String must: String! }
    type Job implements Node { id: ID! next: Node state: String }
    union Any = Doc | Firm
    type Firm { name: String! part: Firm must: Firm! parts: [Firm!] }
    enum Color { RED }
    type Mutation { first: Step second: Step third: Step must: Step! }
    type Step { order: Int }
)";

const Engine& engine() {
    static const Engine engine(sdl);
    return engine;
}

std::string run(std::string_view query, std::string_view data, const Object& variables = {}) {
    return text_of(engine().run(query, data, variables));
}

TEST(Executor, AnswersInTheOrderOfTheQuery) {
    EXPECT_EQ(
        run("{ color x: a __typename a }", "{a: 1, color: \"RED\"}"),
        R"({color: "RED", x: 1, __typename: "Query", a: 1})"
    );
}

TEST(Executor, MergesFieldsOfOneKey) {
    EXPECT_EQ(
        run("{ firm { name } ...F a firm { part { name } } } fragment F on Query { firm { "
            "part { part { name } } } }",
            "{a: 1, firm: {name: \"x\", part: {name: \"y\", part: {name: \"z\"}}}}"),
        R"({firm: {name: "x", part: {part: {name: "z"}, name: "y"}}, a: 1})"
    );
}

TEST(Executor, SkipsAndIncludes) {
    const std::string_view query =
        "query($t: Boolean! $f: Boolean!) { a @skip(if: $t) b: a @skip(if: $f) c: a @include(if: "
        "$t) "
        "d: a @include(if: $f) e: a @include(if: true) @skip(if: true) ... @skip(if: $t) { g: a } "
        "... @include(if: $t) { h: a } ...F @skip(if: $f) ...G @include(if: $f) } "
        "fragment F on Query { i: a } fragment G on Query { j: a }";
    EXPECT_EQ(run(query, "{a: 1}", {{"t", true}, {"f", false}}), "{b: 1, c: 1, h: 1, i: 1}");
}

TEST(Executor, FragmentsApplyToTheirTypes) {
    EXPECT_EQ(
        run("{ nodes { __typename id ... on Doc { title } ... on Job { state } ...N } any { ... on "
            "Firm { name } ... on Node { id } } } fragment N on Node { again: id }",
            "{nodes: [{__typename: \"Doc\", id: 1, title: \"t\"}, null, {__typename: \"Job\", id: "
            "2, "
            "state: \"s\"}], any: {__typename: \"Firm\", name: \"n\"}}"),
        R"({nodes: [{__typename: "Doc", id: "1", title: "t", again: "1"}, null, )"
        R"({__typename: "Job", id: "2", state: "s", again: "2"}], any: {name: "n"}})"
    );
}

TEST(Executor, AnUnknownConcreteTypeIsAnError) {
    EXPECT_EQ(
        run("{ nodes { id } }", "{nodes: [{__typename: \"Firm\"}, {}]}"),
        "{nodes: [null, null]} | nodes.0: field \"Query.nodes\" has an object that is of none of "
        "its "
        "possible types | nodes.1: field \"Query.nodes\" has an object that is of none of its "
        "possible types"
    );
}

TEST(Executor, DoesNotLoopOverCircularFragments) {
    EXPECT_EQ(
        run("{ ...F } fragment F on Query { a ...G } fragment G on Query { ...F color ...Nothing }",
            "{a: 1, color: \"RED\"}"),
        R"({a: 1, color: "RED"})"
    );
}

TEST(Executor, LeavesOutFieldsThatAreNotThere) {
    EXPECT_EQ(run("{ nothing a }", "{a: 1}"), "{a: 1}");
}

TEST(Executor, WrongArgumentsAreErrorsOfTheField) {
    EXPECT_EQ(
        run("{ echo(text: 5) a }", "{a: 1}"),
        "{echo: null, a: 1} | echo: argument \"text\" has a wrong value: expected String, found 5"
    );
}

struct NullCase {
    std::string_view query;
    std::string_view data;
    std::string_view response;  ///< Data and the paths of errors.
};

std::string paths_of(const Response& response) {
    std::string text = to_string(*response.data);
    for (const GraphQlError& error : response.errors) text += " | " + testing::path_of(error);
    return text;
}

// 6.4.4: an error makes its field null, or what it is in where null may not stand.
TEST(Executor, NullGoesUpToWhereItMayStand) {
    const NullCase cases[] = {
        {"{ a }", "{a: {__error: \"x\"}}", "{a: null} | a"},
        {"{ a must }", "{a: 1}", "null | must"},
        {"{ a must }", "{a: 1, must: {__error: \"x\"}}", "null | must"},
        {"{ firm { name } }", "{firm: {}}", "{firm: null} | firm.name"},
        {"{ firm { part { name } } }", "{firm: {part: {}}}", "{firm: {part: null}} | firm.part.name"
        },
        {"{ firm { must { name } } }", "{firm: {must: {}}}", "{firm: null} | firm.must.name"},
        {"{ firm { must { must { name } } } }",
         "{firm: {must: {must: {}}}}",
         "{firm: null} | firm.must.must.name"},
        {"{ firms { name } }", "{firms: [{name: \"a\"}, {}]}", "{firms: null} | firms.1.name"},
        {"{ firms { name } }", "{firms: [{name: \"a\"}, null]}", "{firms: null} | firms.1"},
        {"{ firms { name } }", "{firms: null}", "{firms: null}"},
        {"{ firmest { name } }", "{firmest: [{name: \"a\"}, {}]}", "null | firmest.1.name"},
        {"{ firmest { name } }", "{firmest: null}", "null | firmest"},
        {"{ firmest { name } }", "{firmest: []}", "{firmest: []}"},
        {"{ firm { parts { must { name } } } }",
         "{firm: {parts: [{must: {}}]}}",
         "{firm: {parts: null}} | firm.parts.0.must.name"},
        {"{ nodes { id } }",
         "{nodes: [{__typename: \"Doc\"}, {__typename: \"Job\", id: 1}]}",
         "{nodes: [null, {id: \"1\"}]} | nodes.0.id"},
        {"{ matrix }",
         "{matrix: [[1, 2], [3, null], null]}",
         "{matrix: [[1, 2], null, null]} | matrix.1.1"},
        {"{ matrix }", "{matrix: [[1, \"x\"], 5]}", "{matrix: [null, null]} | matrix.0.1 | matrix.1"
        },
        {"{ matrix }", "{matrix: 5}", "{matrix: null} | matrix"},
        {"{ firm { name } }", "{firm: 5}", "{firm: null} | firm"},
        {"{ color }", "{color: \"BLUE\"}", "{color: null} | color"},
        {"{ a }", "{a: \"x\"}", "{a: null} | a"},
        {"{ firms { name } a }", "{a: 1, firms: [{}, {}, {}]}", "{firms: null, a: 1} | firms.0.name"
        },
        {"{ firm { part { name } name must { name } } a }",
         "{firm: {part: {}}, a: {__error: \"\"}}",
         "{firm: null, a: null} | firm.name | a"},
        {"{ x: a firm { name must { name } } y: a }",
         "{a: {__error: \"\"}, firm: {name: \"\"}}",
         "{x: null, firm: null, y: null} | x | firm.must | y"},
    };
    for (const NullCase& one : cases)
        EXPECT_EQ(paths_of(engine().run(one.query, one.data)), one.response)
            << one.query << one.data;
}

TEST(Executor, ErrorsNameAllPlacesOfAMergedField) {
    const Response response = engine().run("{ a\n  a }", "{a: {__error: \"broken\"}}");
    ASSERT_EQ(response.errors.size(), 1U);
    EXPECT_EQ(response.errors[0].message, "broken");
    EXPECT_EQ(response.errors[0].locations, (std::vector<Location>{{1, 3}, {2, 3}}));
    EXPECT_EQ(response.errors[0].cause, (Error{.code = ErrorCode::internal, .message = "broken"}));
}

// Resolvers that count how often they are called and with how many parents.
class Counting final {
  public:
    Resolvers resolvers() {
        Resolvers resolvers = value_resolvers();
        for (const char* name :
             {"Query.nodes",
              "Doc.title",
              "Doc.next",
              "Job.next",
              "Doc.id",
              "Job.id",
              "Firm.name",
              "Firm.parts"})
            count(resolvers, name);
        return resolvers;
    }

    std::string calls() const {
        std::string text;
        for (const auto& [name, parents] : calls_)
            for (const std::size_t number : parents)
                text += name + " " + std::to_string(number) + "\n";
        return text;
    }

  private:
    void count(Resolvers& resolvers, const std::string& name) {
        resolvers.batch(name, [this, name](const FieldCall& call, std::span<const Source> parents) {
            calls_[name].push_back(parents.size());
            std::vector<Resolved> results;
            for (const Source& parent : parents) results.push_back(read(parent, call.field));
            return results;
        });
    }

    static Resolved read(const Source& parent, const FieldDefinition& field) {
        const Value* value = parent.get<Value>().as_object()->find(field.name);
        if (value == nullptr) return nullptr;
        if (!field.type.is_list())
            return field.type.named().is_leaf() ? Resolved(*value) : Resolved(parent.part(*value));
        Resolved::Items items;
        for (const Value& item : *value->as_list()) items.emplace_back(parent.part(item));
        return items;
    }

    std::map<std::string, std::vector<std::size_t>> calls_;
};

TEST(Executor, ResolvesAFieldOnceALevel) {
    Counting counting;
    const Engine counted(sdl, counting.resolvers());
    const std::string_view data = R"({nodes: [
        {__typename: "Doc", id: 1, next: {__typename: "Job", id: 11}},
        {__typename: "Job", id: 2, next: {__typename: "Job", id: 12}},
        {__typename: "Doc", id: 3, next: {__typename: "Doc", id: 13}},
        {__typename: "Doc", id: 4}
    ]})";
    counted.run("{ nodes { id next { id } } }", data);
    EXPECT_EQ(
        counting.calls(),
        "Doc.id 3\nDoc.id 1\nDoc.next 3\nJob.id 1\nJob.id 1\nJob.id 1\nJob.next 1\nQuery.nodes 1\n"
    );
}

TEST(Executor, ResolvesAFieldOnceForListsWithinLists) {
    Counting counting;
    const Engine counted(sdl, counting.resolvers());
    const Response response = counted.run(
        "{ firms { parts { parts { name } } } }",
        R"({firms: [
            {parts: [{parts: [{name: "a"}, {name: "b"}]}, {parts: []}]},
            {parts: [{parts: [{name: "c"}]}]}
        ]})"
    );
    EXPECT_EQ(counting.calls(), "Firm.name 3\nFirm.parts 2\nFirm.parts 3\n");
    EXPECT_EQ(
        text_of(response),
        R"({firms: [{parts: [{parts: [{name: "a"}, {name: "b"}]}, {parts: []}]}, )"
        R"({parts: [{parts: [{name: "c"}]}]}]})"
    );
}

TEST(Executor, ResolvesNothingForObjectsThatBecameNull) {
    Counting counting;
    const Engine counted(sdl, counting.resolvers());
    const Response response = counted.run(
        "{ nodes { id ... on Doc { title } } }",
        R"({nodes: [{__typename: "Doc"}, {__typename: "Doc", id: 2, title: "x"}]})"
    );
    EXPECT_EQ(counting.calls(), "Doc.id 2\nDoc.title 1\nQuery.nodes 1\n");
    EXPECT_EQ(paths_of(response), R"({nodes: [null, {id: "2", title: "x"}]} | nodes.0.id)");
}

TEST(Executor, RunsMutationsOneAfterTheOther) {
    std::vector<std::string> order;
    Resolvers resolvers = value_resolvers();
    for (const std::string name : {"first", "second", "third"})
        resolvers.each("Mutation." + name, [&order, name](const FieldCall&, const Source& parent) {
            order.push_back(name);
            return Resolved(parent);
        });
    resolvers.each("Step.order", [&order](const FieldCall&, const Source&) {
        order.push_back("order");
        return Resolved(static_cast<int>(order.size()));
    });
    const Engine counted(sdl, std::move(resolvers));
    const Response response =
        counted.run("mutation { second { order } first { order } third { x: order } }");
    EXPECT_EQ(text_of(response), "{second: {order: 2}, first: {order: 4}, third: {x: 6}}");
    EXPECT_EQ(
        order, (std::vector<std::string>{"second", "order", "first", "order", "third", "order"})
    );
}

TEST(Executor, MutationsEndAtTheFirstThatMayNotFail) {
    int calls = 0;
    Resolvers resolvers = value_resolvers();
    resolvers.each("Mutation.first", [&calls](const FieldCall&, const Source&) {
        ++calls;
        return Resolved();
    });
    const Engine counted(sdl, std::move(resolvers));
    EXPECT_EQ(
        paths_of(counted.run("mutation { first { order } must { order } again: first { order } }")),
        "null | must"
    );
    EXPECT_EQ(calls, 1);
}

TEST(Executor, ResolversAreToldWhatTheFieldIs) {
    Resolvers resolvers = value_resolvers();
    std::vector<std::string> seen;
    resolvers.each("Query.echo", [&seen](const FieldCall& call, const Source&) {
        seen.push_back(call.field.coordinate());
        seen.push_back(to_string(Value(call.arguments)));
        seen.push_back(std::any_cast<std::string>(call.user) + call.context.request_id);
        return Resolved(*call.argument("text"));
    });
    resolvers.each("Query.node", [&seen](const FieldCall& call, const Source&) {
        for (const char* name : {"id", "title", "state", "next", "must"})
            if (call.selects(name)) seen.emplace_back(name);
        return Resolved();
    });
    const Engine told(sdl, std::move(resolvers));
    const ast::Document document = document_of(
        "{ echo(list: 1) node { id ...F } node { ... on Doc { title } } } "
        "fragment F on Node { next { id } ...F }"
    );
    const GraphQlExecutor executor(told.bindings());
    RequestContext context;
    context.request_id = "r1";
    const Response response = executor.execute(
        context,
        {.document = document,
         .operation = std::get<ast::OperationDefinition>(document.definitions.at(0)),
         .variables = {},
         .user = std::string("user ")}
    );
    EXPECT_EQ(text_of(response), R"({echo: "hello", node: null})");
    EXPECT_EQ(
        seen,
        (std::vector<std::string>{
            "Query.echo", R"({text: "hello", list: [1]})", "user r1", "id", "title", "next"
        })
    );
}

TEST(Executor, AResolverMustGiveAResultForEveryParent) {
    Resolvers resolvers = value_resolvers();
    resolvers.batch("Query.a", [](const FieldCall&, std::span<const Source>) {
        return std::vector<Resolved>(2);
    });
    EXPECT_EQ(
        text_of(Engine(sdl, std::move(resolvers)).run("{ a }")),
        "{a: null} | a: field \"Query.a\" has a resolver that returned too few or too many results"
    );
}

TEST(Executor, StopsWhenTheRequestHasToStop) {
    std::stop_source stop;
    Resolvers resolvers = value_resolvers();
    int calls = 0;
    resolvers.each("Query.a", [&](const FieldCall&, const Source&) {
        ++calls;
        stop.request_stop();
        return Resolved(1);
    });
    const Engine stoppable(sdl, std::move(resolvers));
    RequestContext context;
    context.stop = stop.get_token();
    const Response response = stoppable.run("{ a b: a }", "{}", {}, context);
    EXPECT_EQ(calls, 1);
    ASSERT_EQ(response.errors.size(), 1U);
    EXPECT_EQ(response.errors[0].cause->code, ErrorCode::cancelled);
    EXPECT_EQ(response.data, Value());
}

TEST(Executor, StopsAtTheDeadline) {
    RequestContext context;
    context.deadline = std::chrono::steady_clock::now() - std::chrono::seconds(1);
    const Response response = engine().run("{ a }", "{a: 1}", {}, context);
    ASSERT_EQ(response.errors.size(), 1U);
    EXPECT_EQ(response.errors[0].cause->code, ErrorCode::deadline_exceeded);
}

TEST(Executor, WithoutAMutationTypeNothingRuns) {
    const Engine small("type Query { a: Int }");
    const Response response = small.run("mutation { a }");
    EXPECT_FALSE(response.data.has_value());
    EXPECT_EQ(text_of(response.errors), "operation: the schema has no mutation type (1:1)\n");
}

TEST(Executor, EndlessResultsEndAtTheGreatestDepth) {
    Resolvers resolvers = value_resolvers();
    resolvers.each("Query.firm", [](const FieldCall&, const Source& s) { return Resolved(s); });
    resolvers.each("Firm.part", [](const FieldCall&, const Source& s) { return Resolved(s); });
    std::string query = "{ firm { ...F0 } }";
    for (int i = 0; i < 700; ++i)
        query += " fragment F" + std::to_string(i) + " on Firm { part { ...F" +
                 std::to_string(i + 1) + " } }";
    const Response response = Engine(sdl, std::move(resolvers)).run(query);
    ASSERT_EQ(response.errors.size(), 1U);
    EXPECT_EQ(response.errors[0].cause->code, ErrorCode::resource_exhausted);
    EXPECT_EQ(response.errors[0].path.size(), GraphQlExecutor::max_depth + 1);
}

TEST(Executor, ManyErrorsAreInTheOrderOfTheResponse) {
    std::string list;
    for (int i = 0; i < 1000; ++i) list += "{__typename: \"Doc\", id: {__error: \"\"}}, ";
    const Response response =
        engine().run("{ nodes { id } a }", "{nodes: [" + list + "], a: \"x\"}");
    ASSERT_EQ(response.errors.size(), 1001U);
    EXPECT_EQ(testing::path_of(response.errors[999]), "nodes.999.id");
    EXPECT_EQ(testing::path_of(response.errors[1000]), "a");
}

}  // namespace
}  // namespace lectern::graphql
