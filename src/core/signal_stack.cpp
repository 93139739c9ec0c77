#include "core/signal_stack.hpp"

#include <cstddef>

#include <sys/mman.h>

namespace lectern {
namespace {

// A handler that unwinds needs some 10 KiB, and the kernel up to 12 KiB for the registers of large
// processors. Pages that are not used cost nothing.
constexpr std::size_t size = 128U << 10;

}  // namespace

SignalStack::SignalStack() {
    void* memory = ::mmap(
        nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK, -1, 0
    );
    if (memory == MAP_FAILED) return;
    const stack_t stack{.ss_sp = memory, .ss_flags = 0, .ss_size = size};
    if (::sigaltstack(&stack, &before_) == 0) {
        memory_ = memory;
    } else {
        ::munmap(memory, size);
    }
}

SignalStack::~SignalStack() {
    if (memory_ == nullptr) return;
    ::sigaltstack(&before_, nullptr);
    ::munmap(memory_, size);
}

}  // namespace lectern
