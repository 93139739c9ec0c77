#include "telemetry/sentry/stack_json.hpp"

#include <algorithm>
#include <ranges>
#include <set>

#include <fmt/format.h>

#include "telemetry/sentry/build_id.hpp"

namespace lectern::telemetry::sentry {
namespace {

constexpr std::string_view own_namespace = "lectern::";

// Where reports come from rather than what they are about. In a test it is what they are about.
bool is_of_reporting(const Frame& frame) {
    const std::string_view name = frame.function;
    return name.contains("lectern::telemetry::ErrorReporter::") ||
           name.contains("lectern::telemetry::ScrubbingErrors::") ||
           name.contains("lectern::telemetry::sentry::walk_stack") ||
           name.contains("lectern::telemetry::sentry::CrashHandler::") ||
           name.contains("lectern::telemetry::sentry::SentryReporter::");
}

// Folders say more of who built the program than of what is wrong with it.
std::string file_name(const LoadedModule& module) {
    const auto slash = module.file.rfind('/');
    if (module.file.empty()) return "[vdso]";
    return slash == std::string::npos ? module.file : module.file.substr(slash + 1);
}

// Up to the parameters. Those of templates and of `operator()` are part of the name.
std::string without_parameters(std::string_view name) {
    int depth = 0;
    for (std::size_t i = 0; i < name.size(); ++i) {
        if (name[i] == '<') ++depth;
        if (name[i] == '>') --depth;
        const bool is_call_operator =
            name.substr(0, i).ends_with("operator") || name.substr(i).starts_with("(anonymous");
        if (name[i] == '(' && depth <= 0 && !is_call_operator)
            return std::string(name.substr(0, i));
    }
    return std::string(name);
}

// A function of the standard library that calls one of ours has that among them.
std::string without_arguments_of_templates(std::string_view name) {
    std::string outer;
    int depth = 0;
    for (const char c : name) {
        if (c == '<') ++depth;
        if (depth == 0) outer += c;
        if (c == '>') --depth;
    }
    return outer;
}

}  // namespace

std::vector<Frame> readable_frames(
    std::span<const std::uintptr_t> addresses, Symbolizer& symbolizer
) {
    std::vector<Frame> frames;
    frames.reserve(addresses.size());
    for (const std::uintptr_t address : addresses) frames.push_back(symbolizer.find(address));
    const auto last_of_reporting = std::ranges::find_if(
        frames | std::views::reverse, [](const Frame& frame) { return is_of_reporting(frame); }
    );
    frames.erase(frames.begin(), last_of_reporting.base());
    return frames;
}

bool is_own(const Frame& frame) {
    // Instances of templates begin with what they return.
    const std::string name = without_arguments_of_templates(without_parameters(frame.function));
    return name.starts_with(own_namespace) || name.contains(" lectern::");
}

std::string culprit_of(std::span<const Frame> frames) {
    const auto own = std::ranges::find_if(frames, is_own);
    if (own != frames.end()) return without_parameters(own->function);
    const auto named =
        std::ranges::find_if(frames, [](const Frame& frame) { return !frame.function.empty(); });
    return named == frames.end() ? std::string{} : without_parameters(named->function);
}

boost::json::array frames_json(std::span<const Frame> frames) {
    boost::json::array array;
    for (const Frame& frame : frames | std::views::reverse) {
        boost::json::object object{
            {"instruction_addr", hex_number(frame.address)}, {"in_app", is_own(frame)}
        };
        if (!frame.function.empty()) object["function"] = frame.function;
        if (frame.function_address != 0) object["symbol_addr"] = hex_number(frame.function_address);
        if (frame.module != nullptr) object["package"] = file_name(*frame.module);
        array.push_back(std::move(object));
    }
    return array;
}

boost::json::array images_json(std::span<const Frame> frames) {
    std::set<const LoadedModule*> seen;
    boost::json::array images;
    for (const Frame& frame : frames) {
        if (frame.module == nullptr || !seen.insert(frame.module).second) continue;
        const LoadedModule& module = *frame.module;
        boost::json::object image{
            {"type", "elf"},
            {"code_file", file_name(module)},
            {"image_addr", hex_number(module.address)},
            {"image_size", module.size},
        };
        if (!module.build_id.empty()) {
            image["code_id"] = module.build_id;
            image["debug_id"] = debug_id_of(module.build_id);
        }
        images.push_back(std::move(image));
    }
    return images;
}

std::string hex_number(std::uint64_t number) { return fmt::format("{:#x}", number); }

}  // namespace lectern::telemetry::sentry
