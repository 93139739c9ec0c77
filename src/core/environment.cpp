#include "core/environment.hpp"

#include <cstdlib>

namespace lectern {

std::string process_environment(std::string_view name) {
    // NOLINTNEXTLINE(concurrency-mt-unsafe): read at the start, before anything could change it
    const char* value = std::getenv(std::string(name).c_str());
    return value == nullptr ? std::string() : std::string(value);
}

}  // namespace lectern
