#pragma once

#include <string>
#include <string_view>

#include "core/clock.hpp"
#include "core/result.hpp"

namespace lectern::telemetry::sentry {

/// The envelope with one event (https://develop.sentry.dev/sdk/data-model/envelopes/): a line of
/// JSON about the whole, one about the item, and the payload. The time of sending lets the server
/// correct for a clock that is wrong.
std::string make_envelope(std::string_view event_id, std::string_view payload, Timestamp sent_at);

/// As `Content-Encoding: gzip` has it (RFC 1952).
Result<std::string> gzip(std::string_view bytes);

}  // namespace lectern::telemetry::sentry
