#include "app/client_options.hpp"

#include <CLI/CLI.hpp>

namespace lectern::app {

void add_client_options(CLI::App& command, cli::Connection& connection) {
    command.add_option("--url", connection.url, "The server")
        ->envname("LECTERN_URL")
        ->capture_default_str();
    command.add_option("--api-key", connection.api_key, "API key or token; better in the variable")
        ->envname("LECTERN_API_KEY");
    command.add_flag("--json", connection.json, "Print the server's answer as JSON");
}

}  // namespace lectern::app
