#include "embedding/model_folder.hpp"

#include <cstdlib>
#include <optional>

namespace lectern::embedding {
namespace {

std::optional<std::filesystem::path> folder_in_environment(const char* variable) {
    const char* value = std::getenv(variable);
    if (value == nullptr || *value == '\0') return std::nullopt;
    return std::filesystem::path(value);
}

std::filesystem::path cache_folder() {
    if (auto own = folder_in_environment("LECTERN_CACHE")) return *own;
    if (auto shared = folder_in_environment("XDG_CACHE_HOME")) return *shared / "lectern";
    return folder_in_environment("HOME").value_or("/") / ".cache" / "lectern";
}

}  // namespace

std::filesystem::path default_model_folder() {
    if (auto named = folder_in_environment("LECTERN_MODEL_DIR")) return *named;
    return cache_folder() / "models" / "all-MiniLM-L6-v2";
}

}  // namespace lectern::embedding
