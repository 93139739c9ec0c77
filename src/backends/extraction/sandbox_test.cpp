#include "backends/extraction/sandbox.hpp"

#include <array>
#include <cerrno>
#include <csignal>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

namespace lectern::backends::extraction {
namespace {

bool is_refused(long result) { return result == -1 && errno == EPERM; }

// Bit by bit what is still possible of what must not be; runs in a process of its own.
int try_everything() {
    if (!enter_sandbox()) return 255;
    int possible = 0;
    possible |= is_refused(::open("/etc/passwd", O_RDONLY)) ? 0 : 1;
    possible |= is_refused(::open("/tmp/lectern-sandbox-test", O_WRONLY | O_CREAT, 0600)) ? 0 : 2;
    possible |= is_refused(::socket(AF_INET, SOCK_STREAM, 0)) ? 0 : 4;
    char* const arguments[] = {nullptr};
    possible |= is_refused(::execve("/bin/true", arguments, arguments)) ? 0 : 8;
    void* executable =
        ::mmap(nullptr, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    possible |= executable == MAP_FAILED && errno == EPERM ? 0 : 16;
    possible |= is_refused(::kill(::getppid(), 0)) ? 0 : 32;
    possible |= is_refused(::fork()) ? 0 : 64;
    return possible;
}

TEST(Sandbox, RefusesAllButParsing) {
    const pid_t pid = ::fork();
    if (pid == 0) ::_exit(try_everything());
    int status = 0;
    ASSERT_EQ(::waitpid(pid, &status, 0), pid);
    ASSERT_TRUE(WIFEXITED(status));
    EXPECT_EQ(WEXITSTATUS(status), 0);
}

}  // namespace
}  // namespace lectern::backends::extraction
