#pragma once

#include <functional>
#include <string>

#include "cli/commands.hpp"

namespace CLI {  // NOLINT(readability-identifier-naming): CLI11's
class App;
}

namespace lectern::app {

/// The part of the command line about who may come in: `keys` and `audit` with their subcommands.
/// Outlives the parsing and the command that was chosen.
class AccessCommandLine final {
  public:
    /// `chosen` becomes what runs the command that was given.
    AccessCommandLine(CLI::App& program, std::function<int()>& chosen);

  private:
    CLI::App& add(
        CLI::App& group, const std::string& name, const std::string& help, std::function<int()> run
    );
    void add_keys(CLI::App& program);
    void add_audit(CLI::App& program);
    int verify() const;

    std::function<int()>& chosen_;
    cli::Connection connection_{};
    cli::CreateKeyArguments create_{};
    cli::RotateKeyArguments rotate_{};
    cli::AuditArguments audit_{};
    cli::AnchorArguments anchor_{};
    std::string tenant_{};
    std::string key_{};
    std::string data_{};  // of `audit verify`: empty asks a server
};

}  // namespace lectern::app
