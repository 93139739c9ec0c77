#include <csignal>
#include <functional>
#include <stdexcept>

#include <boost/json/parse.hpp>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include "core/executor.hpp"
#include "core/testing/temporary_folder.hpp"
#include "telemetry/active_request.hpp"
#include "telemetry/recording.hpp"
#include "telemetry/sentry/crash_handler.hpp"
#include "telemetry/sentry/stored_crashes.hpp"

namespace lectern::telemetry::sentry {

// Not in the unnamed namespace, so that they have names of their own.
[[gnu::noinline, gnu::no_sanitize("undefined")]] void write_to_nowhere(volatile int* place) {
    *place = 1;
    asm volatile("" ::: "memory");
}
[[gnu::noinline, gnu::no_sanitize("undefined")]] int divide(const volatile int& by) {
    const int result = 7 / by;
    asm volatile("" ::: "memory");
    return result;
}
[[gnu::noinline]] void call(void (*const volatile& function)()) {
    function();
    asm volatile("" ::: "memory");
}
[[gnu::noinline]] void throw_to_nobody() { throw std::out_of_range("nothing at anna@example.com"); }
// NOLINTNEXTLINE(misc-no-recursion): that is what it is for
[[gnu::noinline]] int sink_ever_deeper(int depth) {
    if (depth < 0) return 0;
    volatile char room[512] = {};
    room[depth % 512] = static_cast<char>(depth);
    return sink_ever_deeper(depth + 1) + room[0];
}

namespace {

namespace json = boost::json;

// Sanitizers end a process in their own way once it was recorded.
bool ended_by(int status, int signal) {
    const bool is_sanitized =
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
        true;
#else
        false;
#endif
    if (is_sanitized && WIFEXITED(status)) return WEXITSTATUS(status) != 0;
    return WIFSIGNALED(status) && WTERMSIG(status) == signal;
}

class CrashTest : public ::testing::Test {
  protected:
    // Runs `last_act` in a process of its own that records crashes; returns how that ended.
    int run(const std::function<void()>& last_act) {
        const pid_t child = ::fork();
        if (child == 0) {
            live(last_act);
            ::_exit(0);
        }
        int status = 0;
        EXPECT_EQ(::waitpid(child, &status, 0), child);
        return status;
    }

    void live(const std::function<void()>& last_act) const {
        constexpr rlimit no_core{0, 0};
        ::setrlimit(RLIMIT_CORE, &no_core);
        std::freopen("/dev/null", "w", stderr);
        const ManualClock clock;
        Recording recording;
        Breadcrumbs crumbs(clock, recording);
        Log(crumbs).warning({.request_id = "request-1"}, "about to fail", {{"count", 3}});
        auto writer = CrashWriter::open(
            {.folder = folder_.path(),
             .release = "lectern@1",
             .environment = "test",
             .server_name = "host-1",
             .breadcrumbs = &crumbs}
        );
        if (!writer) ::_exit(3);
        const scrub::Scrubber scrubber;
        const CrashHandler handler(**writer, &scrubber);
        const RequestContext context{
            .request_id = "request-1",
            .trace = *parse_traceparent("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")
        };
        const ActiveRequest active(context, "rest", "/v1/retrieve");
        last_act();
    }

    // The event that the next process makes of it.
    json::object event_of(const std::function<void()>& last_act, int signal) {
        EXPECT_TRUE(ended_by(run(last_act), signal));
        auto spool = Spool::open({.folder = folder_.path()});
        EXPECT_TRUE(spool);
        const scrub::Scrubber scrubber;
        const auto crashes = keep_stored_crashes(*spool, &scrubber, ManualClock());
        EXPECT_EQ(crashes.kept, 1U);
        EXPECT_EQ(crashes.dropped, 0U);
        if (crashes.kept == 0) return {};
        EXPECT_TRUE(CrashWriter::find_records(folder_.path()).empty());
        return json::parse(spool->read_oldest().value()).as_object();
    }

    static json::object exception_of(const json::object& event) {
        return event.at("exception").at("values").at(0).as_object();
    }

    // Names of the functions, the innermost first.
    static std::vector<std::string> functions_of(const json::object& event) {
        std::vector<std::string> names;
        const json::object exception = exception_of(event);
        const auto& frames = exception.at("stacktrace").at("frames").as_array();
        for (std::size_t i = frames.size(); i-- > 0;) {
            const auto* name = frames[i].as_object().if_contains("function");
            names.emplace_back(name == nullptr ? "" : name->as_string().c_str());
        }
        return names;
    }

    static bool is_called(const std::string& function, std::string_view name) {
        return function.starts_with("lectern::telemetry::sentry::" + std::string(name) + "(");
    }

