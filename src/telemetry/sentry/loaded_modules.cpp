#include "telemetry/sentry/loaded_modules.hpp"

#include <algorithm>
#include <filesystem>
#include <limits>
#include <system_error>

#include <link.h>

#include "telemetry/sentry/build_id.hpp"

namespace lectern::telemetry::sentry {
namespace {

std::string file_of(const dl_phdr_info& info, bool is_program) {
    if (info.dlpi_name != nullptr && info.dlpi_name[0] == '/') return info.dlpi_name;
    if (!is_program) return {};
    std::error_code error;
    return std::filesystem::read_symlink("/proc/self/exe", error).string();
}

// The bytes of a segment as they are in memory.
std::span<const std::byte> segment_in_memory(std::uint64_t address, std::uint64_t size) {
    // NOLINTNEXTLINE(performance-no-int-to-ptr): the loader tells addresses as numbers
    return {reinterpret_cast<const std::byte*>(address), size};
}

int take_module(dl_phdr_info* info, std::size_t, void* user) {
    auto& modules = *static_cast<std::vector<LoadedModule>*>(user);
    LoadedModule module{.file = file_of(*info, modules.empty()), .bias = info->dlpi_addr};
    std::uint64_t begin = std::numeric_limits<std::uint64_t>::max();
    std::uint64_t end = 0;
    for (const ElfW(Phdr) & header : std::span(info->dlpi_phdr, info->dlpi_phnum)) {
        if (header.p_type == PT_LOAD) {
            begin = std::min<std::uint64_t>(begin, header.p_vaddr);
            end = std::max<std::uint64_t>(end, header.p_vaddr + header.p_memsz);
        }
        if (header.p_type == PT_NOTE && module.build_id.empty())
            module.build_id = build_id_in_notes(
                segment_in_memory(info->dlpi_addr + header.p_vaddr, header.p_memsz)
            );
    }
    if (begin >= end) return 0;
    module.address = info->dlpi_addr + begin;
    module.size = end - begin;
    modules.push_back(std::move(module));
    return 0;
}

int take_count(dl_phdr_info* info, std::size_t, void* user) {
    *static_cast<std::uint64_t*>(user) = info->dlpi_adds;
    return 1;  // the same for all of them
}

}  // namespace

std::vector<LoadedModule> loaded_modules() {
    std::vector<LoadedModule> modules;
    ::dl_iterate_phdr(&take_module, &modules);
    return modules;
}

std::uint64_t count_of_loads() {
    std::uint64_t count = 0;
    ::dl_iterate_phdr(&take_count, &count);
    return count;
}

const LoadedModule* find_module(std::span<const LoadedModule> modules, std::uint64_t place) {
    const auto found = std::ranges::find_if(modules, [place](const LoadedModule& module) {
        return module.holds(place);
    });
    return found == modules.end() ? nullptr : &*found;
}

}  // namespace lectern::telemetry::sentry
