#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "telemetry/sentry/symbolizer.hpp"

namespace lectern::telemetry::sentry {

/// The frames of a stack, the innermost first, without those of error reporting itself.
std::vector<Frame> readable_frames(
    std::span<const std::uintptr_t> addresses, Symbolizer& symbolizer
);

/// Whether it is Lectern's own code, rather than a library's.
bool is_own(const Frame& frame);

/// The function that is to blame: the innermost of Lectern's own, without its parameters, as they
/// change more often than names. Empty when no function is known.
std::string culprit_of(std::span<const Frame> frames);

/// Sentry's form, the outermost frame first
/// (https://develop.sentry.dev/sdk/data-model/event-payloads/stacktrace/).
boost::json::array frames_json(std::span<const Frame> frames);

/// The modules of these frames, so that names can be found from debug files
/// (https://develop.sentry.dev/sdk/data-model/event-payloads/debugmeta/).
boost::json::array images_json(std::span<const Frame> frames);

/// `0x` and hexadecimal digits.
std::string hex_number(std::uint64_t number);

}  // namespace lectern::telemetry::sentry
