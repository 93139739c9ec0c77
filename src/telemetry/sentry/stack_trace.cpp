#include "telemetry/sentry/stack_trace.hpp"

#include <unwind.h>

namespace lectern::telemetry::sentry {
namespace {

_Unwind_Reason_Code take_frame(_Unwind_Context* context, void* user) {
    auto& trace = *static_cast<StackTrace*>(user);
    int is_exact = 0;
    const std::uintptr_t address = _Unwind_GetIPInfo(context, &is_exact);
    if (address == 0 || trace.count == StackTrace::most_frames) return _URC_END_OF_STACK;
    trace.addresses[trace.count++] = is_exact != 0 ? address : address - 1;
    return _URC_NO_REASON;
}

}  // namespace

void prepare_unwinder() {
    StackTrace trace;
    walk_stack(trace);
}

void walk_stack(StackTrace& into) {
    into.count = 0;
    _Unwind_Backtrace(&take_frame, &into);
}

}  // namespace lectern::telemetry::sentry
