#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace lectern::telemetry::sentry {

/// Addresses of the calls that led somewhere, the innermost first.
struct StackTrace {
    static constexpr std::size_t most_frames = 96;

    std::array<std::uintptr_t, most_frames> addresses{};
    std::size_t count = 0;

    std::span<const std::uintptr_t> frames() const { return std::span(addresses).first(count); }
};

/// Makes the unwinder load what it needs, so that `walk_stack` may be called in a signal handler.
void prepare_unwinder();

/// The calling thread's stack, by the unwind tables that the compiler makes for exceptions: frame
/// pointers are not needed. An address is where a call returns to, less one, so that it lies within
/// the call; that of a function which a signal interrupted is exact. Allocates nothing and takes no
/// lock: since glibc 2.35 and GCC 12 tables are found by `_dl_find_object`, which takes none. On a
/// stack that is damaged it may fault.
void walk_stack(StackTrace& into);

}  // namespace lectern::telemetry::sentry
