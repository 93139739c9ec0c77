#pragma once

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

namespace lectern::telemetry {

/// A named value on a log line or a span. Log field names are those of
/// `api/telemetry/log_fields.yaml`.
struct Field {
    using Value = std::variant<std::string_view, std::int64_t, double, bool>;

    Field(std::string_view field, std::string_view text) : name(field), value(text) {}
    Field(std::string_view field, const std::string& text)
        : name(field), value(std::string_view(text)) {}
    Field(std::string_view field, const char* text) : name(field), value(std::string_view(text)) {}
    Field(std::string_view field, double number) : name(field), value(number) {}
    Field(std::string_view field, bool flag) : name(field), value(flag) {}
    template <std::integral Integer>
        requires(!std::same_as<Integer, bool>)
    Field(std::string_view field, Integer number)
        : name(field), value(static_cast<std::int64_t>(number)) {}

    std::string_view name;
    Value value;
};

}  // namespace lectern::telemetry
