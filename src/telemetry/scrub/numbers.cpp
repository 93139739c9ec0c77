#include <array>
#include <string_view>

#include "telemetry/scrub/characters.hpp"
#include "telemetry/scrub/checksums.hpp"
#include "telemetry/scrub/detectors.hpp"
#include "telemetry/scrub/digit_groups.hpp"
#include "telemetry/scrub/phone.hpp"

namespace lectern::telemetry::scrub {
namespace {

constexpr std::array<ContextWord, 5> dutch_words{{
    {"bsn", true},
    {"burgerservice"},
    {"sofinummer"},
    {"sofi-nummer"},
    {"citizen service"},
}};
constexpr std::array<ContextWord, 3> american_words{{
    {"ssn", true},
    {"social security"},
    {"socialsecurity"},
}};

constexpr std::size_t longest_run = 21;  // no number that is looked for has so many digits

// Letters and digits in upper case, without blanks and dashes between.
class Compact {
  public:
    // Takes `wanted` characters from `begin` on; `end()` is behind the last.
    Compact(const Subject& subject, std::size_t begin, std::size_t wanted) : end_(begin) {
        while (size_ < wanted && size_ < characters_.size()) {
            const std::size_t place = end_ + (size_ > 0 && is_separator(subject.at(end_)) ? 1 : 0);
            if (!is(subject.at(place), alphanumeric)) return;
            characters_.at(size_++) = to_upper(subject.at(place));
            end_ = place + 1;
        }
    }
    std::string_view text() const { return {characters_.data(), size_}; }
    std::size_t end() const { return end_; }

  private:
    static bool is_separator(char c) { return c == ' ' || c == '-'; }

