#pragma once

#include "app/config.hpp"

namespace lectern::app {

// Each runs one command over the data directory and returns the process's exit code: 0 for success,
// 1 for a failure at work and 2 for settings that cannot be; what went wrong stands on standard
// error.

/// Serves until SIGTERM or SIGINT.
int serve(const Config& config);

/// Checks a stopped server's store and index against themselves and each other; 1 when something is
/// wrong.
int doctor(const Config& config, bool json);

/// Makes a stopped server's index anew from its store.
int reindex(const Config& config, bool json);

}  // namespace lectern::app
