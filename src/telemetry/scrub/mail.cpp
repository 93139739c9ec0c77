#include <algorithm>
#include <array>
#include <string_view>

#include "telemetry/scrub/characters.hpp"
#include "telemetry/scrub/detectors.hpp"

namespace lectern::telemetry::scrub {
namespace {

// Punctuation beyond ASCII that stands beside words: U+00A0 to U+00BF, U+2000 to U+206F, U+3000 to
// U+303F and the full-width forms of U+FF00 to U+FF0F and U+FF1A.
bool is_wide_punctuation(std::string_view rest) {
    return rest.starts_with('\xc2') || rest.starts_with("\xe2\x80") ||
           rest.starts_with("\xe2\x81") || rest.starts_with("\xe3\x80") ||
           rest.starts_with("\xef\xbc");
}

// Where the character that `end` is behind begins.
std::size_t previous(const Subject& subject, std::size_t end) {
    std::size_t place = end - 1;
    while (place > subject.floor && end - place < 4 &&
           (static_cast<unsigned char>(subject.text[place]) & 0xc0U) == 0x80U)
        --place;
    return place;
}

std::size_t local_begin(Subject& subject, std::size_t at, bool encoded) {
    std::size_t begin = at;
    while (begin > subject.floor) {
        const std::size_t place = previous(subject, begin);
        const char c = subject.text[place];
        if (!is(c, word | mail_local) || (encoded && c == '%')) break;
        if (is(c, beyond_ascii) && is_wide_punctuation(subject.text.substr(place))) break;
        begin = place;
    }
    subject.work += at - begin;
    while (begin < at && is(subject.text[begin], mail_local)) ++begin;
    return begin;
}

// `"anna b"` in `"anna b"@example.com` (RFC 5321, 4.1.2): from the other quote on.
std::size_t quoted_local_begin(Subject& subject, std::size_t at) {
    constexpr std::size_t longest = 66;
    std::size_t place = at - 1;
    while (place > subject.floor && at - place < longest) {
        const char c = subject.text[--place];
        if (c == '"') return place + 2 < at ? place : at;
        if (c == '@' || c == ':' || c == '=' || c == '\n') return at;
    }
    return at;
}

std::size_t domain_end(Subject& subject, std::size_t begin) {
    std::size_t end = begin;
    while (end < subject.text.size()) {
        const char c = subject.text[end];
        if (!is(c, alphanumeric | beyond_ascii) && c != '-' && c != '.') break;
        if (c == '.' && subject.at(end + 1) == '.') break;
        if (is(c, beyond_ascii) && is_wide_punctuation(subject.text.substr(end))) break;
        ++end;
    }
    subject.work += end - begin;
    while (end > begin && (subject.text[end - 1] == '.' || subject.text[end - 1] == '-')) --end;
    return end;
}

// `user@1000.service` is a unit of systemd; none of these is a top-level domain (IANA, 2024).
constexpr std::array<std::string_view, 9> unit_types{
    "service",
    "socket",
    "device",
    "mount",
    "automount",
    "swap",
    "timer",
    "slice",
    "scope",
};

bool is_domain(std::string_view domain) {
    const auto dot = domain.rfind('.');
    if (dot == std::string_view::npos || dot == 0 || domain.front() == '-') return false;
    const std::string_view top = domain.substr(dot + 1);
    if (top.size() < 2) return false;
    if (top.starts_with("xn--")) return true;
    if (std::ranges::find(unit_types, top) != unit_types.end()) return false;
    for (const char c : top) {
        if (!is(c, letter | beyond_ascii)) return false;
    }
    // `icon@2x.png` is an image for dense screens.
    return !(domain.size() > 2 && is(domain[0], digit) && domain[1] == 'x' && domain[2] == '.');
}

}  // namespace

std::optional<Match> find_email(Subject& subject, std::size_t anchor) {
    const bool encoded = subject.text[anchor] == '%';
    if (encoded && subject.text.substr(anchor, 3) != "%40") return std::nullopt;
    const bool quoted = !encoded && subject.before(anchor) == '"' && anchor > subject.floor;
    const std::size_t begin =
        quoted ? quoted_local_begin(subject, anchor) : local_begin(subject, anchor, encoded);
    if (begin == anchor || subject.text[anchor - 1] == '.') return std::nullopt;
    const std::size_t domain = anchor + (encoded ? 3 : 1);
    const std::size_t end = domain_end(subject, domain);
    if (!is_domain(subject.text.substr(domain, end - domain))) return std::nullopt;
    // `git@host.example:owner/name` is the address of a repository.
    const bool is_git = subject.text.substr(begin, anchor - begin) == "git";
    if (is_git && (subject.at(end) == ':' || subject.at(end) == '/')) return std::nullopt;
    return Match{.begin = begin, .end = end, .kind = Kind::email};
}

}  // namespace lectern::telemetry::scrub
