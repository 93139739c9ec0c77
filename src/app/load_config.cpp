#include "app/load_config.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include <toml++/toml.h>
#include <unistd.h>

namespace lectern::app {
namespace {

// Read by scripts, tests and client commands, and no settings of a server.
constexpr std::array<std::string_view, 7> other_variables{
    "LECTERN_API_KEY",
    "LECTERN_BINARY",
    "LECTERN_CACHE",
    "LECTERN_CONFIG",
    "LECTERN_MODEL_DIR",
    "LECTERN_UPDATE_GOLDEN",
    "LECTERN_URL"
};

std::unexpected<Error> invalid(std::string message) {
    return fail(ErrorCode::invalid_argument, std::move(message));
}

Result<void> set(
    Config& config, const Option& option, std::string_view text, const std::string& where
) {
    if (auto done = option.set(config, text); !done) {
        return invalid(where + ": " + std::string(option.key) + " " + done.error().message);
    }
    return {};
}

Result<void> set_by_key(
    Config& config, std::string_view key, std::string_view text, const std::string& where
) {
    const auto option = std::ranges::find(all_options, key, &Option::key);
    if (option == all_options.end())
        return invalid(where + ": there is no setting " + std::string(key));
    return set(config, *option, text, where);
}

// The text that the environment would hold for the same value.
std::optional<std::string> text_of(const toml::node& node) {
    if (const auto* text = node.as_string()) return text->get();
    if (const auto* whole = node.as_integer()) return std::to_string(whole->get());
    if (const auto* flag = node.as_boolean()) return flag->get() ? "true" : "false";
    return std::nullopt;
}

// A section may hold sections.
Result<void> read_section(
    Config& config, const std::string& file, std::string_view section, const toml::table& table
) {
    for (const auto& [name, node] : table) {
        const std::string key = std::string(section) + "." + std::string(name.str());
        if (const auto* inner = node.as_table()) {
            if (auto done = read_section(config, file, key, *inner); !done) return done;
            continue;
        }
        const std::string where = file + ":" + std::to_string(node.source().begin.line);
        const auto text = text_of(node);
        if (!text)
            return invalid(where + ": " + key + " should be a string, a whole number or a boolean");
        if (auto done = set_by_key(config, key, *text, where); !done) return done;
    }
    return {};
}

Result<void> read_file(Config& config, const std::string& file) {
    toml::table root;
    try {
        root = toml::parse_file(file);
    } catch (const toml::parse_error& error) {
        const auto line = error.source().begin.line;
        return invalid(file + ":" + std::to_string(line) + ": " + std::string(error.description()));
    }
    for (const auto& [section, node] : root) {
        const auto* table = node.as_table();
        if (table == nullptr) {
            return invalid(
                file + ": " + std::string(section.str()) + " stands outside of a section"
            );
        }
        if (auto done = read_section(config, file, section.str(), *table); !done) return done;
    }
    return {};
}

Result<void> read_environment(
    Config& config, const std::vector<std::pair<std::string, std::string>>& variables
) {
    for (const auto& [name, text] : variables) {
        if (std::ranges::find(other_variables, name) != other_variables.end()) continue;
        const auto option = std::ranges::find(all_options, name, &Option::environment);
        if (option == all_options.end()) return invalid("environment: there is no setting " + name);
        if (auto done = set(config, *option, text, "environment: " + name); !done) return done;
    }
    return {};
}

}  // namespace

std::vector<std::pair<std::string, std::string>> lectern_environment() {
    std::vector<std::pair<std::string, std::string>> variables;
    for (char** entry = environ; *entry != nullptr; ++entry) {
        const std::string_view text = *entry;
        const auto equals = text.find('=');
        if (!text.starts_with("LECTERN_") || equals == std::string_view::npos) continue;
        variables.emplace_back(text.substr(0, equals), text.substr(equals + 1));
    }
    return variables;
}

Result<Config> load_config(const ConfigSources& sources) {
    Config config;
    if (!sources.file.empty()) {
        if (auto done = read_file(config, sources.file); !done) return fail(done);
    }
    if (auto done = read_environment(config, sources.environment); !done) return fail(done);
    for (const auto& [key, text] : sources.settings) {
        if (auto done = set_by_key(config, key, text, "command line"); !done) return fail(done);
    }
    return config;
}

}  // namespace lectern::app
