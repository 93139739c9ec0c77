#include "backends/extraction/sandbox.hpp"

#include <array>
#include <cerrno>
#include <memory>

#include <seccomp.h>
#include <sys/mman.h>

namespace lectern::backends::extraction {
namespace {

struct FilterDeleter {
    void operator()(void* filter) const { seccomp_release(filter); }
};

}  // namespace

// What memory management, streams, locks, signals (an abort too) and the end need.
bool enter_sandbox() {
    constexpr std::array allowed{
        SCMP_SYS(read),         SCMP_SYS(write),          SCMP_SYS(close),
        SCMP_SYS(lseek),        SCMP_SYS(fstat),          SCMP_SYS(newfstatat),
        SCMP_SYS(munmap),       SCMP_SYS(mremap),         SCMP_SYS(madvise),
        SCMP_SYS(brk),          SCMP_SYS(futex),          SCMP_SYS(getrandom),
        SCMP_SYS(rt_sigaction), SCMP_SYS(rt_sigprocmask), SCMP_SYS(rt_sigreturn),
        SCMP_SYS(sigaltstack),  SCMP_SYS(clock_gettime),  SCMP_SYS(gettimeofday),
        SCMP_SYS(sched_yield),  SCMP_SYS(getpid),         SCMP_SYS(gettid),
        SCMP_SYS(tgkill),       SCMP_SYS(exit),           SCMP_SYS(exit_group),
    };
    const std::unique_ptr<void, FilterDeleter> filter(seccomp_init(SCMP_ACT_ERRNO(EPERM)));
    if (!filter) return false;
    for (const int call : allowed) {
        if (seccomp_rule_add(filter.get(), SCMP_ACT_ALLOW, call, 0) != 0) return false;
    }
    for (const int call : {SCMP_SYS(mmap), SCMP_SYS(mprotect)}) {
        const scmp_arg_cmp not_executable = SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0);
        if (seccomp_rule_add(filter.get(), SCMP_ACT_ALLOW, call, 1, not_executable) != 0)
            return false;
    }
#if defined(__SANITIZE_ADDRESS__)
    // Sanitizers find out whether memory is mapped by writing it into a pipe.
    for (const int call : {SCMP_SYS(pipe), SCMP_SYS(pipe2)}) {
        if (seccomp_rule_add(filter.get(), SCMP_ACT_ALLOW, call, 0) != 0) return false;
    }
#endif
    return seccomp_load(filter.get()) == 0;
}

}  // namespace lectern::backends::extraction
