#include "telemetry/sentry/symbolizer.hpp"

#include <cstdlib>
#include <memory>

#include <cxxabi.h>

namespace lectern::telemetry::sentry {
namespace {

// Names of deeply nested templates tell no more by their end.
constexpr std::size_t longest_name = 512;

struct Free {
    void operator()(char* text) const { std::free(text); }
};

}  // namespace

Frame Symbolizer::find(std::uint64_t address) {
    Frame frame{.address = address, .module = find_module(modules_, address)};
    if (frame.module == nullptr) return frame;
    const ElfFile* file = file_of(*frame.module);
    if (file == nullptr) return frame;
    const auto function = file->find(address - frame.module->bias);
    if (!function) return frame;
    frame.function = demangle(function->name);
    frame.function_address = function->address + frame.module->bias;
    return frame;
}

const ElfFile* Symbolizer::file_of(const LoadedModule& module) {
    auto [place, is_new] = files_.try_emplace(&module);
    if (is_new && !module.file.empty()) {
        auto file = ElfFile::open(module.file);
        if (file && file->build_id() == module.build_id) place->second = std::move(file);
    }
    return place->second ? &*place->second : nullptr;
}

std::string demangle(std::string_view name) {
    int status = 0;
    const std::unique_ptr<char, Free> readable(
        abi::__cxa_demangle(std::string(name).c_str(), nullptr, nullptr, &status)
    );
    std::string text = status == 0 ? std::string(readable.get()) : std::string(name);
    if (text.size() > longest_name) text.resize(longest_name);
    return text;
}

}  // namespace lectern::telemetry::sentry
