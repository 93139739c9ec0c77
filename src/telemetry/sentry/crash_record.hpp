#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "telemetry/sentry/event.hpp"

namespace lectern::telemetry::sentry {

/// What a process that was ended by a fatal signal left behind: lines of words with tabs between.
/// The first words, in the order in which they are written:
///
///     lectern-crash 1
///     release|environment|server  TEXT        of the process that ended
///     signal      NUMBER CODE ADDRESS         `si_code`, and of a fault the address
///     time        MILLISECONDS                since the Unix epoch
///     program     ADDRESS                     where it was interrupted; the innermost frame
///     register    NAME VALUE
///     thrown      TYPE TEXT                   when an exception ended it
///     module      ADDRESS SIZE BIAS BUILD-ID FILE
///     thread      NAME
///     request     ID TRACE SPAN PROTOCOL ENDPOINT
///     crumb       SEQUENCE MILLISECONDS LEVEL REQUEST MESSAGE FIELDS
///     frame       ADDRESS                     the innermost first
///     end
///
/// Addresses are hexadecimal. What is most likely to fault itself comes last, so a record may end
/// anywhere behind `program`.
struct CrashRecord {
    Event event{};  ///< But for its id.
    bool is_whole = false;
};

/// Nothing when it is no crash record or tells of no signal. Takes any bytes: a process may have
/// died over writing it.
std::optional<CrashRecord> parse_crash_record(std::string_view text);

}  // namespace lectern::telemetry::sentry
