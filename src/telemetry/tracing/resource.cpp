#include "telemetry/tracing/resource.hpp"

#include <array>
#include <cstdint>
#include <string>

#include <unistd.h>

#include "core/assert.hpp"
#include "core/hex.hpp"
#include "core/random.hpp"

namespace lectern::telemetry {
namespace {

using opentelemetry::sdk::resource::Resource;
using opentelemetry::sdk::resource::ResourceAttributes;

bool is_named(const Resource& resource) {
    const auto found = resource.GetAttributes().find("service.name");
    if (found == resource.GetAttributes().end()) return false;
    const auto* name = opentelemetry::nostd::get_if<std::string>(&found->second);
    return name != nullptr && !name->starts_with("unknown_service");  // as the SDK says it
}

std::string random_id() {
    std::array<std::uint8_t, 16> bytes{};
    fill_random(bytes);
    return to_hex(bytes);
}

}  // namespace

Resource make_resource(const TracingSettings& settings) {
    ResourceAttributes attributes;
    const auto set = [&attributes](const std::string& name, const std::string& value) {
        if (!value.empty()) attributes.SetAttribute(name, value);
    };
    attributes.SetAttribute("process.pid", static_cast<std::int64_t>(::getpid()));
    set("service.instance.id", random_id());
    set("service.version", settings.service_version);
    set("deployment.environment.name", settings.environment);
    const auto pairs = parse_pairs(settings.resource, "resource");
    LECTERN_ASSERT(pairs.has_value());  // the plan has checked them
    for (const auto& [name, value] : *pairs) set(name, value);
    set("service.name", settings.service_name);
    auto resource = Resource::Create(attributes);
    if (is_named(resource)) return resource;
    set("service.name", "lectern");
    return Resource::Create(attributes);
}

}  // namespace lectern::telemetry
