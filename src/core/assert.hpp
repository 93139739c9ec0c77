#pragma once

#include <cstdio>
#include <cstdlib>

/// Ends the process when an invariant of ours is broken. Never for input: that is an `Error`.
#define LECTERN_ASSERT(condition)                                                                  \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            std::fprintf(stderr, "%s:%d: broken invariant: %s\n", __FILE__, __LINE__, #condition); \
            std::abort();                                                                          \
        }                                                                                          \
    } while (false)
