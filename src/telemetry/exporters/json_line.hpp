#pragma once

#include <span>
#include <string>
#include <string_view>

#include "core/clock.hpp"
#include "core/request_context.hpp"
#include "telemetry/field.hpp"
#include "telemetry/log.hpp"

namespace lectern::telemetry {

/// Appends `text` as a JSON string. Always valid JSON in UTF-8: invalid bytes become U+FFFD,
/// control characters are escaped, and what is beyond `max_bytes` is cut off and marked by an
/// ellipsis.
void append_json_string(std::string& out, std::string_view text, std::size_t max_bytes = 8192);

struct LogRecord {
    Timestamp time{};
    LogLevel level = LogLevel::info;
    const RequestContext* context = nullptr;
    std::string_view message{};
    std::span<const Field> fields{};
};

/// One log line without its end: timestamp, level, message, service, what the context says, then
/// the fields. A field that bears the name of one before it is left out.
std::string to_json_line(const LogRecord& record, std::string_view service);

}  // namespace lectern::telemetry
