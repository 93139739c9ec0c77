#include "net/child_spawn.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstddef>
#include <string>
#include <system_error>
#include <vector>

#include <fcntl.h>
#include <linux/audit.h>
#include <linux/close_range.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace lectern::net {
namespace {

struct Limit {
    __rlimit_resource resource;
    rlimit value;
};

// Everything that the child needs between vfork and exec, made before: there it may only make
// system calls.
struct Plan {
    const char* program = nullptr;
    char* const* arguments = nullptr;
    char* const* environment = nullptr;
    ChildStreams streams{};
    int report = -1;  // where the errno of a failed start goes; closed by exec
    const Limit* limits = nullptr;
    std::size_t limit_count = 0;
    const sock_fprog* filter = nullptr;  // null: none
    sigset_t signal_mask{};
};

#if defined(__x86_64__)
constexpr std::uint32_t native_architecture = AUDIT_ARCH_X86_64;
#elif defined(__aarch64__)
constexpr std::uint32_t native_architecture = AUDIT_ARCH_AARCH64;
#else
#error "name this machine's AUDIT_ARCH_ constant"
#endif

// Refuses new sockets and io_uring, which can make sockets too, with EACCES; foreign calling
// conventions kill. See seccomp(2).
constexpr std::uint32_t refused = SECCOMP_RET_ERRNO | EACCES;
constexpr std::uint32_t foreign_call_bit = 0x40000000;  // x32's
std::array<sock_filter, 10> no_network{{
    BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, arch)),
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, native_architecture, 1, 0),
    BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
    BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
    BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, foreign_call_bit, 4, 0),
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_socket, 3, 0),
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_socketpair, 2, 0),
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_io_uring_setup, 1, 0),
    BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    BPF_STMT(BPF_RET | BPF_K, refused),
}};

bool set_limits(const Plan& plan) {
    for (std::size_t i = 0; i < plan.limit_count; ++i) {
        if (::setrlimit(plan.limits[i].resource, &plan.limits[i].value) != 0) return false;
    }
    return true;
}

bool take_streams(const ChildStreams& streams) {
    return ::dup2(streams.input, STDIN_FILENO) >= 0 && ::dup2(streams.output, STDOUT_FILENO) >= 0 &&
           ::dup2(streams.errors, STDERR_FILENO) >= 0 &&
           ::syscall(SYS_close_range, 3U, ~0U, CLOSE_RANGE_CLOEXEC) == 0;
}

// Handlers of the parent's must not run in the child, which shares its memory until exec.
bool reset_signals(const Plan& plan) {
    struct sigaction by_default{};
    by_default.sa_handler = SIG_DFL;
    for (int signal = 1; signal < NSIG; ++signal) ::sigaction(signal, &by_default, nullptr);
    return ::sigprocmask(SIG_SETMASK, &plan.signal_mask, nullptr) == 0;
}

bool give_up_network(const Plan& plan) {
    if (plan.filter == nullptr) return true;
    return ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
           ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, plan.filter) == 0;
}

// Runs in the parent's memory: only system calls, nothing that allocates, locks or throws.
[[noreturn]] void become_program(const Plan& plan) {
    const bool ready = ::setpgid(0, 0) == 0 && ::prctl(PR_SET_PDEATHSIG, SIGKILL) == 0 &&
                       reset_signals(plan) && take_streams(plan.streams) && ::chdir("/") == 0 &&
                       set_limits(plan) && give_up_network(plan);
    if (ready) ::execve(plan.program, plan.arguments, plan.environment);
    const int error = errno;
    [[maybe_unused]] const ssize_t written = ::write(plan.report, &error, sizeof error);
    ::_exit(127);
}

std::unexpected<Error> cannot_start(const ChildCommand& command, int error) {
    return fail(
        ErrorCode::unavailable,
        "cannot start " + command.program + ": " + std::generic_category().message(error)
    );
}

// The program's path; empty when it cannot be run.
std::string find_program(const std::string& program) {
    if (program.contains('/')) return program;
    for (const char* folder : {"/usr/local/bin/", "/usr/bin/", "/bin/"}) {
        std::string path = folder + program;
        if (::access(path.c_str(), X_OK) == 0) return path;
    }
    return {};
}

