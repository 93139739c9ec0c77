#pragma once

#include <string>
#include <utility>
#include <vector>

#include "app/config.hpp"
#include "core/result.hpp"

namespace lectern::app {

/// Where settings come from, in the order of rising precedence.
struct ConfigSources {
    std::string file{};  ///< TOML; empty: none.
    std::vector<std::pair<std::string, std::string>> environment{
    };  ///< Variables that start with `LECTERN_`.
    std::vector<std::pair<std::string, std::string>> settings{
    };  ///< Key and text, from the command line.
};

/// The variables of this process that start with `LECTERN_`.
std::vector<std::pair<std::string, std::string>> lectern_environment();

/// Reads and checks everything. Fails with `invalid_argument` on the first name that is unknown or
/// text that does not fit, and says where it stands.
Result<Config> load_config(const ConfigSources& sources);

}  // namespace lectern::app
