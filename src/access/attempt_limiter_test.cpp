#include "access/attempt_limiter.hpp"

#include <gtest/gtest.h>

#include "access/address_owner.hpp"

namespace lectern::access {
namespace {

using namespace std::chrono_literals;

constexpr SteadyTime start{1h};

TEST(AttemptLimiter, RefusesAnAddressThatFailedTooOften) {
    AttemptLimiter limiter({.failures = {.per_second = 1, .burst = 3}});
    for (int i = 0; i < 3; ++i) {
        EXPECT_EQ(limiter.wait("10.0.0.1", start), 0ns);
        limiter.count_failure("10.0.0.1", start);
    }
    EXPECT_EQ(limiter.wait("10.0.0.1", start), 1s);
    EXPECT_EQ(limiter.wait("10.0.0.2", start), 0ns);
    EXPECT_EQ(limiter.wait("10.0.0.1", start + 1s), 0ns);
}

TEST(AttemptLimiter, LooksAtTheNetworkOfIpv6) {
    AttemptLimiter limiter({.failures = {.per_second = 1, .burst = 1}});
    limiter.count_failure("2001:db8:1:2::1", start);
    EXPECT_GT(limiter.wait("2001:db8:1:2:ffff::9", start), 0ns);
    EXPECT_EQ(limiter.wait("2001:db8:1:3::1", start), 0ns);
}

TEST(AttemptLimiter, RemembersABoundedNumber) {
    AttemptLimiter limiter({.failures = {.per_second = 1, .burst = 1}, .max_addresses = 2});
    for (const char* address : {"10.0.0.1", "10.0.0.2", "10.0.0.3"})
        limiter.count_failure(address, start);
    EXPECT_EQ(limiter.wait("10.0.0.1", start), 0ns);
    EXPECT_GT(limiter.wait("10.0.0.2", start), 0ns);
    EXPECT_GT(limiter.wait("10.0.0.3", start), 0ns);
}

TEST(AttemptLimiter, CanBeOff) {
    AttemptLimiter limiter({.failures = {}});
    for (int i = 0; i < 1000; ++i) limiter.count_failure("10.0.0.1", start);
    EXPECT_EQ(limiter.wait("10.0.0.1", start), 0ns);
}

TEST(AddressOwner, IsTheSameForAllWaysToWriteIt) {
    EXPECT_EQ(address_owner("10.0.0.1"), "10.0.0.1");
    EXPECT_EQ(address_owner("::ffff:10.0.0.1"), "10.0.0.1");
    EXPECT_EQ(address_owner("2001:db8::1"), "20010db800000000/64");
    EXPECT_EQ(address_owner("2001:0DB8:0::2"), "20010db800000000/64");
    EXPECT_EQ(address_owner("fe80::1%eth0"), "fe80000000000000/64");
    EXPECT_EQ(address_owner("unix"), "unix");
    EXPECT_EQ(address_owner(""), "");
}

}  // namespace
}  // namespace lectern::access