    std::array<char, 36> characters_{};
    std::size_t size_ = 0;
    std::size_t end_;
};

std::optional<Match> found(const Subject& subject, std::size_t begin, std::size_t end, Kind kind) {
    if (is_glued_before(subject, begin) || is_glued_after(subject, end)) return std::nullopt;
    if (is_joined_before(subject, begin)) return std::nullopt;
    return Match{.begin = begin, .end = end, .kind = kind};
}

bool has_form_of_card(const DigitGroups& groups, std::size_t count) {
    if (count == 1) return true;
    const char separator = groups.separator(count);
    if ((separator != ' ' && separator != '-') || groups.length(0) != 4) return false;
    for (std::size_t group = 1; group + 1 < count; ++group) {
        if (groups.length(group) < 4 || groups.length(group) > 6) return false;
    }
    return count >= 3;
}

bool is_national_id(
    const Subject& subject, std::size_t begin, const DigitGroups& groups, std::size_t count
) {
    const std::string_view digits = groups.digits(count);
    if (digits.size() == 9) {
        if (groups.are(count, "324") && groups.separator(count) == '-') return is_us_ssn(digits);
        return (is_us_ssn(digits) && has_context(subject, begin, american_words)) ||
               (is_dutch_bsn(digits) && has_context(subject, begin, dutch_words));
    }
    if (digits.size() == 11 && (count == 1 || groups.are(count, "2333")))
        return is_german_tax_id(digits);
    if (digits.size() == 15 && (count == 1 || groups.are(count, "1222332")))
        return is_french_nir(digits);
    return false;
}

std::optional<Match> find_digits(
    const Subject& subject, std::size_t begin, const DigitGroups& groups
) {
    if (subject.before(begin) == '+') return std::nullopt;  // a telephone number or none
    for (std::size_t count = groups.count(); count > 0; --count) {
        const std::string_view digits = groups.digits(count);
        if (digits.size() < 9) return std::nullopt;
        if (groups.is_cut(count)) continue;
        if (has_form_of_card(groups, count) && is_card_number(digits)) {
            if (auto match = found(subject, begin, groups.end(count), Kind::card)) return match;
        }
        if (is_national_id(subject, begin, groups, count)) {
            const auto match = found(subject, begin, groups.end(count), Kind::national_id);
            if (match) return match;
        }
    }
    return std::nullopt;
}

std::optional<Match> find_nino(const Subject& subject, std::size_t begin) {
    const Compact nino(subject, begin, 9);
    if (!is_uk_nino(nino.text())) return std::nullopt;
    return found(subject, begin, nino.end(), Kind::national_id);
}

std::optional<Match> find_spanish_id(const Subject& subject, std::size_t begin) {
    const Compact id(subject, begin, 9);
    if (!is_spanish_id(id.text())) return std::nullopt;
    return found(subject, begin, id.end(), Kind::national_id);
}

// National ids of digits that a letter ends, or that have letters of Corsica in them.
std::optional<Match> find_digits_with_letter(
    const Subject& subject, std::size_t begin, const DigitGroups& groups
) {
    const std::size_t first = groups.length(0);
    const char after = subject.at(groups.end(1));
    if (first == 8 &&
        (is(after, upper) || (after == '-' && is(subject.at(groups.end(1) + 1), upper)))) {
        if (auto match = find_spanish_id(subject, begin)) return match;
    }
    const bool may_be_nir = (first == 1 && after == ' ') || first == 15 ||
                            (first == 6 && (after == 'A' || after == 'B'));
    if (may_be_nir) {
        const Compact id(subject, begin, 15);
        if (is_french_nir(id.text())) return found(subject, begin, id.end(), Kind::national_id);
    }
    return std::nullopt;
}

// The `X-` before the digits of `X-1234567-L`.
bool follows_nie_letter(const Subject& subject, std::size_t anchor) {
    const char first = anchor >= subject.floor + 2 ? subject.at(anchor - 2) : '\0';
    return subject.at(anchor - 1) == '-' && first >= 'X' && first <= 'Z';
}

// Two capitals and a blank before the digits, as in `AB 12 34 56 C`.
bool follows_two_capitals(const Subject& subject, std::size_t anchor) {
    return anchor >= subject.floor + 3 && subject.at(anchor - 1) == ' ' &&
           is(subject.at(anchor - 2), upper) && is(subject.at(anchor - 3), upper);
}

std::optional<Match> find_long_number(Subject& subject, std::size_t anchor, std::size_t end) {
    if (subject.at(end) == '.' && end <= anchor + 3) {
        if (auto match = find_ipv4(subject, anchor)) return match;
    }
    if (follows_two_capitals(subject, anchor)) {
        if (auto match = find_nino(subject, anchor - 3)) return match;
    }
    if (follows_nie_letter(subject, anchor)) return find_spanish_id(subject, anchor - 2);
    const DigitGroups groups(subject, anchor);
    if (groups.count() == 0) return std::nullopt;
    if (auto match = find_digits(subject, anchor, groups)) return match;
    if (auto match = find_digits_with_letter(subject, anchor, groups)) return match;
    return find_phone(subject, anchor, groups);
}

}  // namespace

std::optional<Match> find_number(Subject& subject, std::size_t anchor) {
    std::size_t end = anchor + 1;
    while (end < anchor + longest_run && is(subject.at(end), digit)) ++end;
    // Most numbers of a log are short, or parts of hexadecimal ids: out with these first.
    const char next = subject.at(end);
    if (is(next, digit | lower | underscore | beyond_ascii)) return std::nullopt;
    const bool goes_on = next == ' ' || next == '-' || next == '.' || next == '/' || next == ')';
    if (!goes_on && end - anchor < 6) return std::nullopt;
    return find_long_number(subject, anchor, end);
}

std::optional<Match> find_lettered_number(Subject& subject, std::size_t anchor) {
    std::size_t begin = anchor;
    while (begin > subject.floor && anchor - begin < 6 && is(subject.text[begin - 1], letter))
        --begin;
    const std::size_t letters = anchor - begin;
    if (letters == 1) {
        const char first = to_upper(subject.text[begin]);
        if (first < 'X' || first > 'Z') return std::nullopt;
        return find_spanish_id(subject, begin);
    }
    if (letters == 6) {
        const Compact code(subject, begin, 16);
        if (code.end() - begin != 16 || !is_codice_fiscale(code.text())) return std::nullopt;
        return found(subject, begin, code.end(), Kind::national_id);
    }
    if (letters != 2) return std::nullopt;
    const Compact country(subject, begin, 2);
    if (const std::size_t length = iban_length(country.text()); length > 0) {
        const Compact iban(subject, begin, length);
        if (is_iban(iban.text())) {
            if (auto match = found(subject, begin, iban.end(), Kind::iban)) return match;
        }
    }
    return is(subject.at(begin), upper) ? find_nino(subject, begin) : std::nullopt;
}

}  // namespace lectern::telemetry::scrub
