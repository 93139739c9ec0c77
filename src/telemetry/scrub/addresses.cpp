#include <array>
#include <cstdint>
#include <string_view>

#include "telemetry/scrub/characters.hpp"
#include "telemetry/scrub/detectors.hpp"

namespace lectern::telemetry::scrub {
namespace {

constexpr std::array<ContextWord, 8> version_words{{
    {"version"},
    {"release"},
    {"build"},
    {"firmware"},
    {"ver", true},
    {"rev", true},
    {"driver"},
    {"sdk", true},
}};

// Behind the number at `place`, which becomes its end; false when it is none of 0 to 255 without
// needless zeros.
bool skip_octet(const Subject& subject, std::size_t& place) {
    const std::size_t begin = place;
    unsigned value = 0;
    while (is(subject.at(place), digit) && place < begin + 4) {
        value = value * 10 + static_cast<unsigned>(subject.at(place++) - '0');
    }
    const std::size_t length = place - begin;
    return length > 0 && value <= 255 && (length == 1 || subject.at(begin) != '0');
}

// End of the dotted quad at `begin`, 0 when there is none.
std::size_t quad_end(const Subject& subject, std::size_t begin) {
    std::size_t place = begin;
    for (int octet = 0; octet < 4; ++octet) {
        if (octet > 0 && subject.at(place++) != '.') return 0;
        if (!skip_octet(subject, place)) return 0;
    }
    return place;
}

// `name/1.2.3.4` is a product and its version, `//1.2.3.4` a host.
bool follows_product(const Subject& subject, std::size_t begin) {
    return begin >= 2 && subject.at(begin - 1) == '/' && is(subject.at(begin - 2), alphanumeric);
}

bool goes_on(const Subject& subject, std::size_t end) {
    const char next = subject.at(end);
    if (next == '.') return is(subject.at(end + 1), digit);
    return (next == '-' || next == '+') && is(subject.at(end + 1), letter);
}

bool is_address_character(char c) { return is(c, hexadecimal) || c == ':'; }

// The first group of addresses that are in use (IANA, Internet Protocol Version 6 Address Space):
// global unicast, unique local, link-local, multicast. It is what keeps times and C++ names out.
bool is_assigned(std::uint32_t group) {
    return (group >= 0x2000 && group <= 0x3fff) || (group >= 0xfc00 && group <= 0xfdff) ||
           (group >= 0xfe80 && group <= 0xfebf) || group >= 0xff00;
}

// Reads groups of an IPv6 address (RFC 4291, 2.2) from left to right.
class GroupReader {
  public:
    explicit GroupReader(std::string_view text) : text_(text) {}

    bool read() {
        while (place_ < text_.size()) {
            if (text_.substr(place_).starts_with("::")) {
                if (gap_) return false;
                gap_ = true;
                place_ += 2;
                continue;
            }
            if (place_ > 0 && text_[place_] == ':') ++place_;
            if (!read_group()) return false;
        }
        return gap_ ? groups_ < 8 : groups_ == 8;
    }
    std::size_t groups() const { return groups_; }
    std::uint32_t first() const { return first_; }
    bool begins_with_gap() const { return text_.starts_with("::"); }

  private:
    bool read_group() {
        std::uint32_t value = 0;
        const std::size_t begin = place_;
        while (place_ < text_.size() && text_[place_] != ':') {
            if (place_ == begin + 4) return false;
            const char c = to_lower(text_[place_++]);
            value = value * 16 + static_cast<std::uint32_t>(is(c, digit) ? c - '0' : c - 'a' + 10);
        }
        if (place_ == begin) return false;
        if (groups_++ == 0) first_ = value;
        return groups_ <= 8;
    }

    std::string_view text_;
    std::size_t place_ = 0;
    std::size_t groups_ = 0;
    std::uint32_t first_ = 0;
    bool gap_ = false;
};

constexpr std::string_view mapped = "::ffff:";

bool is_mapped(std::string_view text) {
    if (text.size() != mapped.size()) return false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (to_lower(text[i]) != mapped[i]) return false;
    }
    return true;
}

bool is_ipv6(std::string_view text) {
    if (text == "::1") return true;
    GroupReader reader(text);
    if (!reader.read() || reader.begins_with_gap()) return false;
    return reader.groups() >= 2 && is_assigned(reader.first());
}

}  // namespace

std::optional<Match> find_ipv4(Subject& subject, std::size_t anchor) {
    const std::size_t end = quad_end(subject, anchor);
    if (end == 0 || is_glued_before(subject, anchor) || is_glued_after(subject, end))
        return std::nullopt;
    if (is_joined_before(subject, anchor) || goes_on(subject, end)) return std::nullopt;
    if (follows_product(subject, anchor) || has_context(subject, anchor, version_words))
        return std::nullopt;
    return Match{.begin = anchor, .end = end, .kind = Kind::ip};
}

std::optional<Match> find_ipv6(Subject& subject, std::size_t anchor) {
    constexpr std::size_t longest = 45;
    if (anchor < subject.addresses_until) return std::nullopt;
    if (!is_address_character(subject.before(anchor)) && subject.at(anchor + 1) != ':')
        return std::nullopt;
    std::size_t begin = anchor;
    while (begin > subject.floor && anchor - begin < 5 && is(subject.text[begin - 1], hexadecimal))
        --begin;
    std::size_t end = anchor;
    while (end - anchor < longest && is_address_character(subject.at(end))) ++end;
    subject.addresses_until = end;
    if (end - begin < 3 || is_glued_before(subject, begin)) return std::nullopt;
    std::string_view text = subject.text.substr(begin, end - begin);
    // The last group of `::ffff:192.0.2.1` and the quad begin as one.
    const std::size_t last = begin + text.rfind(':') + 1;
    if (is_mapped(text.substr(0, last - begin))) {
        const std::size_t quad = quad_end(subject, last);
        if (quad > 0 && !is_glued_after(subject, quad))
            return Match{.begin = begin, .end = quad, .kind = Kind::ip};
    }
    if (text.ends_with(':') && !text.ends_with("::")) {
        text.remove_suffix(1);
        --end;
    }
    if (!is_ipv6(text) || is_glued_after(subject, end)) return std::nullopt;
    return Match{.begin = begin, .end = end, .kind = Kind::ip};
}

}  // namespace lectern::telemetry::scrub
