#include "telemetry/error_reporter.hpp"

#include <stdexcept>
#include <thread>

#include <gtest/gtest.h>

#include "telemetry/active_request.hpp"
#include "telemetry/recording.hpp"

namespace lectern::telemetry {
namespace {

const Error broken{.code = ErrorCode::internal, .message = "a record is damaged"};

TEST(ErrorReporter, ReportsAnInternalAnswerOnce) {
    Recording recording;
    const ErrorReporter errors(recording);
    const RequestContext context{.request_id = "r1"};
    const ActiveRequest active(context, "rest", "/v1/documents");
    errors.report(context, broken, "row 7");
    errors.report_answer(context, broken);
    ASSERT_EQ(recording.reports().size(), 1U);
    EXPECT_EQ(recording.reports()[0].second, "row 7");
}

TEST(ErrorReporter, ReportsAnInternalAnswerThatNothingWasSaidOf) {
    Recording recording;
    const ErrorReporter errors(recording);
    const RequestContext context{.request_id = "r1"};
    {
        const ActiveRequest before(context, "rest", "/v1/jobs");
        errors.report(context, broken, "of the request before");
    }
    const ActiveRequest active(context, "rest", "/v1/documents");
    errors.report_answer(context, broken);
    EXPECT_EQ(recording.reports().size(), 2U);
}

TEST(ErrorReporter, NeverReportsAnAnswerThatIsNoFaultOfTheServer) {
    Recording recording;
    const ErrorReporter errors(recording);
    for (int code = 0; code < static_cast<int>(ErrorCode::internal); ++code) {
        errors.report_answer({}, {.code = static_cast<ErrorCode>(code), .message = "expected"});
    }
    EXPECT_TRUE(recording.reports().empty());
    errors.report_answer({}, broken);
    EXPECT_EQ(recording.reports().size(), 1U);
}

TEST(ErrorReporter, TellsWhatAnExceptionSays) {
    const auto told = [](auto&& thrown) {
        try {
            throw thrown;
        } catch (...) {
            return text_of_exception();
        }
    };
    EXPECT_EQ(told(std::runtime_error("out of paper")), "out of paper");
    EXPECT_EQ(told(42), "something that is no std::exception was thrown");
}

TEST(ActiveRequest, IsTheInnermostOfItsThread) {
    EXPECT_EQ(ActiveRequest::current(), nullptr);
    const RequestContext outer_context{.request_id = "outer"};
    const RequestContext inner_context{.request_id = "inner"};
    const ActiveRequest outer(outer_context, "graphql", "/graphql");
    {
        const ActiveRequest inner(inner_context, "graphql", "documents");
        EXPECT_EQ(ActiveRequest::current()->context().request_id, "inner");
    }
    EXPECT_EQ(ActiveRequest::current(), &outer);
    std::jthread([] { EXPECT_EQ(ActiveRequest::current(), nullptr); }).join();
}

}  // namespace
}  // namespace lectern::telemetry
