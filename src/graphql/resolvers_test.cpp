#include "graphql/resolvers.hpp"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "graphql/testing/execution.hpp"

namespace lectern::graphql {
namespace {

using testing::document_of;
using testing::Engine;
using testing::schema_of;
using testing::text_of;

struct Hit {
    std::string title;
    double score = 0;
};

struct Page {
    std::vector<Hit> hits;
};

std::vector<std::string> problems_of(const Schema& schema, Resolvers resolvers) {
    const auto bindings = Bindings::bind(schema, std::move(resolvers));
    std::vector<std::string> problems;
    if (bindings) return problems;
    EXPECT_EQ(bindings.error().code, ErrorCode::invalid_argument);
    for (const FieldViolation& violation : bindings.error().violations)
        problems.push_back(violation.field + " " + violation.description);
    return problems;
}

Resolved nothing(const FieldCall&, const Source&) { return {}; }

TEST(Bindings, EveryFieldNeedsAResolver) {
    const Schema schema = schema_of(
        "type Query { a: I b: U } interface I { c: Int } type T implements I { c: Int } "
        "union U = T type Subscription { d: Int }"
    );
    EXPECT_EQ(
        problems_of(schema, {}),
        (std::vector<std::string>{
            "I has no type resolver",
            "Query.a has no resolver",
            "Query.b has no resolver",
            "Subscription.d has no stream",
            "T.c has no resolver",
            "U has no type resolver",
        })
    );
}

TEST(Bindings, EveryResolverNeedsAField) {
    const Schema schema = schema_of("type Query { a: Int } interface I { b: Int }");
    Resolvers resolvers;
    resolvers.each("Query.a", nothing);
    resolvers.each("Query.a", nothing);
    resolvers.each("Query.b", nothing);
    resolvers.each("I.b", nothing);
    resolvers.type("I", [](const Source&) { return std::string_view("A"); });
    resolvers.type("Query", [](const Source&) { return std::string_view("A"); });
    resolvers.stream("Query.a", [](const FieldCall&) { return Result<Source>(); });
    EXPECT_EQ(
        problems_of(schema, std::move(resolvers)),
        (std::vector<std::string>{
            "Query.a is bound more than once",
            "I.b has a resolver but is no field of an object type",
            "Query.b has a resolver but is no field of an object type",
            "Query has a type resolver but is no interface or union",
            "Query.a has a stream but is no field of the subscription type",
        })
    );
}

TEST(Resolvers, PartsShareTheirWhole) {
    Resolvers resolvers;
    resolvers.each("Query.page", [](const FieldCall&, const Source&) {
        return Resolved(Source::of(Page{.hits = {{"one", 0.5}, {"two", 0.25}}}));
    });
    resolvers.batch("Page.hits", [](const FieldCall&, std::span<const Source> parents) {
        std::vector<Resolved> results;
        for (const Source& parent : parents) {
            Resolved::Items items;
            for (const Hit& hit : parent.get<Page>().hits) items.emplace_back(parent.part(hit));
            results.emplace_back(std::move(items));
        }
        return results;
    });
    resolvers.get<Hit>("Hit.title", [](const Hit& hit) { return hit.title; });
    resolvers.get<Hit>("Hit.score", [](const Hit& hit) { return hit.score; });
    const Engine engine(
        "type Query { page: Page } type Page { hits: [Hit!]! } type Hit { title: String score: "
        "Float }",
        std::move(resolvers)
    );
    EXPECT_EQ(
        text_of(engine.run("{ page { hits { title score } } }")),
        R"({page: {hits: [{title: "one", score: 0.5}, {title: "two", score: 0.25}]}})"
    );
}

TEST(Resolvers, ItemsMayFailOneByOne) {
    Resolvers resolvers;
    resolvers.each("Query.list", [](const FieldCall&, const Source&) {
        Resolved::Items items;
        items.emplace_back(1);
        items.emplace_back(fail(ErrorCode::not_found, "document 2 not found"));
        items.emplace_back(nullptr);
        return Resolved(std::move(items));
    });
    const Engine engine("type Query { list: [Int] }", std::move(resolvers));
    const Response response = engine.run("{ list }");
    EXPECT_EQ(text_of(response), "{list: [1, null, null]} | list.1: document 2 not found");
    EXPECT_EQ(response.errors.at(0).cause->code, ErrorCode::not_found);
}

TEST(Source, KnowsItsType) {
    const Source none;
    EXPECT_FALSE(none);
    EXPECT_FALSE(none.is<Hit>());
    const Source hit = Source::of(Hit{.title = "x"});
    EXPECT_TRUE(hit.is<Hit>());
    EXPECT_FALSE(hit.is<Page>());
    EXPECT_EQ(hit.part(hit.get<Hit>().title).get<std::string>(), "x");
    EXPECT_DEATH(hit.get<Page>(), "broken invariant");
}

constexpr std::string_view events_sdl =
    "type Query { a: Int } type Subscription { events(job: ID!): Event raw: Int } "
    "type Event { state: String }";

Resolvers event_resolvers() {
    Resolvers resolvers;
    resolvers.each("Query.a", nothing);
    resolvers.stream("Subscription.events", [](const FieldCall& call) -> Result<Source> {
        const std::string& job = *call.argument("job")->as_string();
        if (job != "1") return fail(ErrorCode::not_found, "job " + job + " not found");
        return Source::of(job);
    });
    resolvers.stream("Subscription.raw", [](const FieldCall&) { return Result<Source>(); });
    resolvers.get<int>("Subscription.raw", [](int event) { return event * 2; });
    resolvers.get<std::string>("Event.state", [](const std::string& state) { return state; });
    return resolvers;
}

class Subscription final {
  public:
    explicit Subscription(std::string_view text) : document_(document_of(text)) {}

