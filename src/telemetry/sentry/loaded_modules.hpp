#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace lectern::telemetry::sentry {

/// A program or library in memory.
struct LoadedModule {
    std::string file{};         ///< Path; empty for the kernel's own (vdso).
    std::uint64_t address = 0;  ///< Where its first segment begins.
    std::uint64_t size = 0;     ///< Up to the end of its last segment.
    std::uint64_t bias = 0;     ///< Difference between addresses in memory and in the file.
    std::string build_id{};     ///< Hexadecimal; empty when it has none.

    bool holds(std::uint64_t place) const { return place - address < size; }
    bool operator==(const LoadedModule&) const = default;
};

/// Those of this process, the program first. Thread-safe; not for a signal handler.
std::vector<LoadedModule> loaded_modules();

/// How many were ever loaded: when it is another number, there are others.
std::uint64_t count_of_loads();

/// Null when the place is in none of them.
const LoadedModule* find_module(std::span<const LoadedModule> modules, std::uint64_t place);

}  // namespace lectern::telemetry::sentry
