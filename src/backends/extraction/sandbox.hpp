#pragma once

namespace lectern::backends::extraction {

/// Leaves this process only the system calls that parsing needs, for good: it can go on with its
/// open files and its memory, and end. All else fails with EPERM: opening files, sockets, other
/// programs, new processes, executable memory. False when the kernel offers no system-call filters.
bool enter_sandbox();

}  // namespace lectern::backends::extraction
