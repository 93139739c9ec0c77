#pragma once

#include <array>
#include <csignal>
#include <string_view>

namespace lectern::telemetry::sentry {

/// Signals that end a program which made a mistake.
inline constexpr std::array<int, 5> fatal_signals{SIGSEGV, SIGABRT, SIGBUS, SIGFPE, SIGILL};

/// Of one of `fatal_signals`, e.g. `SIGSEGV`; `signal` for others.
constexpr std::string_view signal_name(int number) {
    switch (number) {
        case SIGSEGV:
            return "SIGSEGV";
        case SIGABRT:
            return "SIGABRT";
        case SIGBUS:
            return "SIGBUS";
        case SIGFPE:
            return "SIGFPE";
        case SIGILL:
            return "SIGILL";
        default:
            return "signal";
    }
}

/// What it means, in words.
constexpr std::string_view signal_meaning(int number) {
    switch (number) {
        case SIGSEGV:
            return "memory was used that is not there";
        case SIGABRT:
            return "the program gave itself up";
        case SIGBUS:
            return "memory was used that cannot be reached";
        case SIGFPE:
            return "a calculation has no result";
        case SIGILL:
            return "an instruction does not exist";
        default:
            return "the program was ended by a signal";
    }
}

}  // namespace lectern::telemetry::sentry
