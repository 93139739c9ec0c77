#pragma once

#include <cstdint>

#include "telemetry/sentry/signal_safe_writer.hpp"

namespace lectern::telemetry::sentry {

/// What the processor was at when a signal interrupted it; `context` is the third argument of the
/// signal's handler. For a signal handler.
std::uintptr_t interrupted_at(const void* context) noexcept;

/// Where a function that was called by mistake would return to: when nothing is at
/// `interrupted_at`, that is the only trace of the caller. May fault when the stack is gone.
std::uintptr_t return_address(const void* context) noexcept;

/// Lines `register NAME VALUE`.
void write_registers(const void* context, SignalSafeWriter& out) noexcept;

}  // namespace lectern::telemetry::sentry
