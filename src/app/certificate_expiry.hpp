#pragma once

#include <filesystem>
#include <optional>

#include "core/clock.hpp"

namespace lectern::app {

/// When the first of the certificates in a PEM file expires; nothing when none can be read.
std::optional<Timestamp> certificate_expiry(const std::filesystem::path& file);

}  // namespace lectern::app
