#include <algorithm>
#include <array>
#include <string_view>

#include "telemetry/scrub/characters.hpp"
#include "telemetry/scrub/detectors.hpp"
#include "telemetry/scrub/key_names.hpp"
#include "telemetry/scrub/marker.hpp"

namespace lectern::telemetry::scrub {
namespace {

// A name before a `=` or `:`, and how it is written.
struct Name {
    std::string_view text{};
    char quote = '\0';     // around it
    bool escaped = false;  // with a backslash before each quote: JSON within JSON
    char before = '\0';    // what stands before it
};

constexpr std::size_t longest_name = 64;
constexpr std::size_t most_blanks = 4;

bool is_quote(char c) { return c == '"' || c == '\'' || c == '`'; }

// The name that ends before the separator at `anchor`; empty when its end already says that it is
// none of a secret.
Name name_before(Subject& subject, std::size_t anchor) {
    Name name;
    std::size_t end = anchor;
    while (anchor - end < most_blanks && (subject.before(end) == ' ' || subject.before(end) == '\t')
    )
        --end;
    if (end > 0 && is_quote(subject.text[end - 1])) {
        name.quote = subject.text[--end];
        name.escaped = subject.before(end) == '\\';
        if (name.escaped) --end;
    }
    if (end < subject.floor + 3 ||
        !may_be_secret_name(subject.text.substr(subject.floor, end - subject.floor)))
        return name;
    std::size_t begin = end;
    while (begin > subject.floor && end - begin < longest_name &&
           is(subject.text[begin - 1], alphanumeric | name_mark))
        --begin;
    subject.work += end - begin;
    name.text = subject.text.substr(begin, end - begin);
    name.before = subject.before(begin);
    return name;
}

struct Value {
    std::size_t begin = 0;
    std::size_t end = 0;
    bool quoted = false;
};

// From an opening quote's end to its closing one, or to the end of a text that was cut off.
std::size_t quoted_end(const Subject& subject, std::size_t begin, char quote, bool escaped) {
    std::size_t place = begin;
    for (; place < subject.text.size(); ++place) {
        const char c = subject.text[place];
        if (c == '\\') {
            if (escaped && subject.at(place + 1) == quote) return place;
            ++place;
        } else if (c == quote) {
            return place;
        }
    }
    return subject.text.size();
}

// `%20`, `%22` and `%26` end a value that was encoded for a URL.
bool ends_encoded(const Subject& subject, std::size_t place) {
    if (subject.at(place) != '%' || subject.at(place + 1) != '2') return false;
    const char last = subject.at(place + 2);
    return last == '0' || last == '2' || last == '6';
}

std::size_t bare_end(const Subject& subject, std::size_t begin) {
    std::size_t end = begin;
    while (end < subject.text.size()) {
        const char c = subject.text[end];
        const std::size_t marker = c == '[' ? marker_length(subject.text.substr(end)) : 0;
        if (marker == 0 && (is(c, value_end) || ends_encoded(subject, end))) break;
        end += std::max<std::size_t>(marker, 1);
    }
    // A sentence may end with the value, and a name may follow it.
    while (end > begin && (subject.text[end - 1] == '.' || subject.text[end - 1] == ':')) --end;
    return end;
}

// Behind `=`, `:`, `:=`, `=>`, `%3D`, `>` and the blanks after it.
std::size_t skip_separator(const Subject& subject, std::size_t separator) {
    std::size_t begin = separator + (subject.at(separator) == '%' ? 3 : 1);
    const char first = subject.at(separator);
    const char second = subject.at(begin);
    if ((first == ':' && second == '=') || (first == '=' && second == '>')) ++begin;
    const std::size_t last = begin + most_blanks;
    while (begin < last && (subject.at(begin) == ' ' || subject.at(begin) == '\t')) ++begin;
    // Python's `u'...'` and `b'...'`
    const bool prefixed = subject.at(begin) == 'u' || subject.at(begin) == 'b';
    return prefixed && is_quote(subject.at(begin + 1)) ? begin + 1 : begin;
}

Value value_after(Subject& subject, std::size_t separator) {
    Value value;
    std::size_t begin = skip_separator(subject, separator);
    const bool escaped = subject.at(begin) == '\\' && is_quote(subject.at(begin + 1));
    if (escaped) ++begin;
    if (is_quote(subject.at(begin))) {
        value.quoted = true;
        value.begin = begin + 1;
        value.end = quoted_end(subject, value.begin, subject.text[begin], escaped);
    } else {
        value.begin = begin;
        value.end = bare_end(subject, begin);
    }
    subject.work += value.end - value.begin;
    return value;
}

constexpr std::array<std::string_view, 16> plain_words{
    "true",
    "false",
    "null",
    "none",
    "nil",
    "yes",
    "no",
    "required",
    "optional",
    "enabled",
    "disabled",
    "missing",
    "invalid",
    "empty",
    "unset",
    "undefined",
};

bool is_plain_word(std::string_view text) {
    return std::ranges::any_of(plain_words, [&](std::string_view plain) {
        return std::ranges::equal(text, plain, {}, to_lower);
    });
}

bool is_covered(std::string_view text) {
    return marker_length(text) == text.size() ||
           std::ranges::all_of(text, [](char c) { return c == '*' || c == '.'; });
}

// In prose, `password: required` tells no secret. One has digits, signs, or capitals within.
bool shows_secret(std::string_view text) {
    if (text.size() < 6) return false;
    const auto letters =
        std::ranges::count_if(text, [](char c) { return is(c, letter | beyond_ascii); });
    if (letters < std::ranges::ssize(text)) return true;
    return std::ranges::any_of(text.substr(1), [](char c) { return is(c, upper); }) &&
           std::ranges::any_of(text, [](char c) { return is(c, lower); });
}

std::optional<Match> secret_at(const Subject& subject, const Value& value, bool prose) {
    const std::string_view text = subject.text.substr(value.begin, value.end - value.begin);
    if (text.size() < 2 || is_covered(text) || is_plain_word(text)) return std::nullopt;
    if (prose && !shows_secret(text)) return std::nullopt;
    return Match{.begin = value.begin, .end = value.end, .kind = Kind::secret};
}

// `Bearer x`: the scheme stays. A credential alone goes as a whole.
std::optional<Match> authorization_at(Subject& subject, const Value& value) {
    const std::size_t scheme_from = value.begin;
    std::size_t place = scheme_from;
    while (place - scheme_from < 24 && (is(subject.at(place), letter) || subject.at(place) == '-'))
        ++place;
    if (place == scheme_from || subject.at(place) != ' ') return secret_at(subject, value, true);
    Value rest{.begin = place + 1, .end = value.end, .quoted = value.quoted};
    if (!value.quoted) rest.end = bare_end(subject, rest.begin);
    auto match = secret_at(subject, rest, true);
    if (!match) return match;
    const std::string_view token = subject.text.substr(rest.begin, rest.end - rest.begin);
    const bool is_jwt = token.starts_with("eyJ") && jwt_length(subject, rest.begin) == token.size();
    match->kind = is_jwt ? Kind::jwt : Kind::token;
    return match;
}

// Pairs and bare attributes with `; ` between, the first one a pair.
std::optional<Match> cookie_at(const Subject& subject, const Value& value) {
    if (value.quoted) return secret_at(subject, value, false);
    const std::string_view first = subject.text.substr(value.begin, value.end - value.begin);
    if (!first.substr(0, 256).contains('=')) return std::nullopt;
    std::size_t end = value.end;
    while (subject.at(end) == ';') {
        const std::size_t begin = end + (subject.at(end + 1) == ' ' ? 2 : 1);
        const std::size_t next = bare_end(subject, begin);
        if (next == begin) break;
        end = next;
    }
    return secret_at(subject, {.begin = value.begin, .end = end, .quoted = true}, false);
}

}  // namespace

std::optional<Match> find_flag(Subject& subject, std::size_t anchor) {
    const char before = anchor >= 2 ? subject.at(anchor - 2) : ' ';
    if (!is(before, blank) && !is_quote(before)) return std::nullopt;
    std::size_t end = anchor + 1;
    while (end - anchor < longest_name && is(subject.at(end), alphanumeric | name_mark)) ++end;
    if (subject.at(end) != ' ') return std::nullopt;
    const std::string_view name = subject.text.substr(anchor + 1, end - anchor - 1);
    if (rule_of_name(name) != NameRule::secret || subject.at(end + 1) == '-') return std::nullopt;
    return secret_at(subject, value_after(subject, end), false);
}

std::optional<Match> find_assignment(Subject& subject, std::size_t anchor) {
    const char sign = subject.text[anchor];
    const bool is_colon = sign == ':' && subject.at(anchor + 1) != '=';
    if (is_colon && subject.at(anchor + 1) == '/') return std::nullopt;
    if (sign == '%' && to_upper(subject.at(anchor + 2)) != 'D') return std::nullopt;
    const Name name = name_before(subject, anchor);
    if (name.text.empty() || (sign == '>' && name.before != '<')) return std::nullopt;
    // `PWD=/home/anna` is where a shell is.
    if (name.text == "PWD" && subject.at(anchor + 1) == '/') return std::nullopt;
    switch (rule_of_name(name.text)) {
        case NameRule::none:
            return std::nullopt;
        case NameRule::secret:
            return secret_at(subject, value_after(subject, anchor), is_colon && name.quote == '\0');
        case NameRule::authorization:
            return authorization_at(subject, value_after(subject, anchor));
        case NameRule::cookie:
            return cookie_at(subject, value_after(subject, anchor));
        case NameRule::query_secret:
            if (is_colon || (name.before != '?' && name.before != '&')) return std::nullopt;
            return secret_at(subject, value_after(subject, anchor), false);
    }
    return std::nullopt;
}

}  // namespace lectern::telemetry::scrub
