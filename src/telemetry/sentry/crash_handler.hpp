#pragma once

#include <array>
#include <atomic>
#include <csignal>
#include <exception>
#include <memory>

#include "core/signal_stack.hpp"
#include "telemetry/scrub/scrubber.hpp"
#include "telemetry/sentry/crash_writer.hpp"
#include "telemetry/sentry/signal_names.hpp"

namespace lectern::telemetry::sentry {

/// While it lives, a fatal signal of this process, and `std::terminate`, leave a crash record
/// before the process ends as it would have. The handler opens nothing, allocates nothing and locks
/// nothing. One at a time, and gone on the thread that made it.
class CrashHandler final {
  public:
    /// The scrubber is for the text of an exception that nobody caught; null: it is left as it is.
    /// Both outlive it.
    explicit CrashHandler(CrashWriter& writer, const scrub::Scrubber* scrubber);
    /// Puts back what was before.
    ~CrashHandler();
    CrashHandler(const CrashHandler&) = delete;
    CrashHandler& operator=(const CrashHandler&) = delete;

  private:
    static void on_signal(int signal, siginfo_t* fact, void* context);
    static void on_terminate();
    void note_exception();
    void put_back(int signal) const;

    CrashWriter& writer_;
    const scrub::Scrubber* const scrubber_;
    const SignalStack signal_stack_;
    std::array<struct sigaction, fatal_signals.size()> before_{};
    std::terminate_handler terminate_before_ = nullptr;
    std::atomic_flag is_writing_{};
};

}  // namespace lectern::telemetry::sentry
