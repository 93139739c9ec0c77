#include "telemetry/sentry/crash_handler.hpp"

#include <cstdlib>
#include <string>
#include <typeinfo>

#include <cxxabi.h>
#include <unistd.h>

#include "core/assert.hpp"
#include "telemetry/error_reporter.hpp"
#include "telemetry/sentry/symbolizer.hpp"

namespace lectern::telemetry::sentry {
namespace {

// A handler is given nothing else to start from.
constinit std::atomic<CrashHandler*> installed = nullptr;

}  // namespace

CrashHandler::CrashHandler(CrashWriter& writer, const scrub::Scrubber* scrubber)
    : writer_(writer), scrubber_(scrubber) {
    CrashHandler* none = nullptr;
    LECTERN_ASSERT(installed.compare_exchange_strong(none, this));
    terminate_before_ = std::set_terminate(&on_terminate);
    struct sigaction action{};
    action.sa_sigaction = &on_signal;
    action.sa_flags = SA_SIGINFO | SA_ONSTACK;
    // A fault within the handler then ends the process at once, with what is written so far.
    ::sigemptyset(&action.sa_mask);
    for (const int signal : fatal_signals) ::sigaddset(&action.sa_mask, signal);
    for (std::size_t i = 0; i < fatal_signals.size(); ++i)
        ::sigaction(fatal_signals[i], &action, &before_[i]);
}

CrashHandler::~CrashHandler() {
    for (const int signal : fatal_signals) put_back(signal);
    std::set_terminate(terminate_before_);
    installed = nullptr;
}

void CrashHandler::put_back(int signal) const {
    for (std::size_t i = 0; i < fatal_signals.size(); ++i)
        if (fatal_signals[i] == signal) ::sigaction(signal, &before_[i], nullptr);
}

void CrashHandler::on_signal(int signal, siginfo_t* fact, void* context) {
    CrashHandler* self = installed.load();
    if (self == nullptr) return;
    // Another thread failed first: that one ends the process.
    if (self->is_writing_.test_and_set()) {
        while (true) ::pause();
    }
    self->writer_.write(signal, *fact, context);
    self->put_back(signal);
    // A fault comes again once the handler returns; a signal that was sent does not. It waits until
    // then, as it is blocked here.
    if (fact->si_code <= 0) ::raise(signal);
}

void CrashHandler::on_terminate() {
    CrashHandler* self = installed.load();
    if (self == nullptr) std::abort();
    self->note_exception();
    if (self->terminate_before_ != nullptr) self->terminate_before_();
    std::abort();
}

void CrashHandler::note_exception() {
    const std::type_info* type = abi::__cxa_current_exception_type();
    if (type == nullptr) return;
    const std::string text = text_of_exception();
    std::string scrubbed;
    const bool is_scrubbed = scrubber_ != nullptr && scrubber_->scrub(text, scrubbed);
    writer_.set_thrown(demangle(type->name()), is_scrubbed ? scrubbed : text);
}

}  // namespace lectern::telemetry::sentry