    TemporaryFolder folder_;
};

TEST_F(CrashTest, ASegmentationFaultBecomesAnEventWithEverythingThatIsKnown) {
    const auto event = event_of([] { write_to_nowhere(nullptr); }, SIGSEGV);
    EXPECT_EQ(event.at("level"), "fatal");
    EXPECT_EQ(event.at("release"), "lectern@1");
    EXPECT_EQ(event.at("environment"), "test");
    EXPECT_EQ(event.at("server_name"), "host-1");
    EXPECT_EQ(event.at("contexts").at("trace").at("trace_id"), "4bf92f3577b34da6a3ce929d0e0e4736");
    const auto& tags = event.at("tags").as_object();
    EXPECT_EQ(tags.at("request_id"), "request-1");
    EXPECT_EQ(tags.at("endpoint"), "/v1/retrieve");
    EXPECT_EQ(tags.at("signal"), "SIGSEGV");
    const auto& crumb = event.at("breadcrumbs").at("values").at(0);
    EXPECT_EQ(crumb.at("message"), "about to fail");
    EXPECT_EQ(crumb.at("data").at("count"), 3);

    const auto exception = exception_of(event);
    EXPECT_EQ(exception.at("type"), "SIGSEGV");
    const auto& mechanism = exception.at("mechanism").as_object();
    EXPECT_EQ(mechanism.at("handled"), false);
    EXPECT_EQ(mechanism.at("meta").at("signal").at("number"), SIGSEGV);
    EXPECT_EQ(mechanism.at("data").at("fault_address"), "0x0");
    EXPECT_FALSE(exception.at("stacktrace").at("registers").as_object().empty());
    EXPECT_FALSE(event.at("debug_meta").at("images").as_array().empty());
    const auto functions = functions_of(event);
    ASSERT_GE(functions.size(), 3U);
    EXPECT_TRUE(is_called(functions[0], "write_to_nowhere")) << functions[0];
    EXPECT_TRUE(std::ranges::any_of(functions, [](const auto& f) { return f == "main"; }));
    EXPECT_EQ(
        event.at("fingerprint"),
        json::array({"fatal", "SIGSEGV", "lectern::telemetry::sentry::write_to_nowhere"})
    );
}

TEST_F(CrashTest, EveryFatalSignalIsRecordedAndEndsTheProcessAsItWould) {
    for (const int signal : fatal_signals) {
        const auto event = event_of([signal] { ::kill(::getpid(), signal); }, signal);
        EXPECT_EQ(exception_of(event).at("type").as_string(), signal_name(signal));
        for (const auto& file : std::filesystem::directory_iterator(folder_.path()))
            std::filesystem::remove(file.path());
    }
}

TEST_F(CrashTest, ADivisionByZeroNamesItsPlace) {
    const auto event = event_of(
        [] {
            const volatile int nothing = 0;
            divide(nothing);
        },
        SIGFPE
    );
    EXPECT_TRUE(is_called(functions_of(event).at(0), "divide"));
}

TEST_F(CrashTest, ACallOfNothingNamesItsCaller) {
    const auto event = event_of(
        [] {
            void (*volatile nothing)() = nullptr;
            call(nothing);
        },
        SIGSEGV
    );
    const auto functions = functions_of(event);
    ASSERT_GE(functions.size(), 2U);
    EXPECT_TRUE(is_called(functions[1], "call")) << functions[1];
}

TEST_F(CrashTest, AnExceptionThatNobodyCatchesNamesWhereItWasThrown) {
    const auto event = event_of([]() noexcept { throw_to_nobody(); }, SIGABRT);
    const auto exception = exception_of(event);
    EXPECT_EQ(exception.at("type"), "std::out_of_range");
    EXPECT_EQ(exception.at("value"), "nothing at [redacted:email]");
    const auto functions = functions_of(event);
    EXPECT_TRUE(std::ranges::any_of(functions, [](const auto& f) {
        return is_called(f, "throw_to_nobody");
    }));
    EXPECT_EQ(event.at("fingerprint").at(2), "lectern::telemetry::sentry::throw_to_nobody");
}

TEST_F(CrashTest, AThreadThatHasNoStackLeftIsRecordedToo) {
    const auto event = event_of(
        [] {
            Executor pool({.name = "deep"});
            static_cast<void>(pool.submit([] { sink_ever_deeper(0); }).has_value());
            pool.shut_down();
        },
        SIGSEGV
    );
    EXPECT_EQ(event.at("tags").at("thread"), "deep");
    EXPECT_TRUE(is_called(functions_of(event).at(0), "sink_ever_deeper"));
}

TEST_F(CrashTest, AProcessThatEndsWellLeavesNothing) {
    const int status = run([] {});
    EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    // `_exit` runs no destructor of the caller, but those of the process's life are run.
    EXPECT_TRUE(std::filesystem::is_empty(folder_.path()));
}

TEST_F(CrashTest, WhatAKilledProcessLeftIsTidiedUp) {
    const int status = run([] { ::kill(::getpid(), SIGKILL); });
    EXPECT_TRUE(WIFSIGNALED(status));
    EXPECT_FALSE(std::filesystem::is_empty(folder_.path()));
    EXPECT_TRUE(CrashWriter::find_records(folder_.path()).empty());
    EXPECT_TRUE(std::filesystem::is_empty(folder_.path()));
}

TEST_F(CrashTest, AChildOfTheProcessRecordsNothing) {
    run([] {
        const pid_t child = ::fork();
        if (child == 0) {
            write_to_nowhere(nullptr);
            ::_exit(0);
        }
        ::waitpid(child, nullptr, 0);
    });
    EXPECT_TRUE(CrashWriter::find_records(folder_.path()).empty());
}

TEST(CrashHandler, PutsBackWhatWasBefore) {
    const TemporaryFolder folder;
    struct sigaction before{};
    ::sigaction(SIGFPE, nullptr, &before);
    const auto terminate_before = std::get_terminate();
    {
        auto writer = CrashWriter::open({.folder = folder.path()});
        ASSERT_TRUE(writer);
        const CrashHandler handler(**writer, nullptr);
        struct sigaction during{};
        ::sigaction(SIGFPE, nullptr, &during);
        EXPECT_NE(during.sa_sigaction, before.sa_sigaction);
    }
    struct sigaction after{};
    ::sigaction(SIGFPE, nullptr, &after);
    EXPECT_EQ(after.sa_sigaction, before.sa_sigaction);
    EXPECT_EQ(std::get_terminate(), terminate_before);
}

}  // namespace
}  // namespace lectern::telemetry::sentry
