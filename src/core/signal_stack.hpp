#pragma once

#include <csignal>

namespace lectern {

/// Gives the thread that makes it a stack for signal handlers, so that one can run where the
/// thread's own stack is full. Goes on the same thread. Where there is no memory for one, handlers
/// run on the thread's own.
class SignalStack final {
  public:
    SignalStack();
    ~SignalStack();
    SignalStack(const SignalStack&) = delete;
    SignalStack& operator=(const SignalStack&) = delete;

  private:
    void* memory_ = nullptr;
    stack_t before_{};
};

}  // namespace lectern
