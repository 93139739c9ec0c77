#include "telemetry/scrub/key_names.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

#include "telemetry/scrub/characters.hpp"

namespace lectern::telemetry::scrub {
namespace {

struct NamedRule {
    std::string_view name;  // without separators, in lower case
    bool is_whole;          // not as the end of a longer name
    NameRule rule = NameRule::secret;
};

constexpr std::array<NamedRule, 36> rules{{
    {"password", false},
    {"passwd", false},
    {"passphrase", false},
    {"passwort", false},
    {"pwd", false},
    {"pass", true},
    {"dbpass", false},
    {"secret", false},
    {"token", false},
    {"apikey", false},
    {"secretkey", false},
    {"accesskey", false},
    {"privatekey", false},
    {"signingkey", false},
    {"encryptionkey", false},
    {"masterkey", false},
    {"sharedkey", false},
    {"accountkey", false},
    {"authkey", false},
    {"hashkey", false},
    {"credential", false},
    {"credentials", false},
    {"sessionid", false},
    {"sid", true},
    {"phpsessid", true},
    {"xsrf", false},
    {"csrf", false},
    {"otp", true},
    {"xamzsignature", true},
    {"authorization", false, NameRule::authorization},
    {"cookie", false, NameRule::cookie},
    {"sig", true, NameRule::query_secret},
    {"signature", true, NameRule::query_secret},
    {"code", true, NameRule::query_secret},
    {"key", true, NameRule::query_secret},
    {"auth", true, NameRule::query_secret},
}};

// Names that end with `token` and hold none that opens anything.
constexpr std::array<std::string_view, 7> harmless{
    "pagetoken",
    "continuationtoken",
    "nexttoken",
    "cursortoken",
    "prompttoken",
    "perthousandtoken",
    "cancellationtoken",
};

// Five bits of each of three letters, whatever their case.
constexpr std::size_t place_of(char first, char second, char third) {
    const auto bits = [](char c) { return static_cast<std::size_t>(c) & 31U; };
    return (bits(first) << 10U) | (bits(second) << 5U) | bits(third);
}

// One bit for each ending of three letters.
class Endings {
  public:
    constexpr Endings() {
        for (const NamedRule& rule : rules) {
            const std::string_view end = rule.name.substr(rule.name.size() - 3);
            const std::size_t place = place_of(end[0], end[1], end[2]);
            bits_.at(place / 64) |= std::uint64_t{1} << (place % 64);
        }
    }
    constexpr bool have(char first, char second, char third) const {
        const std::size_t place = place_of(first, second, third);
        return ((bits_[place / 64] >> (place % 64)) & 1U) != 0;
    }

  private:
    std::array<std::uint64_t, 512> bits_{};
};

constexpr Endings endings;
constexpr std::size_t longest_name = 64;

bool is_harmless(std::string_view name) {
    return std::ranges::any_of(harmless, [&](std::string_view end) { return name.ends_with(end); });
}

}  // namespace

bool may_be_secret_name(std::string_view name) {
    std::size_t place = name.size();
    const auto previous = [&] {
        if (place > 0 && is(name[place - 1], name_mark)) --place;
        return place > 0 ? name[--place] : '\0';
    };
    const char third = previous();
    const char second = previous();
    return endings.have(previous(), second, third);
}

NameRule rule_of_name(std::string_view name) {
    std::array<char, longest_name> plain{};
    std::size_t size = 0;
    if (name.size() > longest_name) name.remove_prefix(name.size() - longest_name);
    for (const char c : name) {
        if (!is(c, name_mark) && c != ' ') plain.at(size++) = to_lower(c);
    }
    const std::string_view text(plain.data(), size);
    if (size < 3 || !may_be_secret_name(text)) return NameRule::none;
    for (const NamedRule& rule : rules) {
        if (text.back() != rule.name.back() || !text.ends_with(rule.name) ||
            (rule.is_whole && text != rule.name))
            continue;
        return is_harmless(text) ? NameRule::none : rule.rule;
    }
    return NameRule::none;
}

}  // namespace lectern::telemetry::scrub
