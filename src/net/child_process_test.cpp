#include "net/child_process.hpp"

#include <csignal>
#include <string>
#include <thread>
#include <vector>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "net/file_descriptor.hpp"

namespace lectern::net {
namespace {

using namespace std::chrono_literals;

ChildCommand shell(std::string script) {
    return {.program = "/bin/sh", .arguments = {"-c", std::move(script)}};
}

ChildOutcome run(const ChildCommand& command) {
    Result<ChildOutcome> outcome = run_child(command);
    EXPECT_TRUE(outcome) << outcome.error().message;
    return outcome ? std::move(*outcome) : ChildOutcome{};
}

TEST(ChildProcess, GivesBackWhatTheProgramWroteAndItsStatus) {
    const ChildOutcome outcome = run(shell("echo out; echo err >&2; exit 3"));
    EXPECT_EQ(outcome.end, ChildEnd::exited);
    EXPECT_EQ(outcome.code, 3);
    EXPECT_EQ(outcome.output, "out\n");
    EXPECT_EQ(outcome.errors, "err\n");
    EXPECT_FALSE(outcome.succeeded());
}

TEST(ChildProcess, PassesLargeInputThrough) {
    std::string input;
    for (int i = 0; i < 500'000; ++i) input += std::to_string(i) + '\n';
    const ChildOutcome outcome = run({.program = "cat", .input = input});
    EXPECT_TRUE(outcome.succeeded());
    EXPECT_TRUE(outcome.output == input);
}

TEST(ChildProcess, DoesNotMindAProgramThatReadsNothing) {
    const std::string input(10U << 20, 'x');
    ChildCommand command = shell("exit 0");
    command.input = input;
    EXPECT_TRUE(run(command).succeeded());
}

TEST(ChildProcess, ReportsTheSignalThatKilledTheProgram) {
    const ChildOutcome outcome = run(shell("kill -SEGV $$"));
    EXPECT_EQ(outcome.end, ChildEnd::killed_by_signal);
    EXPECT_EQ(outcome.code, SIGSEGV);
}

TEST(ChildProcess, FailsForAProgramThatCannotBeStarted) {
    for (const char* program : {"/nonexistent/program", "no-such-program", "/etc/passwd"}) {
        const Result<ChildOutcome> outcome = run_child({.program = program});
        ASSERT_FALSE(outcome) << program;
        EXPECT_EQ(outcome.error().code, ErrorCode::unavailable);
    }
}

TEST(ChildProcess, KillsTheWholeGroupWhenTimeIsUp) {
    ChildCommand command = shell("sleep 1000 & sleep 1000");
    command.time_limit = 50ms;
    EXPECT_EQ(run(command).end, ChildEnd::timed_out);
}

TEST(ChildProcess, DoesNotWaitForGrandchildrenThatHoldItsStreams) {
    const ChildOutcome outcome = run(shell("sleep 1000 & echo done"));
    EXPECT_TRUE(outcome.succeeded());
    EXPECT_EQ(outcome.output, "done\n");
}

TEST(ChildProcess, StopsWhenAsked) {
    std::stop_source stop;
    std::jthread stopper([&] { stop.request_stop(); });
    const Result<ChildOutcome> outcome = run_child(shell("sleep 1000"), stop.get_token());
    ASSERT_TRUE(outcome);
    EXPECT_EQ(outcome->end, ChildEnd::stopped);
}

TEST(ChildProcess, EndsAProgramThatFloodsItsOutput) {
    ChildCommand command = shell("while :; do echo flood; done");
    command.max_output_bytes = 100'000;
    const ChildOutcome outcome = run(command);
    EXPECT_EQ(outcome.end, ChildEnd::output_too_large);
    EXPECT_EQ(outcome.output.size(), 100'000U);
}

TEST(ChildProcess, SeesTooMuchOutputAlsoWhenTheProgramHasEnded) {
    ChildCommand command = shell("echo 0123456789");
    command.max_output_bytes = 10;
    EXPECT_EQ(run(command).end, ChildEnd::output_too_large);
    command.max_output_bytes = 11;
    EXPECT_TRUE(run(command).succeeded());
}

TEST(ChildProcess, DropsWhatIsTooMuchOnStderr) {
    ChildCommand command =
        shell("i=0; while [ $i -lt 5000 ]; do echo 0123456789 >&2; i=$((i+1)); done; echo done");
    command.max_error_bytes = 1000;
    const ChildOutcome outcome = run(command);
    EXPECT_TRUE(outcome.succeeded());
    EXPECT_EQ(outcome.errors.size(), 1000U);
    EXPECT_EQ(outcome.output, "done\n");
}

TEST(ChildProcess, GivesOnlyTheEnvironmentAsked) {
    ChildCommand command{.program = "env", .environment = {"LECTERN_TEST=1"}};
    EXPECT_EQ(run(command).output, "LECTERN_TEST=1\n");
}

TEST(ChildProcess, HandsDownNoOtherFiles) {
    const FileDescriptor leak(::open("/etc/passwd", O_RDONLY));  // not closed by exec
    const ChildOutcome outcome = run({.program = "ls", .arguments = {"/proc/self/fd"}});
    EXPECT_EQ(outcome.output, "0\n1\n2\n3\n");  // 3 is the folder that ls reads
}

TEST(ChildProcess, LeavesNoZombie) {
    EXPECT_TRUE(run(shell("exit 0")).succeeded());
    EXPECT_EQ(::waitpid(-1, nullptr, WNOHANG), -1);
    EXPECT_EQ(errno, ECHILD);
}

TEST(ChildProcess, LimitsCpuTime) {
    ChildCommand command = shell("while :; do :; done");
    command.limits.cpu = 1s;
    const ChildOutcome outcome = run(command);
    EXPECT_EQ(outcome.end, ChildEnd::killed_by_signal);
    EXPECT_EQ(outcome.code, SIGXCPU);
}

TEST(ChildProcess, LimitsMemory) {
    // The shell doubles a variable until it gets no more.
    ChildCommand command = shell("x=0123456789abcdef; while :; do x=$x$x; done");
    command.limits.address_space_bytes = 256U << 20;
    command.limits.cpu = 20s;
    const ChildOutcome outcome = run(command);
    EXPECT_FALSE(outcome.succeeded());
    EXPECT_NE(outcome.code, SIGXCPU);
}

TEST(ChildProcess, LimitsFiles) {
    ChildCommand command = shell(
        "trap '' XFSZ; echo text > /tmp/lectern-child-test.$$; status=$?; rm -f "
        "/tmp/lectern-child-test.$$; exit $status"
    );
    EXPECT_TRUE(run(command).succeeded());
    command.limits.file_bytes = 0;
    EXPECT_FALSE(run(command).succeeded());

    ChildCommand opener = shell("exec 3</dev/null 4</dev/null 5</dev/null 6</dev/null");
    EXPECT_TRUE(run(opener).succeeded());
    opener.limits.open_files = 5;
    EXPECT_FALSE(run(opener).succeeded());
}

TEST(ChildProcess, LimitsOnlyTheChild) {
    rlimit before{};
    rlimit after{};
    ::getrlimit(RLIMIT_NOFILE, &before);
    ChildCommand command = shell("exit 0");
    command.limits = {.cpu = 5s, .open_files = 16};
    EXPECT_TRUE(run(command).succeeded());
    ::getrlimit(RLIMIT_NOFILE, &after);
    EXPECT_EQ(before.rlim_cur, after.rlim_cur);
}

TEST(ChildProcess, RefusesTheNetwork) {
    ChildCommand command{
        .program = "python3", .arguments = {"-c", "import socket; socket.socket()"}
    };
    const ChildOutcome refused = run(command);
    EXPECT_EQ(refused.code, 1);
    EXPECT_TRUE(refused.errors.contains("Permission denied")) << refused.errors;
    command.may_use_network = true;
    EXPECT_TRUE(run(command).succeeded());
}

TEST(ChildProcess, RunsInManyThreadsAtOnce) {
    std::vector<std::string> outputs(8);
    {
        std::vector<std::jthread> threads;
        for (std::size_t i = 0; i < outputs.size(); ++i) {
            threads.emplace_back([i, &outputs] {
                for (int round = 0; round < 10; ++round) {
                    const std::string input = std::to_string(i) + " " + std::to_string(round) + ";";
                    outputs[i] += run({.program = "cat", .input = input}).output;
                }
            });
        }
    }
    for (std::size_t i = 0; i < outputs.size(); ++i) {
        std::string expected;
        for (int round = 0; round < 10; ++round)
            expected += std::to_string(i) + " " + std::to_string(round) + ";";
        EXPECT_EQ(outputs[i], expected);
    }
}

}  // namespace
}  // namespace lectern::net
