#include "telemetry/sentry/fault_context.hpp"

#include <array>
#include <string_view>

#include <ucontext.h>

namespace lectern::telemetry::sentry {
namespace {

const mcontext_t& machine(const void* context) noexcept {
    return static_cast<const ucontext_t*>(context)->uc_mcontext;
}

void write_register(std::string_view name, std::uint64_t value, SignalSafeWriter& out) noexcept {
    out.text("register\t");
    out.text(name);
    out.text("\t");
    out.hexadecimal(value);
    out.text("\n");
}

#if defined(__x86_64__)
constexpr std::array<std::string_view, 17> register_names{
    "r8",
    "r9",
    "r10",
    "r11",
    "r12",
    "r13",
    "r14",
    "r15",
    "rdi",
    "rsi",
    "rbp",
    "rbx",
    "rdx",
    "rax",
    "rcx",
    "rsp",
    "rip",
};
#endif

}  // namespace

#if defined(__x86_64__)

std::uintptr_t interrupted_at(const void* context) noexcept {
    return static_cast<std::uintptr_t>(machine(context).gregs[REG_RIP]);
}

std::uintptr_t return_address(const void* context) noexcept {
    // NOLINTNEXTLINE(performance-no-int-to-ptr): registers are numbers
    return *reinterpret_cast<const std::uintptr_t*>(machine(context).gregs[REG_RSP]);
}

void write_registers(const void* context, SignalSafeWriter& out) noexcept {
    for (std::size_t i = 0; i < register_names.size(); ++i)
        write_register(
            register_names[i], static_cast<std::uint64_t>(machine(context).gregs[i]), out
        );
}

#elif defined(__aarch64__)

std::uintptr_t interrupted_at(const void* context) noexcept { return machine(context).pc; }

std::uintptr_t return_address(const void* context) noexcept { return machine(context).regs[30]; }

void write_registers(const void* context, SignalSafeWriter& out) noexcept {
    std::array<char, 3> name{'x', '0', '0'};
    for (std::size_t i = 0; i < std::size(machine(context).regs); ++i) {
        name[1] = static_cast<char>('0' + i / 10);
        name[2] = static_cast<char>('0' + i % 10);
        write_register({name.data(), name.size()}, machine(context).regs[i], out);
    }
    write_register("sp", machine(context).sp, out);
    write_register("pc", machine(context).pc, out);
}

#else
#error "say here how this processor's registers are read"
#endif

}  // namespace lectern::telemetry::sentry
