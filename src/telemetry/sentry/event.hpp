#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/clock.hpp"
#include "core/request_context.hpp"
#include "telemetry/sentry/breadcrumbs.hpp"
#include "telemetry/sentry/loaded_modules.hpp"

namespace lectern::telemetry::sentry {

/// A fatal signal, as an event tells it.
struct SignalFact {
    int number = 0;
    int code = 0;  ///< `si_code`.
    std::uint64_t address = 0;
};

/// An error report, before it is made the JSON of
/// https://develop.sentry.dev/sdk/data-model/event-payloads/. Everything in it may be seen.
struct Event {
    enum class Level { fatal, error, warning, info };

    std::string id{};  ///< 32 hexadecimal digits: `make_event_id`.
    Timestamp time{};
    Level level = Level::error;
    std::string release{};
    std::string environment{};
    std::string server_name{};
    std::string type{};   ///< Of the exception, or what stands for one.
    std::string value{};  ///< What it says.
    bool is_handled = true;
    std::optional<SignalFact> signal{};

    std::vector<std::uintptr_t> stack{};  ///< The innermost first; empty: none.
    std::vector<LoadedModule> modules{};  ///< In which the addresses are; empty: this process's.
    std::vector<std::pair<std::string, std::uint64_t>> registers{};

    TraceContext trace{};
    std::vector<std::pair<std::string, std::string>> tags{
    };  ///< Those with empty values are left out.
    std::vector<Breadcrumb> breadcrumbs{};
    std::uint64_t repetitions_left_out = 0;  ///< Like it, since the one sent before.
    std::vector<std::string> fingerprint{};  ///< To which the place in the program is added.
};

/// A random one.
std::string make_event_id();

/// The payload. Looks up names of functions in files, so not for a request's thread.
std::string to_json(const Event& event);

}  // namespace lectern::telemetry::sentry
