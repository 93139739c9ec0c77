// Prints what the GraphQL library itself costs for a retrieve of 10 hits with 8 fields each: the
// median of many runs on one thread, and their 99th percentile. Argument: runs a measurement
// (default 5000).
#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <functional>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "graphql/executor.hpp"
#include "graphql/parser.hpp"
#include "graphql/request.hpp"
#include "graphql/resolvers.hpp"
#include "graphql/schema_loader.hpp"
#include "graphql/validation/validate.hpp"

namespace {

using namespace lectern;
using Microseconds = std::chrono::duration<double, std::micro>;

constexpr std::string_view sdl = R"(
type Query { retrieve(query: String!, limit: Int = 10): Answer! }
type Answer { hits: [Hit!]! took: Float! total: Int! }
type Hit {
  id: ID! title: String snippet: String score: Float! rank: Int! dataset: String! language: String
  updatedAt: String
}
)";

constexpr std::string_view text = R"(query Retrieve($query: String!) {
  retrieve(query: $query, limit: 10) {
    total
    hits { id title snippet score rank dataset language updatedAt }
  }
})";

struct Hit {
    std::string id = "document-000042";
    std::string title = "A title of the usual length, more or less";
    std::string snippet = std::string(200, 's');
    double score = 0.75;
    int rank = 1;
    std::string dataset = "articles";
    std::string language = "en";
    std::string updated_at = "2026-01-01T00:00:00.000Z";
};

struct Answer {
    std::vector<Hit> hits = std::vector<Hit>(10);
};

graphql::Resolvers resolvers() {
    using graphql::Resolved;
    using graphql::Source;
    graphql::Resolvers all;
    all.each("Query.retrieve", [](const graphql::FieldCall&, const Source&) {
        return Resolved(Source::of(Answer{}));
    });
    all.each("Answer.hits", [](const graphql::FieldCall&, const Source& answer) {
        Resolved::Items items;
        for (const Hit& hit : answer.get<Answer>().hits) items.emplace_back(answer.part(hit));
        return Resolved(std::move(items));
    });
    all.get<Answer>("Answer.took", [](const Answer&) { return 1.5; });
    all.get<Answer>("Answer.total", [](const Answer&) { return 10; });
    all.get<Hit>("Hit.id", [](const Hit& hit) { return hit.id; });
    all.get<Hit>("Hit.title", [](const Hit& hit) { return hit.title; });
    all.get<Hit>("Hit.snippet", [](const Hit& hit) { return hit.snippet; });
    all.get<Hit>("Hit.score", [](const Hit& hit) { return hit.score; });
    all.get<Hit>("Hit.rank", [](const Hit& hit) { return hit.rank; });
    all.get<Hit>("Hit.dataset", [](const Hit& hit) { return hit.dataset; });
    all.get<Hit>("Hit.language", [](const Hit& hit) { return hit.language; });
    all.get<Hit>("Hit.updatedAt", [](const Hit& hit) { return hit.updated_at; });
    return all;
}

void print_cost(std::string_view what, std::size_t runs, const std::function<bool()>& run) {
    std::vector<double> costs(runs);
    for (double& cost : costs) {
        const auto begin = std::chrono::steady_clock::now();
        const bool succeeded = run();
        cost = Microseconds(std::chrono::steady_clock::now() - begin).count();
        if (!succeeded) {
            fmt::print(stderr, "{} failed\n", what);
            std::exit(1);
        }
    }
    std::ranges::sort(costs);
    fmt::print(
        "{:<34} median {:7.2f} us   p99 {:7.2f} us\n", what, costs[runs / 2], costs[runs * 99 / 100]
    );
}

}  // namespace

int main(int argc, char** argv) {
    const std::size_t runs = argc > 1 ? std::stoul(argv[1]) : 5000;
    const auto schema = graphql::load_schema(sdl);
    if (!schema) return 1;
    const auto bindings = graphql::Bindings::bind(*schema, resolvers());
    if (!bindings) return 1;
    const graphql::GraphQlExecutor executor(*bindings);
    graphql::Preparation preparation(*schema, {});
    const graphql::Object variables{{"query", "what is it"}};
    const auto document = graphql::parse(text);
    const auto prepared = preparation.prepare(text, std::nullopt, variables);
    if (!document || !prepared) return 1;

    print_cost("parse", runs, [&] { return graphql::parse(text).has_value(); });
    print_cost("validate", runs, [&] { return graphql::validate(*schema, *document).empty(); });
    print_cost("prepare, document known", runs, [&] {
        return preparation.prepare(text, std::nullopt, variables).has_value();
    });
    print_cost("execute, 10 hits of 8 fields", runs, [&] {
        return executor
            .execute(
                {},
                {.document = *prepared->document,
                 .operation = *prepared->operation,
                 .variables = prepared->variables}
            )
            .errors.empty();
    });
    return 0;
}
