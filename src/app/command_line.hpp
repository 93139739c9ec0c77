#pragma once

namespace lectern::app {

/// Reads the command line, runs the command and returns the exit code: 0 for success, 1 for a
/// failure, 2 for a command line or settings that cannot be.
int run_command_line(int argument_count, char** arguments);

}  // namespace lectern::app
