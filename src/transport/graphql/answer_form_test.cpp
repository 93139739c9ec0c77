#include "transport/graphql/answer_form.hpp"

#include <gtest/gtest.h>

namespace lectern::transport::graphql {
namespace {

using Kind = language::ast::OperationKind;
using enum AnswerForm;

std::optional<AnswerForm> form(std::string_view accept, Kind kind = Kind::query) {
    return Acceptance(accept).for_operation(kind);
}

TEST(AnswerForm, IsTheOneLikedBest) {
    EXPECT_EQ(form(""), graphql_response);
    EXPECT_EQ(form("*/*"), graphql_response);
    EXPECT_EQ(form("application/json"), json);
    EXPECT_EQ(form("application/*"), graphql_response);
    EXPECT_EQ(form("application/graphql-response+json, application/json;q=0.9"), graphql_response);
    EXPECT_EQ(form("application/graphql-response+json;q=0.5, application/json"), json);
    EXPECT_EQ(form("Application/JSON; charset=utf-8"), json);
    EXPECT_EQ(form("text/event-stream"), event_stream);
    EXPECT_EQ(form("text/event-stream, application/json"), json);
    EXPECT_EQ(form("text/html"), std::nullopt);
    EXPECT_EQ(form("application/json;q=0"), std::nullopt);
}

TEST(AnswerForm, OfTheRangesTheClosestCounts) {
    EXPECT_EQ(form("*/*;q=0.1, application/json;q=0.5"), json);
    EXPECT_EQ(form("application/graphql-response+json;q=0, */*"), json);
}

TEST(AnswerForm, OfSubscriptionsIsEventsAlone) {
    EXPECT_EQ(form("text/event-stream", Kind::subscription), event_stream);
    EXPECT_EQ(form("application/json, text/event-stream;q=0.1", Kind::subscription), event_stream);
    EXPECT_EQ(form("application/json", Kind::subscription), std::nullopt);
}

TEST(AnswerForm, OfARefusalIsJsonWhateverIsAccepted) {
    EXPECT_EQ(Acceptance("text/html").for_refusal(), graphql_response);
    EXPECT_EQ(Acceptance("text/event-stream").for_refusal(), graphql_response);
    EXPECT_EQ(Acceptance("application/json").for_refusal(), json);
}

}  // namespace
}  // namespace lectern::transport::graphql
