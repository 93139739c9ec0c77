#pragma once

#include <functional>

#include "cli/scrub_command.hpp"

namespace CLI {  // NOLINT(readability-identifier-naming): CLI11's
class App;
}

namespace lectern::app {

/// The command `scrub`. Outlives the parsing and the command that was chosen.
class ScrubCommandLine final {
  public:
    /// `chosen` becomes what runs the command when it was given.
    ScrubCommandLine(CLI::App& program, std::function<int()>& chosen);

  private:
    cli::ScrubArguments arguments_{};
};

}  // namespace lectern::app
