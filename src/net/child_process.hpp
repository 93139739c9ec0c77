#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.hpp"

namespace lectern::net {

/// What the kernel lets a child have (setrlimit(2)). Nothing: as the parent.
struct ChildLimits {
    std::optional<std::chrono::seconds> cpu{};
    std::optional<std::uint64_t> address_space_bytes{};
    std::optional<std::uint64_t> file_bytes{
    };  ///< Of each file that it writes; 0 forbids writing to files.
    std::optional<std::uint64_t> open_files{};
    std::optional<std::uint64_t> processes{};  ///< Of its user, not held against root.
};

/// A program to run. The child has no other environment, no other open files than its three
/// streams, `/` as its directory, its own process group, and dies with the thread that runs it.
struct ChildCommand {
    std::string program{};  ///< A path, or a name to be found in /usr/local/bin, /usr/bin and /bin.
    std::vector<std::string> arguments{};    ///< Without the program's own name.
    std::vector<std::string> environment{};  ///< `NAME=value`.
    std::string_view input{};                ///< What it reads from stdin, a seekable file.
    ChildLimits limits{};
    std::chrono::milliseconds time_limit{60'000};
    std::size_t max_output_bytes = 64U << 20;  ///< Of stdout; more ends the child.
    std::size_t max_error_bytes = 64U << 10;   ///< Of stderr; more is dropped.
    bool may_use_network = false;  ///< False: the kernel refuses it new sockets and kernel rings.
};

enum class ChildEnd {
    exited,            ///< By itself, see `ChildOutcome::code`.
    killed_by_signal,  ///< By a crash or a limit of the kernel, see `ChildOutcome::code`.
    timed_out,
    output_too_large,
    stopped,  ///< By the stop token.
};

struct ChildOutcome {
    ChildEnd end = ChildEnd::exited;
    int code = 0;  ///< Exit status or signal; 0 with the other ends.
    std::string output{};
    std::string errors{};

    bool succeeded() const { return end == ChildEnd::exited && code == 0; }
};

/// Runs a program to its end and takes what it writes. When that takes too long, is too much, or
/// `stop` asks for it, the child's process group is killed; it is gone in any case when this
/// returns. Fails with `unavailable` when the program cannot be started. Thread-safe.
Result<ChildOutcome> run_child(const ChildCommand& command, std::stop_token stop = {});

}  // namespace lectern::net
