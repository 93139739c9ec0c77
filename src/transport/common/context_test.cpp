#include "transport/common/context.hpp"

#include <map>
#include <string>

#include <gtest/gtest.h>

namespace lectern::transport {
namespace {

using std::chrono_literals::operator""s;

RequestContext adopt(const std::map<std::string, std::string, std::less<>>& headers) {
    return adopt_context(
        [&headers](std::string_view name) -> std::string_view {
            const auto found = headers.find(name);
            return found == headers.end() ? std::string_view{} : std::string_view(found->second);
        },
        5s
    );
}

TEST(AdoptContext, TakesGoodIdsOver) {
    const auto context = adopt({{"x-request-id", "A-z_0.9:1"}, {"x-correlation-id", "order-7"}});
    EXPECT_EQ(context.request_id, "A-z_0.9:1");
    EXPECT_EQ(context.correlation_id, "order-7");
}

TEST(AdoptContext, MakesIdsThatDiffer) {
    const auto first = adopt({});
    const auto second = adopt({});
    EXPECT_TRUE(first.request_id.starts_with("req_"));
    EXPECT_NE(first.request_id, second.request_id);
    EXPECT_EQ(first.correlation_id, first.request_id);
}

TEST(AdoptContext, ReplacesIdsThatCouldHarm) {
    for (const std::string& id :
         {std::string("a b"),
          std::string("a\r\nb"),
          std::string("\xc3\xa9"),
          std::string(129, 'x'),
          std::string("<script>")}) {
        const auto context = adopt({{"x-request-id", id}, {"x-correlation-id", id}});
        EXPECT_NE(context.request_id, id);
        EXPECT_EQ(context.correlation_id, context.request_id);
    }
    EXPECT_EQ(adopt({{"x-request-id", std::string(128, 'x')}}).request_id, std::string(128, 'x'));
}

TEST(AdoptContext, ContinuesATrace) {
    const std::string parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    const auto context = adopt({{"traceparent", parent}, {"tracestate", "a=1, b@c=x y"}});
    EXPECT_EQ(context.trace.traceparent(), parent);
    EXPECT_EQ(context.trace.state, "a=1, b@c=x y");
}

TEST(AdoptContext, IgnoresABrokenTraceParentAndItsState) {
    const auto context = adopt({{"traceparent", "00-zz"}, {"tracestate", "a=1"}});
    EXPECT_FALSE(context.trace.is_valid());
    EXPECT_EQ(context.trace.state, "");
}

TEST(AdoptContext, IgnoresABrokenTraceStateButKeepsTheParent) {
    const std::string parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00";
    std::string many;
    for (int i = 0; i < 33; ++i) many += "k" + std::to_string(i) + "=1,";
    for (const std::string& state :
         {std::string("novalue"),
          std::string("A=1"),
          std::string("a=1=2"),
          std::string(513, 'a'),
          many}) {
        const auto context = adopt({{"traceparent", parent}, {"tracestate", state}});
        EXPECT_TRUE(context.trace.is_valid());
        EXPECT_EQ(context.trace.state, "") << state;
    }
}

TEST(AdoptContext, TakesBaggageOverAsItIs) {
    constexpr const char* baggage = "tenant=acme;ttl=5, region = north";
    EXPECT_EQ(adopt({{"baggage", baggage}}).baggage, baggage);
    EXPECT_EQ(adopt({}).baggage, "");
}

TEST(AdoptContext, DropsBaggageThatIsMalformedOrTooMuch) {
    std::string members;
    for (int i = 0; i < 65; ++i) members += "a=1,";
    for (const std::string& baggage :
         {std::string("no pairs"),
          std::string("=1"),
          std::string("a=1,,b=2"),
          std::string("a=caf\xc3\xa9"),
          std::string("a=1\r\nx: y"),
          members,
          "a=" + std::string(8191, 'x')}) {
        EXPECT_EQ(adopt({{"baggage", baggage}}).baggage, "") << baggage.substr(0, 40);
    }
    EXPECT_FALSE(adopt({{"baggage", "a=" + std::string(8190, 'x')}}).baggage.empty());
}

TEST(AdoptContext, SetsTheDeadline) {
    const auto before = std::chrono::steady_clock::now();
    const auto context = adopt({});
    ASSERT_TRUE(context.deadline.has_value());
    EXPECT_GE(*context.deadline, before + 5s);
    EXPECT_LE(*context.deadline, std::chrono::steady_clock::now() + 5s);
}

}  // namespace
}  // namespace lectern::transport
