#pragma once

#include <sys/types.h>

#include "core/result.hpp"
#include "net/child_process.hpp"
#include "net/file_descriptor.hpp"

namespace lectern::net {

/// The child's ends of its three streams.
struct ChildStreams {
    int input = -1;
    int output = -1;
    int errors = -1;
};

/// A started child: not yet reaped, with a descriptor that polls readable when it has ended.
struct SpawnedChild {
    pid_t pid = 0;
    FileDescriptor handle{};
};

/// Starts `command` with these streams and returns once the program runs. Fails with `unavailable`.
Result<SpawnedChild> spawn(const ChildCommand& command, const ChildStreams& streams);

/// Kills the child's group, waits for the child and gives what waitpid(2) says.
int kill_and_reap(const SpawnedChild& child);

}  // namespace lectern::net
