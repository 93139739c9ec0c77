#include "app/scrub_command_line.hpp"

#include <CLI/CLI.hpp>
#include <unistd.h>

namespace lectern::app {

ScrubCommandLine::ScrubCommandLine(CLI::App& program, std::function<int()>& chosen) {
    CLI::App& command = *program.add_subcommand(
        "scrub", "Filter lines from standard input to standard output as telemetry is scrubbed"
    );
    command.callback([this, &chosen] {
        chosen = [this] { return cli::scrub(arguments_, STDIN_FILENO, STDOUT_FILENO); };
    });
    command.add_option("--hash-key", arguments_.hash_key_file, "File with a key: mark by hashes");
    command.add_option("--allow", arguments_.allow_file, "File with what may be seen");
    command.add_option("--patterns", arguments_.patterns_file, "File with what to find besides");
    command.add_option("--tenant", arguments_.tenant, "Whose patterns, besides those of all");
    command.add_flag("--stats", arguments_.stats, "Print counts to standard error");
}

}  // namespace lectern::app
