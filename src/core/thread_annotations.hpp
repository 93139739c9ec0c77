#pragma once

// Clang's thread-safety attributes; nothing under other compilers.
// https://clang.llvm.org/docs/ThreadSafetyAnalysis.html
#if defined(__clang__)
#define LECTERN_THREAD_ATTRIBUTE(x) __attribute__((x))
#else
#define LECTERN_THREAD_ATTRIBUTE(x)
#endif

#define LECTERN_GUARDED_BY(x) LECTERN_THREAD_ATTRIBUTE(guarded_by(x))
#define LECTERN_REQUIRES(...) LECTERN_THREAD_ATTRIBUTE(requires_capability(__VA_ARGS__))
