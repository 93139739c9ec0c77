#include "app/command_line.hpp"

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <unistd.h>

#include "app/access_command_line.hpp"
#include "app/client_options.hpp"
#include "app/commands.hpp"
#include "app/load_config.hpp"
#include "app/scrub_command_line.hpp"
#include "app/version.hpp"
#include "backends/extraction/extract_child.hpp"
#include "cli/commands.hpp"
#include "cli/terminal.hpp"

namespace lectern::app {
namespace {

// Where settings of a command that works on a data directory are collected.
struct SettingArguments {
    std::string file{};
    std::vector<std::string> pairs{};  // key=value
    std::vector<std::pair<std::string, std::string>> flags{};
};

void add_settings(CLI::App& command, SettingArguments& into) {
    command.add_option("--config", into.file, "TOML file with settings")->envname("LECTERN_CONFIG");
    command.add_option("--set", into.pairs, "a setting, as key=value; may be given several times")
        ->allow_extra_args(false);
    for (const Option& option : all_options) {
        if (option.flag.empty()) continue;
        const std::string key(option.key);
        const std::string flag(option.flag);
        const std::string help(option.help);
        if (option.is_switch) {
            command.add_flag_function(
                flag, [&into, key](std::int64_t) { into.flags.emplace_back(key, "true"); }, help
            );
        } else {
            command.add_option_function<std::string>(
                flag,
                [&into, key](const std::string& text) { into.flags.emplace_back(key, text); },
                help
            );
        }
    }
}

Result<Config> settings_of(const SettingArguments& arguments) {
    ConfigSources sources{.file = arguments.file, .environment = lectern_environment()};
    for (const std::string& pair : arguments.pairs) {
        const auto equals = pair.find('=');
        if (equals == std::string::npos) {
            return fail(ErrorCode::invalid_argument, "--set takes key=value, not " + pair);
        }
        sources.settings.emplace_back(pair.substr(0, equals), pair.substr(equals + 1));
    }
    sources.settings.insert(sources.settings.end(), arguments.flags.begin(), arguments.flags.end());
    return load_config(sources);
}

// The whole command line: commands with their arguments, and which one was given.
class CommandLine {
  public:
    CommandLine() {
        program_.require_subcommand(1);
        program_.set_help_all_flag("--help-all", "Show the help of every command");
        add_server_commands();
        add_ingest();
        add_search();
        add_jobs();
        add_datasets();
        add_version();
        add_extract();
    }

    int run(int argument_count, char** arguments) {
        try {
            program_.parse(argument_count, arguments);
        } catch (const CLI::ParseError& error) {
            return program_.exit(error) == 0 ? 0 : 2;
        }
        return chosen_();
    }

  private:
    CLI::App& add(const std::string& name, const std::string& help, std::function<int()> run) {
        CLI::App& command = *program_.add_subcommand(name, help);
        command.callback([this, run = std::move(run)] { chosen_ = run; });
        return command;
    }

    CLI::App& add_with_settings(
        const std::string& name, const std::string& help, std::function<int(const Config&)> run
    ) {
        CLI::App& command = add(name, help, [this, run = std::move(run)] {
            const auto config = settings_of(settings_);
            if (config) return run(*config);
            cli::print_error(config.error());
            return 2;
        });
        add_settings(command, settings_);
        if (name != "serve") command.add_flag("--json", json_, "Print JSON");
        return command;
    }

    void add_server_commands() {
        add_with_settings("serve", "Serve until SIGTERM or SIGINT", [this](const Config& config) {
            return serve(config, [this] { return settings_of(settings_); });
        });
        add_with_settings(
            "init",
            "Make a data directory and its first key, and print that key's secret",
            [this](const Config& config) { return init(config, force_, json_); }
        ).add_flag("--force", force_, "Although there are keys already");
        add_with_settings(
            "doctor",
            "Check a stopped server's data directory",
            [this](const Config& config) { return doctor(config, json_); }
        );
        add_with_settings(
            "test-error-report",
            "Send one test event to where error reports go, and print what was answered",
            [this](const Config& config) { return test_error_report(config, json_); }
        );
        add_with_settings(
            "reindex",
            "Make a stopped server's index anew from its store",
            [this](const Config& config) { return reindex(config, json_); }
        );
    }

    CLI::App& add_client(
        const std::string& name, const std::string& help, std::function<int()> run
    ) {
        CLI::App& command = add(name, help, std::move(run));
        add_client_options(command, connection_);
        return command;
    }

    void add_ingest() {
        CLI::App& command =
            add_client("ingest", "Send files and folders as one job, and wait for its end", [this] {
                return cli::ingest(connection_, ingest_);
            });
        command.add_option("paths", ingest_.paths, "Files, and folders to search for files")
            ->required();
        command.add_option("--dataset", ingest_.dataset, "Where they go")->capture_default_str();
        command.add_option("--priority", ingest_.priority, "low, normal or high")
            ->capture_default_str();
        command.add_flag("!--no-wait", ingest_.wait, "Return once the job is accepted");
    }

    void add_search() {
        CLI::App& command = add_client("search", "Answer a query", [this] {
            return cli::search(connection_, search_);
        });
        command.add_option("query", search_.query, "What to look for")->required();
        command.add_option(
            "--dataset", search_.datasets, "Where to look; may be given several times"
        );
        command.add_option("--mode", search_.mode, "lexical, vector, graph or hybrid")
            ->capture_default_str();
        command.add_option("--top-k", search_.top_k, "How many hits")->capture_default_str();
        command.add_flag("--explain", search_.explain, "Show how scores came about");
    }

    void add_jobs() {
        CLI::App& command = add_client("jobs", "List jobs, or show or cancel one", [this] {
            return cli::jobs(connection_, jobs_);
        });
        command.add_option("job", jobs_.job, "Show this one");
        command.add_flag("--cancel", jobs_.cancel, "Cancel it");
        command.add_option("--limit", jobs_.limit, "How many to list")->capture_default_str();
    }

    void add_datasets() {
        CLI::App& command = add_client("datasets", "List datasets, or show or remove one", [this] {
            return cli::datasets(connection_, datasets_);
        });
        command.add_option("dataset", datasets_.dataset, "Show this one");
        command.add_flag("--remove", datasets_.remove, "Remove it with everything in it");
    }

    void add_version() {
        add("version", "Print the version", [] {
            fmt::print("lectern {}\n", version);
            return 0;
        });
    }

    // How the server runs itself again to parse an untrusted document: bytes in, text out.
    void add_extract() {
        CLI::App& command = add("extract", "", [this] {
            ::_exit(backends::extraction::run_extract_child(
                STDIN_FILENO, STDOUT_FILENO, extract_media_type_
            ));
            return 1;
        });
        command.add_option("--media-type", extract_media_type_)->required();
        command.group("");  // not for people: left out of the help
    }

    CLI::App program_{"Lectern: a document retrieval gateway that you can see through", "lectern"};
    std::function<int()> chosen_;
    SettingArguments settings_;
    bool json_ = false;
    bool force_ = false;
    cli::Connection connection_;
    cli::IngestArguments ingest_;
    cli::SearchArguments search_;
    cli::JobsArguments jobs_;
    cli::DatasetsArguments datasets_;
    std::string extract_media_type_;
    AccessCommandLine access_{program_, chosen_};
    ScrubCommandLine scrub_{program_, chosen_};
};

}  // namespace

int run_command_line(int argument_count, char** arguments) {
    return CommandLine().run(argument_count, arguments);
}

}  // namespace lectern::app
