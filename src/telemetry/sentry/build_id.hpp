#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace lectern::telemetry::sentry {

/// The build id (`NT_GNU_BUILD_ID`) among ELF notes, hexadecimal; empty when there is none.
std::string build_id_in_notes(std::span<const std::byte> notes);

/// The form in which Sentry finds debug files of ELF images: the first 16 bytes of the build id as
/// a UUID whose first three groups are little-endian
/// (https://develop.sentry.dev/sdk/data-model/event-payloads/debugmeta/). Empty for an empty id.
std::string debug_id_of(std::string_view build_id);

}  // namespace lectern::telemetry::sentry
