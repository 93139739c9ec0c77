#include "telemetry/scrub/checksums.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

#include "telemetry/scrub/characters.hpp"

namespace lectern::telemetry::scrub {
namespace {

int value_of(char c) { return c - '0'; }

bool all(std::string_view text, unsigned classes) {
    return std::ranges::all_of(text, [classes](char c) { return is(c, classes); });
}

bool passes_luhn(std::string_view digits) {
    int sum = 0;
    bool doubled = false;
    for (auto c = digits.rbegin(); c != digits.rend(); ++c, doubled = !doubled) {
        const int value = value_of(*c) * (doubled ? 2 : 1);
        sum += value > 9 ? value - 9 : value;
    }
    return sum % 10 == 0;
}

// First four digits from..to, and the lengths that the scheme gives out.
struct IssuerRange {
    int from;
    int to;
    std::size_t shortest;
    std::size_t longest;
};

constexpr std::array<IssuerRange, 20> issuers{{
    {2200, 2204, 16, 19},                                              // Mir
    {2221, 2720, 16, 16},                                              // Mastercard
    {3000, 3059, 14, 19},                                              // Diners Club
    {3400, 3499, 15, 15},                                              // American Express
    {3528, 3589, 16, 19},                                              // JCB
    {3600, 3699, 14, 19},                                              // Diners Club
    {3700, 3799, 15, 15},                                              // American Express
    {3800, 3999, 14, 19},                                              // Diners Club
    {4000, 4999, 16, 16},                                              // Visa
    {4000, 4999, 19, 19}, {4000, 4999, 13, 13}, {5018, 5018, 12, 19},  // Maestro
    {5020, 5020, 12, 19}, {5038, 5038, 12, 19}, {5100, 5599, 16, 16},  // Mastercard
    {5893, 5893, 12, 19},                                              // Maestro
    {6011, 6011, 16, 19},                                              // Discover
    {6200, 6299, 16, 19},                                              // UnionPay
    {6304, 6304, 12, 19},                                              // Maestro
    {6440, 6599, 16, 19},                                              // Discover
}};
constexpr std::array<IssuerRange, 1> more_maestro{{{6759, 6763, 12, 19}}};

bool is_issued(const IssuerRange& range, int head, std::size_t length) {
    return head >= range.from && head <= range.to && length >= range.shortest &&
           length <= range.longest;
}

int remainder_97(std::string_view text) {
    int rest = 0;
    for (const char c : text) {
        const int value = is(c, digit) ? value_of(c) : c - 'A' + 10;
        rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
    }
    return rest;
}

struct IbanCountry {
    std::string_view code;
    std::size_t length;
};

// The registry of ISO 13616, by code.
constexpr std::array<IbanCountry, 88> iban_countries{{
    {"AD", 24}, {"AE", 23}, {"AL", 28}, {"AT", 20}, {"AZ", 28}, {"BA", 20}, {"BE", 16}, {"BG", 22},
    {"BH", 22}, {"BI", 27}, {"BR", 29}, {"BY", 28}, {"CH", 21}, {"CR", 22}, {"CY", 28}, {"CZ", 24},
    {"DE", 22}, {"DJ", 27}, {"DK", 18}, {"DO", 28}, {"EE", 20}, {"EG", 29}, {"ES", 24}, {"FI", 18},
    {"FK", 18}, {"FO", 18}, {"FR", 27}, {"GB", 22}, {"GE", 22}, {"GI", 23}, {"GL", 18}, {"GR", 27},
    {"GT", 28}, {"HN", 28}, {"HR", 21}, {"HU", 28}, {"IE", 22}, {"IL", 23}, {"IQ", 23}, {"IS", 26},
    {"IT", 27}, {"JO", 30}, {"KW", 30}, {"KZ", 20}, {"LB", 28}, {"LC", 32}, {"LI", 21}, {"LT", 20},
    {"LU", 20}, {"LV", 21}, {"LY", 25}, {"MC", 27}, {"MD", 24}, {"ME", 22}, {"MK", 19}, {"MN", 20},
    {"MR", 27}, {"MT", 31}, {"MU", 30}, {"NI", 28}, {"NL", 18}, {"NO", 15}, {"OM", 23}, {"PK", 24},
    {"PL", 28}, {"PS", 29}, {"PT", 25}, {"QA", 29}, {"RO", 24}, {"RS", 22}, {"RU", 33}, {"SA", 24},
    {"SC", 31}, {"SD", 18}, {"SE", 24}, {"SI", 19}, {"SK", 24}, {"SM", 27}, {"SO", 23}, {"ST", 25},
    {"SV", 28}, {"TL", 23}, {"TN", 24}, {"TR", 26}, {"UA", 29}, {"VA", 22}, {"VG", 24}, {"XK", 20},
}};

// Value of a character at the first, third, ... place of a codice fiscale.
constexpr std::array<int, 26> odd_places{1,  0,  5, 7, 9, 13, 15, 17, 19, 21, 2,  4,  18,
                                         20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23};

bool has_form_of_codice_fiscale(std::string_view text) {
    constexpr std::string_view form = "LLLLLLDDLDDLDDDL";
    constexpr std::string_view digit_letters = "LMNPQRSTUV";  // where two people would share a code
    for (std::size_t i = 0; i < form.size(); ++i) {
        const bool fits = form[i] == 'L' ? is(text[i], upper)
                                         : is(text[i], digit) || digit_letters.contains(text[i]);
        if (!fits) return false;
    }
    return std::string_view("ABCDEHLMPRST").contains(text[8]);
}

}  // namespace

bool is_card_number(std::string_view digits) {
    if (digits.size() < 12 || digits.size() > 19 || !all(digits, digit)) return false;
    int head = 0;
    for (const char c : digits.substr(0, 4)) head = head * 10 + value_of(c);
    const auto fits = [&](const IssuerRange& range) {
        return is_issued(range, head, digits.size());
    };
    return (std::ranges::any_of(issuers, fits) || std::ranges::any_of(more_maestro, fits)) &&
           passes_luhn(digits);
}

std::size_t iban_length(std::string_view country) {
    const auto found = std::ranges::lower_bound(iban_countries, country, {}, &IbanCountry::code);
    return found != iban_countries.end() && found->code == country ? found->length : 0;
}

bool is_iban(std::string_view text) {
    if (text.size() < 15 || text.size() != iban_length(text.substr(0, 2))) return false;
    if (!all(text.substr(2, 2), digit) || !all(text, digit | upper)) return false;
    std::array<char, 34> turned{};
    std::ranges::copy(text.substr(4), turned.begin());
    std::ranges::copy(text.substr(0, 4), turned.begin() + static_cast<int>(text.size()) - 4);
    return remainder_97({turned.data(), text.size()}) == 1;
}

bool is_us_ssn(std::string_view digits) {
    if (digits.size() != 9 || !all(digits, digit)) return false;
    const std::string_view area = digits.substr(0, 3);
    return area != "000" && area != "666" && area[0] != '9' && digits.substr(3, 2) != "00" &&
           digits.substr(5) != "0000";
}

bool is_uk_nino(std::string_view text) {
    if (text.size() != 9 || !all(text.substr(2, 6), digit)) return false;
    constexpr std::string_view never = "DFIQUV";
    if (!all(text.substr(0, 2), upper) || never.contains(text[0]) || never.contains(text[1]))
        return false;
    if (text[1] == 'O' || text[8] < 'A' || text[8] > 'D') return false;
    constexpr std::array<std::string_view, 7> unused{"BG", "GB", "NK", "KN", "TN", "NT", "ZZ"};
    return std::ranges::find(unused, text.substr(0, 2)) == unused.end();
}

bool is_german_tax_id(std::string_view digits) {
    if (digits.size() != 11 || !all(digits, digit) || digits[0] == '0') return false;
    std::array<int, 10> counts{};
    int product = 10;
    for (const char c : digits.substr(0, 10)) {
        ++counts.at(static_cast<std::size_t>(value_of(c)));
        const int sum = (value_of(c) + product) % 10;
        product = (sum == 0 ? 10 : sum) * 2 % 11;
    }
    const auto repeated = std::ranges::count_if(counts, [](int n) { return n > 1; });
    return repeated == 1 && std::ranges::max(counts) <= 3 &&
           (11 - product) % 10 == value_of(digits[10]);
}

bool is_french_nir(std::string_view text) {
    if (text.size() != 15 || !std::string_view("123478").contains(text[0])) return false;
    std::array<char, 13> number{};
    std::ranges::copy(text.substr(0, 13), number.begin());
    if (text.substr(5, 2) == "2A" || text.substr(5, 2) == "2B") {
        number[5] = '1';
        number[6] = text[6] == 'A' ? '9' : '8';
    }
    const std::string_view digits(number.data(), number.size());
    if (!all(digits, digit) || !all(text.substr(13), digit)) return false;
    const int month = value_of(text[3]) * 10 + value_of(text[4]);
    const bool known =
        (month >= 1 && month <= 12) || month == 20 || (month >= 30 && month <= 42) || month >= 50;
    const int key = value_of(text[13]) * 10 + value_of(text[14]);
    return known && key == 97 - remainder_97(digits);
}

bool is_spanish_id(std::string_view text) {
    constexpr std::string_view letters = "TRWAGMYFPDXBNJZSQVHLCKE";
    if (text.size() != 9 || !is(text[8], upper)) return false;
    int number = 0;
    if (!is(text[0], digit)) {
        if (text[0] < 'X' || text[0] > 'Z') return false;
        number = text[0] - 'X';
    }
    const std::string_view digits = text.substr(is(text[0], digit) ? 0 : 1);
    for (const char c : digits.substr(0, digits.size() - 1)) {
        if (!is(c, digit)) return false;
        number = number * 10 + value_of(c);
    }
    return letters[static_cast<std::size_t>(number % 23)] == text[8];
}

bool is_codice_fiscale(std::string_view text) {
    if (text.size() != 16 || !has_form_of_codice_fiscale(text)) return false;
    int sum = 0;
    for (std::size_t i = 0; i < 15; ++i) {
        const int value = is(text[i], digit) ? value_of(text[i]) : text[i] - 'A';
        sum += i % 2 == 0 ? odd_places.at(static_cast<std::size_t>(value)) : value;
    }
    return sum % 26 == text[15] - 'A';
}

bool is_dutch_bsn(std::string_view digits) {
    if (digits.size() != 9 || !all(digits, digit) || digits == "000000000") return false;
    int sum = -value_of(digits[8]);
    for (std::size_t i = 0; i < 8; ++i) sum += value_of(digits[i]) * (9 - static_cast<int>(i));
    return sum % 11 == 0;
}

}  // namespace lectern::telemetry::scrub
