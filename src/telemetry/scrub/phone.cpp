#include "telemetry/scrub/phone.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "telemetry/scrub/characters.hpp"

namespace lectern::telemetry::scrub {
namespace {

constexpr std::array<ContextWord, 20> phone_words{{
    {"phone"},
    {"mobile"},
    {"telefon"},
    {"tel", true},
    {"cell", true},
    {"call", true},
    {"fax", true},
    {"sms", true},
    {"msisdn"},
    {"handy", true},
    {"whatsapp"},
    {"fon", true},
    {"rufnummer"},
    {"t\xc3\xa9l\xc3\xa9phone"},
    {"tel\xc3\xa9"
     "fono"},
    {"m\xc3\xb3vil"},
    {"portable", true},
    {"cellulare"},
    {"telnr"},
    {"phonenumber"},
}};

// Country codes of two and three digits begin with these; no code begins with 0.
bool begins_with_country(std::string_view digits) {
    if (digits.empty() || digits[0] == '0') return false;
    if (digits[0] == '1') return digits.size() == 11;  // the North American plan
    return digits.size() >= 8 && digits.size() <= 15;
}

bool is_north_american(std::string_view digits) {
    if (digits.size() == 11 && digits[0] == '1') digits.remove_prefix(1);
    return digits.size() == 10 && digits[0] >= '2' && digits[3] >= '2';
}

bool is_national_form(const DigitGroups& groups, std::size_t count, bool parenthesis) {
    const std::string_view digits = groups.digits(count);
    const char separator = groups.separator(count);
    if (groups.are(count, "334") || groups.are(count, "1334")) {
        const bool marked =
            separator == '-' || separator == '.' || parenthesis || (separator == ' ' && count == 4);
        return marked && is_north_american(digits);
    }
    if (groups.are(count, "22222"))  // France
        return digits[0] == '0' && digits[1] != '0' &&
               (separator == ' ' || separator == '.' || separator == '-');
    if (groups.are(count, "56"))  // United Kingdom: mobile, and towns
        return separator == ' ' && (digits.starts_with("07") || digits.starts_with("01"));
    if (groups.are(count, "344")) return separator == ' ' && digits.starts_with("02");
    return false;
}

bool has_length_of_phone(std::string_view digits) {
    return digits.size() >= 7 && digits.size() <= 15;
}

// Whether the first `count` groups are one, by themselves or by what is said before `begin`.
bool is_phone(
    const Subject& subject,
    std::size_t begin,
    const DigitGroups& groups,
    std::size_t count,
    char before
) {
    const std::string_view digits = groups.digits(count);
    if (before == '+') return begins_with_country(digits);
    if (digits.starts_with("00") && count > 1) return begins_with_country(digits.substr(2));
    if (is_national_form(groups, count, before == '(')) return true;
    return has_length_of_phone(digits) && has_context(subject, begin, phone_words);
}

}  // namespace

std::optional<Match> find_phone(
    const Subject& subject, std::size_t anchor, const DigitGroups& groups
) {
    if (groups.digits(groups.count()).size() < 7) return std::nullopt;
    const char before = anchor > subject.floor ? subject.before(anchor) : '\0';
    const bool extended = before == '+' || (before == '(' && groups.separator_after(0) == '(');
    const std::size_t begin = extended ? anchor - 1 : anchor;
    if (is_glued_before(subject, begin) || is_joined_before(subject, begin)) return std::nullopt;
    for (std::size_t count = groups.count(); count > 0; --count) {
        const std::size_t end = groups.end(count);
        if (groups.is_cut(count) || is_glued_after(subject, end)) continue;
        if (is_phone(subject, begin, groups, count, extended ? before : '\0'))
            return Match{.begin = begin, .end = end, .kind = Kind::phone};
    }
    return std::nullopt;
}

}  // namespace lectern::telemetry::scrub