    Checked<Source> open() const {
        return GraphQlExecutor(engine_.bindings()).open_stream({}, execution({}));
    }

    Response event(const Source& source) const {
        return GraphQlExecutor(engine_.bindings()).execute_event({}, execution(source));
    }

  private:
    Execution execution(Source root) const {
        return {
            .document = document_,
            .operation = std::get<ast::OperationDefinition>(document_.definitions.at(0)),
            .variables = variables_,
            .root = std::move(root)
        };
    }

    Engine engine_{events_sdl, event_resolvers()};
    ast::Document document_;
    Object variables_;
};

TEST(Subscriptions, TheEventIsTheValueOfTheField) {
    const Subscription subscription("subscription { e: events(job: 1) { state } }");
    const auto stream = subscription.open();
    ASSERT_TRUE(stream.has_value());
    EXPECT_EQ(stream->get<std::string>(), "1");
    EXPECT_EQ(
        text_of(subscription.event(Source::of(std::string("running")))),
        R"({e: {state: "running"}})"
    );
}

TEST(Subscriptions, AResolverMayTakeTheEventApart) {
    EXPECT_EQ(text_of(Subscription("subscription { raw }").event(Source::of(21))), "{raw: 42}");
}

TEST(Subscriptions, FailuresToStartAreErrorsWithACause) {
    const auto missing = Subscription("subscription { events(job: 2) { state } }").open();
    ASSERT_FALSE(missing.has_value());
    EXPECT_EQ(text_of(missing.error()), "execution: job 2 not found (1:16)\n");
    EXPECT_EQ(missing.error().at(0).cause->code, ErrorCode::not_found);
    const auto wrong = Subscription("subscription { events { state } }").open();
    ASSERT_FALSE(wrong.has_value());
    EXPECT_EQ(wrong.error().at(0).cause->code, ErrorCode::invalid_argument);
    EXPECT_FALSE(Subscription("subscription { nothing }").open().has_value());
}

}  // namespace
}  // namespace lectern::graphql