// Limits can only be lowered.
void add_limit(
    std::vector<Limit>& limits, __rlimit_resource resource, std::optional<std::uint64_t> wanted
) {
    rlimit present{};
    if (!wanted || ::getrlimit(resource, &present) != 0) return;
    const rlim_t soft = std::min<rlim_t>(*wanted, present.rlim_max);
    // At the soft CPU limit comes SIGXCPU, which tells what happened; the hard one is for who
    // ignores it.
    const rlim_t hard =
        resource == RLIMIT_CPU ? std::min<rlim_t>(soft + 1, present.rlim_max) : soft;
    limits.push_back({resource, {soft, hard}});
}

std::vector<Limit> list_limits(const ChildLimits& wanted) {
    std::vector<Limit> limits;
    if (wanted.cpu) add_limit(limits, RLIMIT_CPU, static_cast<std::uint64_t>(wanted.cpu->count()));
    add_limit(limits, RLIMIT_AS, wanted.address_space_bytes);
    add_limit(limits, RLIMIT_FSIZE, wanted.file_bytes);
    add_limit(limits, RLIMIT_NOFILE, wanted.open_files);
    add_limit(limits, RLIMIT_NPROC, wanted.processes);
    add_limit(limits, RLIMIT_CORE, 0);
    return limits;
}

std::vector<char*> pointers_to(std::vector<std::string>& strings) {
    std::vector<char*> pointers;
    for (std::string& string : strings) pointers.push_back(string.data());
    pointers.push_back(nullptr);
    return pointers;
}

// Keeps every signal from this thread: a handler must not run while the child uses its stack.
class SignalBlock final {
  public:
    SignalBlock() {
        sigset_t all;
        ::sigfillset(&all);
        ::pthread_sigmask(SIG_SETMASK, &all, &before_);
    }
    ~SignalBlock() { ::pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
    SignalBlock(const SignalBlock&) = delete;
    SignalBlock& operator=(const SignalBlock&) = delete;

  private:
    sigset_t before_{};
};

pid_t start(const Plan& plan) {
    const SignalBlock block;
    // Not fork: it would copy the page tables of a server that may hold gigabytes.
    const pid_t pid = ::vfork();
    if (pid == 0) become_program(plan);
    return pid;
}

int reap(pid_t pid) {
    int status = 0;
    while (::waitpid(pid, &status, 0) < 0 && errno == EINTR) {
    }
    return status;
}

}  // namespace

Result<SpawnedChild> spawn(const ChildCommand& command, const ChildStreams& streams) {
    const std::string program = find_program(command.program);
    if (program.empty()) return cannot_start(command, ENOENT);
    std::vector<std::string> arguments{command.program};
    arguments.insert(arguments.end(), command.arguments.begin(), command.arguments.end());
    std::vector<std::string> environment = command.environment;
    const std::vector<char*> argument_pointers = pointers_to(arguments);
    const std::vector<char*> environment_pointers = pointers_to(environment);
    const std::vector<Limit> limits = list_limits(command.limits);
    std::array<sock_filter, no_network.size()> instructions = no_network;
    const sock_fprog filter{
        .len = static_cast<unsigned short>(instructions.size()), .filter = instructions.data()
    };

    std::array<int, 2> report{};
    if (::pipe2(report.data(), O_CLOEXEC) != 0) return cannot_start(command, errno);
    const FileDescriptor report_in(report[0]);
    FileDescriptor report_out(report[1]);
    Plan plan{
        .program = program.c_str(),
        .arguments = argument_pointers.data(),
        .environment = environment_pointers.data(),
        .streams = streams,
        .report = report_out.get(),
        .limits = limits.data(),
        .limit_count = limits.size(),
        .filter = command.may_use_network ? nullptr : &filter,
    };
    ::sigemptyset(&plan.signal_mask);

    SpawnedChild child{.pid = start(plan)};
    if (child.pid < 0) return cannot_start(command, errno);
    report_out.reset();
    int error = 0;
    ssize_t got = 0;
    while ((got = ::read(report_in.get(), &error, sizeof error)) < 0 && errno == EINTR) {
    }
    child.handle =
        FileDescriptor(got == 0 ? static_cast<int>(::syscall(SYS_pidfd_open, child.pid, 0)) : -1);
    if (child.handle.is_open()) return child;
    if (got == 0) error = errno;
    kill_and_reap(child);
    return cannot_start(command, error);
}

int kill_and_reap(const SpawnedChild& child) {
    // Its number is not free before it is reaped, so this can hit no other group.
    ::kill(-child.pid, SIGKILL);
    return reap(child.pid);
}

}  // namespace lectern::net
