#include "core/signal_stack.hpp"

#include <thread>

#include <gtest/gtest.h>

namespace lectern {
namespace {

stack_t present_stack() {
    stack_t stack{};
    EXPECT_EQ(::sigaltstack(nullptr, &stack), 0);
    return stack;
}

TEST(SignalStack, IsTheThreadsUntilItGoes) {
    std::jthread([] {
        const stack_t before = present_stack();
        {
            const SignalStack own;
            const stack_t during = present_stack();
            EXPECT_NE(during.ss_sp, before.ss_sp);
            EXPECT_EQ(during.ss_flags & SS_DISABLE, 0);
            EXPECT_GE(during.ss_size, 64U << 10);
        }
        const stack_t after = present_stack();
        EXPECT_EQ(after.ss_sp, before.ss_sp);
        EXPECT_EQ(after.ss_flags, before.ss_flags);
    });
}

}  // namespace
}  // namespace lectern
