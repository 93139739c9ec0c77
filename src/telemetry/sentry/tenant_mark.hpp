#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "core/result.hpp"

namespace lectern::telemetry::sentry {

/// What stands for a tenant in error reports: the first 64 bits of HMAC-SHA-256 (RFC 2104) of its
/// name, hexadecimal. Equal for equal names under one key, and tells nothing without the key. Empty
/// for an empty name.
std::string tenant_mark(std::string_view tenant, std::string_view key);

/// The key that is kept in a folder of ours; a random one is put there when there is none.
/// `unavailable` when the folder does not take it.
Result<std::string> load_or_make_key(const std::filesystem::path& folder);

/// The key of an operator, which is left as it is. `invalid_argument` when it cannot be read.
Result<std::string> load_key(const std::filesystem::path& file);

}  // namespace lectern::telemetry::sentry
