#pragma once

#include "cli/commands.hpp"

namespace CLI {  // NOLINT(readability-identifier-naming): CLI11's
class App;
}

namespace lectern::app {

/// Gives a client command the options `--url`, `--api-key` and `--json`, to be read into
/// `connection`, which outlives the command.
void add_client_options(CLI::App& command, cli::Connection& connection);

}  // namespace lectern::app
