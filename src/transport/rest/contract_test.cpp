#include "transport/rest/contract.hpp"

#include <gtest/gtest.h>

#include "transport/rest/contract/operations.hpp"

namespace lectern::transport::rest {
namespace {

const Contract& made_contract() {
    static const auto made = Contract::create(contract::document(), contract::operations);
    EXPECT_TRUE(made) << made.error().message;
    return **made;
}

http::RequestHead head_of(
    std::vector<std::pair<std::string, std::string>> query, std::vector<http::Header> headers = {}
) {
    http::RequestHead head;
    head.query = std::move(query);
    head.headers = std::move(headers);
    return head;
}

Result<Parameters> read(
    std::string_view method, std::string_view path, const http::RequestHead& head
) {
    static const Router router(contract::operations);
    const Route route = router.find(method, path);
    EXPECT_EQ(route.kind, Route::Kind::found);
    return made_contract().read_parameters(*route.operation, route, head);
}

// `field description` of each violation, one a line.
template <class T>
std::string wrong(const Result<T>& result) {
    std::string text;
    if (result) return "accepted";
    for (const auto& [field, description] : result.error().violations) {
        text += (text.empty() ? "" : "\n") + field + " " + description;
    }
    return text;
}

TEST(Contract, ReadsParametersByTheirTypes) {
    const auto parameters = read(
        "GET",
        "/v1/retrieve",
        head_of(
            {{"q", "12"}, {"top_k", "5"}, {"explain", "true"}, {"dataset", "a"}, {"dataset", "b"}}
        )
    );
    ASSERT_TRUE(parameters) << wrong(parameters);
    EXPECT_EQ(parameters->text("q"), "12");
    EXPECT_EQ(parameters->count("top_k"), 5U);
    EXPECT_TRUE(parameters->flag("explain"));
    EXPECT_EQ(parameters->texts("dataset"), (std::vector<std::string>{"a", "b"}));
}

TEST(Contract, FillsInDefaults) {
    const auto parameters = read("GET", "/v1/retrieve", head_of({{"q", "x"}}));
    ASSERT_TRUE(parameters);
    EXPECT_EQ(parameters->text("mode"), "hybrid");
    EXPECT_EQ(parameters->count("top_k"), 10U);
    EXPECT_TRUE(parameters->flag("highlight"));
    EXPECT_FALSE(parameters->flag("explain"));
    EXPECT_TRUE(parameters->texts("dataset").empty());
    EXPECT_EQ(parameters->optional_text("cursor"), std::nullopt);
}

TEST(Contract, ListsEveryWrongParameter) {
    EXPECT_EQ(
        wrong(read(
            "GET",
            "/v1/retrieve",
            head_of(
                {{"top_k", "1001"},
                 {"mode", "magic"},
                 {"explain", "yes"},
                 {"dataset", "A"},
                 {"cursor", "\xff"},
                 {"x", ""}}
            )
        )),
        "query:q is missing\n"
        "query:mode must be one of lexical, vector, graph, hybrid\n"
        "query:dataset/0 must match ^[a-z0-9][a-z0-9_-]*$\n"
        "query:top_k must be at most 1000\n"
        "query:explain must be a boolean, not a string\n"
        "query:cursor is not valid UTF-8\n"
        "query:x is not known"
    );
    EXPECT_EQ(
        wrong(read("GET", "/v1/jobs", head_of({{"limit", "1"}, {"limit", "2"}}))),
        "query:limit is given more than once"
    );
    EXPECT_EQ(
        wrong(read("GET", "/v1/jobs", head_of({{"limit", "1.5"}}))),
        "query:limit must be an integer, not a string"
    );
    EXPECT_EQ(
        wrong(read("GET", "/v1/datasets/-", head_of({}))),
        "path:dataset must match ^[a-z0-9][a-z0-9_-]*$"
    );
}

TEST(Contract, ReadsHeadersByLowerCaseName) {
    const auto seen = read("GET", "/v1/jobs/j/events", head_of({}, {{"last-event-id", "17"}}));
    ASSERT_TRUE(seen);
    EXPECT_EQ(seen->whole_number("last-event-id"), 17);
    EXPECT_EQ(
        wrong(read("GET", "/v1/jobs/j/events", head_of({}, {{"last-event-id", "x"}}))),
        "header:last-event-id must be an integer, not a string"
    );
}

TEST(Contract, ListsEveryWrongMemberOfABody) {
    static const Router router(contract::operations);
    const Operation& retrieve = *router.find("POST", "/v1/retrieve").operation;
    EXPECT_EQ(
        wrong(made_contract().read_json_body(
            retrieve,
            R"({"query":"q","top_k":0,"filter":{"and":[{"equals":{"field":"a"}},{"xor":1}]},"facets":[{"field":"a","limit":0},1],"k":1})"
        )),
        "/top_k must be at least 1\n"
        "/filter/and/0/equals/value is missing\n"
        "/filter/and/1/xor is not known\n"
        "/facets/0/limit must be at least 1\n"
        "/facets/1 must be one of a field's name, a field with a limit\n"
        "/k is not known"
    );
}

TEST(Contract, ChecksSingleDocumentsBelowTheirPlace) {
    EXPECT_EQ(
        wrong(made_contract().read_component(
            "DocumentInput", R"({"id":"","text":"x"})", "/documents/3"
        )),
        "/documents/3/id must have at least 1 characters"
    );
    EXPECT_EQ(
        wrong(made_contract().read_component("DocumentInput", R"({"id":"a"})", "/documents/3")),
        "/documents/3 must be one of a document with text, a document with content, a document "
        "with "
        "chunks"
    );
    EXPECT_EQ(
        wrong(made_contract().read_component("RetrieveRequest", R"({"vector":[1]})", "")),
        " must be one of a request with a query, a request with a vector in vector mode"
    );
}

TEST(Contract, RefusesOperationsThatTheDocumentDoesNotHave) {
    const std::vector<Operation> operations{{.id = "listJobs", .method = "GET", .path = "/v1/job"}};
    const auto made = Contract::create(contract::document(), operations);
    ASSERT_FALSE(made);
    EXPECT_EQ(
        made.error().message, "operation listJobs: is not in the document under its path and method"
    );
}

}  // namespace
}  // namespace lectern::transport::rest
