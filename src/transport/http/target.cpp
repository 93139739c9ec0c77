#include "transport/http/target.hpp"

#include <algorithm>
#include <cstddef>

#include "core/ascii.hpp"

namespace lectern::transport::http {
namespace {

/// The value of a hexadecimal digit, -1 for anything else.
int digit_value(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

std::optional<std::string> decode(std::string_view text, bool plus_is_blank) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '%') {
            if (i + 2 >= text.size()) return std::nullopt;
            const int high = digit_value(text[i + 1]);
            const int low = digit_value(text[i + 2]);
            if (high < 0 || low < 0) return std::nullopt;
            out.push_back(static_cast<char>(high * 16 + low));
            i += 2;
        } else {
            out.push_back(plus_is_blank && text[i] == '+' ? ' ' : text[i]);
        }
    }
    return out;
}

/// What follows the authority of an absolute form, nothing when it is none.
std::optional<std::string_view> after_authority(std::string_view target) {
    for (const std::string_view scheme : {"http://", "https://"}) {
        if (!equals_ignoring_case(target.substr(0, scheme.size()), scheme)) continue;
        const auto rest = target.substr(scheme.size());
        const auto end = std::min(rest.find_first_of("/?#"), rest.size());
        if (end == 0) return std::nullopt;
        return rest.substr(end);
    }
    return std::nullopt;
}

}  // namespace

std::optional<std::string> percent_decode(std::string_view text) { return decode(text, false); }

std::optional<std::vector<std::pair<std::string, std::string>>> parse_query(std::string_view text) {
    std::vector<std::pair<std::string, std::string>> pairs;
    while (!text.empty()) {
        const auto end = std::min(text.find('&'), text.size());
        const auto pair = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        if (pair.empty()) continue;
        const auto equals = std::min(pair.find('='), pair.size());
        auto name = decode(pair.substr(0, equals), true);
        auto value = decode(pair.substr(std::min(equals + 1, pair.size())), true);
        if (!name || !value) return std::nullopt;
        pairs.emplace_back(std::move(*name), std::move(*value));
    }
    return pairs;
}

Result<Target> parse_target(std::string_view method, std::string_view target) {
    if (target == "*" && method == "OPTIONS") return Target{.path = "*"};
    if (!target.starts_with('/')) {
        const auto rest = after_authority(target);
        if (!rest) return fail(ErrorCode::invalid_argument, "the request target has no valid form");
        target = *rest;
    }
    if (target.contains('#'))
        return fail(ErrorCode::invalid_argument, "the request target has a fragment");
    const auto question = std::min(target.find('?'), target.size());
    const auto path = target.substr(0, question);
    auto query = parse_query(target.substr(std::min(question + 1, target.size())));
    if (!query || !percent_decode(path)) {
        return fail(
            ErrorCode::invalid_argument, "the request target has a malformed percent-encoding"
        );
    }
    return Target{.path = path.empty() ? "/" : std::string(path), .query = std::move(*query)};
}

}  // namespace lectern::transport::http
