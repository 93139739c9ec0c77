#include "transport/rest/preferences.hpp"

#include <charconv>

#include "core/ascii.hpp"
#include "transport/http/field_syntax.hpp"

namespace lectern::transport::rest {

std::optional<std::chrono::seconds> preferred_wait(std::string_view prefer) {
    while (!prefer.empty()) {
        std::string_view preference = http::take_list_member(prefer);
        preference = preference.substr(0, preference.find(';'));
        const std::size_t equals = preference.find('=');
        if (equals == std::string_view::npos) continue;
        if (!equals_ignoring_case(trimmed(preference.substr(0, equals)), "wait")) continue;
        const std::string_view digits = trimmed(preference.substr(equals + 1));
        std::uint32_t seconds = 0;
        const auto [end, code] =
            std::from_chars(digits.data(), digits.data() + digits.size(), seconds);
        if (code != std::errc{} || end != digits.data() + digits.size()) return std::nullopt;
        return std::chrono::seconds(seconds);
    }
    return std::nullopt;
}

}  // namespace lectern::transport::rest
