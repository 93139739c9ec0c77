#include "transport/common/problem.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>

namespace lectern::transport {
namespace {

RequestContext traced_context() {
    RequestContext context{.request_id = "req_1"};
    context.trace = *parse_traceparent("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
    return context;
}

TEST(Problem, CarriesAllMembersInAStableOrder) {
    const Error error{
        .code = ErrorCode::invalid_argument,
        .message = "the query is empty",
        .violations = {{"/query", "must not be empty"}},
    };
    EXPECT_EQ(
        problem_json(error, traced_context(), 400),
        R"({"type":"https://lectern.dev/problems/invalid_argument","title":"The request is not valid",)"
        R"("status":400,"detail":"the query is empty","code":"invalid_argument","request_id":"req_1",)"
        R"("trace_id":"4bf92f3577b34da6a3ce929d0e0e4736",)"
        R"("errors":[{"pointer":"/query","detail":"must not be empty"}]})"
    );
}

TEST(Problem, LeavesOutWhatDoesNotExist) {
    const auto problem = boost::json::parse(problem_json(
        Error{ErrorCode::not_found, "job 7 not found"}, RequestContext{.request_id = "r"}, 404
    ));
    EXPECT_FALSE(problem.as_object().contains("trace_id"));
    EXPECT_FALSE(problem.as_object().contains("errors"));
}

TEST(Problem, TakesTheStatusItIsGiven) {
    const auto problem =
        boost::json::parse(problem_json(Error{ErrorCode::invalid_argument, "too large"}, {}, 413));
    EXPECT_EQ(problem.at("status").as_int64(), 413);
}

TEST(Problem, QuotesWhatClientsSent) {
    const std::string nasty = "a\"b\\c\n\x01";
    const auto problem =
        boost::json::parse(problem_json(Error{ErrorCode::not_found, nasty}, RequestContext{}, 404));
    EXPECT_EQ(problem.at("detail").as_string(), nasty);
}

TEST(Problem, ReplacesWhatIsNotUtf8) {
    // A lone continuation, an overlong slash, a surrogate, a cut sequence; then good ones.
    const std::string broken =
        "\x80|\xc0\xaf|\xed\xa0\x80|\xe2\x82|\xf4\x90\x80\x80|\xe2\x82\xac\xf0\x9f\x98\x80\xc3\xa9";
    const auto text = problem_json(Error{ErrorCode::not_found, broken}, RequestContext{}, 404);
    boost::system::error_code invalid;
    const auto problem = boost::json::parse(text, invalid);
    ASSERT_FALSE(invalid) << invalid.message();
    const std::string bad = "\xef\xbf\xbd";
    EXPECT_EQ(
        problem.at("detail").as_string(),
        bad + "|" + bad + bad + "|" + bad + bad + bad + "|" + bad + bad + "|" + bad + bad + bad +
            bad + "|\xe2\x82\xac\xf0\x9f\x98\x80\xc3\xa9"
    );
}

}  // namespace
}  // namespace lectern::transport
