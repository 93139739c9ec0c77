#include "telemetry/log.hpp"

#include <utility>

namespace lectern::telemetry {

std::string_view to_string(LogLevel level) {
    switch (level) {
        case LogLevel::debug:
            return "debug";
        case LogLevel::info:
            return "info";
        case LogLevel::warning:
            return "warning";
        case LogLevel::error:
            return "error";
    }
    std::unreachable();
}

std::optional<LogLevel> parse_log_level(std::string_view name) {
    for (const LogLevel level :
         {LogLevel::debug, LogLevel::info, LogLevel::warning, LogLevel::error}) {
        if (to_string(level) == name) return level;
    }
    return std::nullopt;
}

}  // namespace lectern::telemetry
