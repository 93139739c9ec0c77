#include "telemetry/sentry/event.hpp"

#include <algorithm>
#include <array>
#include <csignal>

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>
#include <sys/utsname.h>

#include "core/hex.hpp"
#include "core/random.hpp"
#include "core/time_format.hpp"
#include "core/utf8.hpp"
#include "telemetry/sentry/signal_names.hpp"
#include "telemetry/sentry/stack_json.hpp"

namespace lectern::telemetry::sentry {
namespace {

namespace json = boost::json;

// Sentry cuts longer ones itself, and refuses tags beyond 200 characters.
constexpr std::size_t longest_value = 8192;
constexpr std::size_t longest_tag = 200;

// Well-formed and bounded, whatever it was.
std::string as_text(std::string_view text, std::size_t longest) {
    std::string good = as_utf8(text.substr(0, longest));
    if (good.size() > longest) good.resize(character_start(good, longest));
    return good;
}

std::string_view to_string(Event::Level level) {
    switch (level) {
        case Event::Level::fatal:
            return "fatal";
        case Event::Level::error:
            return "error";
        case Event::Level::warning:
            return "warning";
        case Event::Level::info:
            return "info";
    }
    return "error";
}

json::object mechanism(const Event& event) {
    json::object object{
        {"type", event.signal ? "signalhandler" : "lectern"}, {"handled", event.is_handled}
    };
    if (!event.signal) return object;
    object["synthetic"] = true;
    object["meta"] = {
        {"signal",
         {{"number", event.signal->number},
          {"code", event.signal->code},
          {"name", signal_name(event.signal->number)}}}
    };
    object["data"] = {{"fault_address", hex_number(event.signal->address)}};
    return object;
}

json::object stack_trace(const Event& event, std::span<const Frame> frames) {
    json::object trace{{"frames", frames_json(frames)}};
    json::object registers;
    for (const auto& [name, value] : event.registers) registers[name] = hex_number(value);
    if (!registers.empty()) trace["registers"] = std::move(registers);
    return trace;
}

json::object exception(const Event& event, std::span<const Frame> frames) {
    json::object object{
        {"type", as_text(event.type, longest_tag)},
        {"value", as_text(event.value, longest_value)},
        {"mechanism", mechanism(event)}
    };
    if (!frames.empty()) object["stacktrace"] = stack_trace(event, frames);
    return {{"values", json::array{std::move(object)}}};
}

json::object contexts(const Event& event) {
    json::object object;
    utsname system{};
    if (::uname(&system) == 0)
        object["os"] = {{"name", system.sysname}, {"version", system.release}};
    object["runtime"] = {{"name", "C++"}, {"version", fmt::format("gcc {}", __VERSION__)}};
    if (event.trace.is_valid()) {
        object["trace"] = {
            {"type", "trace"},
            {"trace_id", event.trace.trace_id_hex()},
            {"span_id", event.trace.span_id_hex()}
        };
    }
    return object;
}

json::object tags(const Event& event) {
    json::object object;
    for (const auto& [name, value] : event.tags)
        if (!value.empty()) object[name] = as_text(value, longest_tag);
    return object;
}

std::string_view tag_of(const Event& event, std::string_view name) {
    for (const auto& [tag, value] : event.tags)
        if (tag == name) return value;
    return {};
}

json::object breadcrumb(const Breadcrumb& crumb) {
    json::object object{
        {"timestamp", format_timestamp(crumb.time)},
        {"type", crumb.level == LogLevel::error ? "error" : "default"},
        {"category", "log"},
        {"level", to_string(crumb.level)},
        {"message", as_text(crumb.message, longest_value)}
    };
    boost::system::error_code error;
    json::value fields = json::parse("{" + crumb.fields + "}", error);
    if (!error && !fields.as_object().empty()) object["data"] = std::move(fields);
    return object;
}

json::object breadcrumbs(const Event& event) {
    json::array values;
    for (const Breadcrumb& crumb : event.breadcrumbs) values.push_back(breadcrumb(crumb));
    return {{"values", std::move(values)}};
}

// What is the same error has the same, whatever was in memory or in the request.
json::array fingerprint(const Event& event, std::span<const Frame> frames) {
    json::array parts;
    for (const std::string& part : event.fingerprint)
        if (!part.empty()) parts.emplace_back(as_text(part, longest_tag));
    const std::string culprit = culprit_of(frames);
    if (!culprit.empty()) parts.emplace_back(as_text(culprit, longest_tag));
    return parts;
}

}  // namespace

std::string make_event_id() {
    // A random UUID (RFC 9562, version 4) without hyphens.
    std::array<std::uint8_t, 16> bytes{};
    fill_random(bytes);
    bytes[6] = static_cast<std::uint8_t>((bytes[6] & 0x0f) | 0x40);
    bytes[8] = static_cast<std::uint8_t>((bytes[8] & 0x3f) | 0x80);
    return to_hex(bytes);
}

std::string to_json(const Event& event) {
    const std::vector<LoadedModule> modules =
        event.modules.empty() ? loaded_modules() : event.modules;
    Symbolizer symbolizer(modules);
    const std::vector<Frame> frames = readable_frames(event.stack, symbolizer);
    json::object object{
        {"event_id", event.id},
        {"timestamp", format_timestamp(event.time)},
        {"platform", "native"},
        {"level", to_string(event.level)},
        {"logger", "lectern"},
        {"release", as_text(event.release, longest_tag)},
        {"environment", as_text(event.environment, longest_tag)},
        {"server_name", as_text(event.server_name, longest_tag)},
        {"exception", exception(event, frames)},
        {"contexts", contexts(event)},
        {"tags", tags(event)},
        {"breadcrumbs", breadcrumbs(event)},
        {"fingerprint", fingerprint(event, frames)},
    };
    if (const std::string_view endpoint = tag_of(event, "endpoint"); !endpoint.empty())
        object["transaction"] = as_text(endpoint, longest_tag);
    if (auto images = images_json(frames); !images.empty())
        object["debug_meta"] = {{"images", std::move(images)}};
    if (event.repetitions_left_out > 0)
        object["extra"] = {{"repetitions_left_out", event.repetitions_left_out}};
    return json::serialize(object);
}

}  // namespace lectern::telemetry::sentry
