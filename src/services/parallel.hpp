#pragma once

#include <functional>
#include <vector>

#include "core/executor.hpp"

namespace lectern::services {

/// Runs every task and returns when all are done. The calling thread takes the first and then
/// whatever the threads of `executor` have not begun, so that a busy or full executor makes it
/// slower but never stuck. Tasks must not throw.
void run_all(Executor& executor, const std::vector<std::function<void()>>& tasks);

}  // namespace lectern::services
