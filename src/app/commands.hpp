#pragma once

#include <functional>
#include <string>

#include "app/config.hpp"
#include "cli/commands.hpp"
#include "core/result.hpp"

namespace lectern::app {

// Each runs one command over the data directory and returns the process's exit code: 0 for success,
// 1 for a failure at work and 2 for settings that cannot be; what went wrong stands on standard
// error.

/// Serves until SIGTERM or SIGINT. SIGHUP calls `reload` and takes over from what it gives
/// `log.level`, and nothing else; when it fails everything stays as it is.
int serve(const Config& config, const std::function<Result<Config>()>& reload);

/// Makes the data directory and the first key of tenant `default`, which may make all others, and
/// prints its secret, this once. Where there are keys already it refuses, unless `force`.
int init(const Config& config, bool force, bool json);

/// Checks a stopped server's audit trail link by link; 1 when it is broken.
int verify_stored_audit(
    const std::string& directory, const cli::AnchorArguments& anchor, bool json
);

/// Checks a stopped server's store and index against themselves and each other; 1 when something is
/// wrong.
int doctor(const Config& config, bool json);

/// Sends one event to where error reports go and prints what was answered; 1 when it was not
/// delivered.
int test_error_report(const Config& config, bool json);

/// Makes a stopped server's index anew from its store.
int reindex(const Config& config, bool json);

}  // namespace lectern::app
