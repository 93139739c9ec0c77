#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "telemetry/sentry/elf_file.hpp"
#include "telemetry/sentry/loaded_modules.hpp"

namespace lectern::telemetry::sentry {

/// One call of a stack, as far as it is known.
struct Frame {
    std::uint64_t address = 0;
    std::uint64_t function_address = 0;    ///< 0: unknown.
    std::string function{};                ///< Readable; empty: unknown.
    const LoadedModule* module = nullptr;  ///< Null: in none.
};

/// Finds the names of functions in the files of modules. A file whose build id is not that of the
/// module is another version of it: nothing is read from it. One thread at a time.
class Symbolizer final {
  public:
    /// The modules outlive it and its frames.
    explicit Symbolizer(std::span<const LoadedModule> modules) : modules_(modules) {}

    Frame find(std::uint64_t address);

  private:
    const ElfFile* file_of(const LoadedModule& module);

    const std::span<const LoadedModule> modules_;
    std::map<const LoadedModule*, std::optional<ElfFile>> files_;
};

/// The name as it stands in the source, with parameters; the text itself when it is no mangled
/// name.
std::string demangle(std::string_view name);

}  // namespace lectern::telemetry::sentry
