#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace lectern {

/// Gives a variable of the environment; empty when it is not set, which is the same.
using Environment = std::function<std::string(std::string_view name)>;

/// That of the process. Nothing may change it meanwhile.
std::string process_environment(std::string_view name);

}  // namespace lectern
