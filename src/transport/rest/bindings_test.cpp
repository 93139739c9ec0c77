#include "transport/rest/bindings.hpp"

#include <gtest/gtest.h>

#include "transport/rest/responses.hpp"

namespace lectern::transport::rest {
namespace {

Result<http::Response> answer_nothing(Call&) { return empty_response(); }

TEST(Bindings, NameEveryMismatch) {
    const std::vector<Operation> operations{
        {.id = "getA", .method = "GET", .path = "/a"}, {.id = "getB", .method = "GET", .path = "/b"}
    };
    Bindings bindings;
    bindings.bind("getB", answer_nothing);
    bindings.bind("getC", answer_nothing);
    bindings.bind("getB", answer_nothing);
    const auto checked = bindings.check(operations);
    ASSERT_FALSE(checked);
    EXPECT_EQ(checked.error().code, ErrorCode::failed_precondition);
    EXPECT_EQ(
        checked.error().message,
        "handlers and contract differ: operation getB has two handlers; operation getA has no "
        "handler; handler getC has "
        "no operation"
    );
}

TEST(Bindings, PassWhenBothSidesAgree) {
    const std::vector<Operation> operations{{.id = "getA", .method = "GET", .path = "/a"}};
    Bindings bindings;
    bindings.bind("getA", answer_nothing);
    EXPECT_TRUE(bindings.check(operations));
}

}  // namespace
}  // namespace lectern::transport::rest
