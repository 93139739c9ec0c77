#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>

#include "telemetry/scrub/characters.hpp"
#include "telemetry/scrub/detectors.hpp"

namespace lectern::telemetry::scrub {
namespace {

// A form of keys that its maker publishes for scanners of leaked secrets.
struct KeyForm {
    std::string_view prefix;
    unsigned marks;        // classes allowed besides letters and digits
    std::size_t shortest;  // behind the prefix
    std::size_t longest;   // 0: no bound
    bool needs_digit = false;
};

constexpr std::array<KeyForm, 31> key_forms{{
    {"lk_", underscore, 66, 66},  // Lectern: 16, `_`, 49
    {"ghp_", 0, 36, 255},         // GitHub
    {"gho_", 0, 36, 255},
    {"ghu_", 0, 36, 255},
    {"ghs_", 0, 36, 255},
    {"ghr_", 0, 36, 255},
    {"github_pat_", underscore, 60, 255},
    {"sk_live_", 0, 16, 255},  // Stripe
    {"sk_test_", 0, 16, 255},
    {"rk_live_", 0, 16, 255},
    {"rk_test_", 0, 16, 255},
    {"whsec_", token_mark, 24, 255},
    {"npm_", 0, 36, 36},                 // npm
    {"hf_", 0, 30, 64},                  // Hugging Face
    {"shpat_", 0, 32, 32},               // Shopify
    {"dop_v1_", 0, 64, 64},              // DigitalOcean
    {"xoxb-", base64url_mark, 20, 255},  // Slack
    {"xoxp-", base64url_mark, 20, 255},
    {"xoxa-", base64url_mark, 20, 255},
    {"xoxr-", base64url_mark, 20, 255},
    {"xoxs-", base64url_mark, 20, 255},
    {"xoxe-", base64url_mark, 20, 255},
    {"xapp-", base64url_mark, 20, 255},
    {"glpat-", base64url_mark, 20, 64},      // GitLab
    {"pypi-", base64url_mark, 50, 255},      // PyPI
    {"GOCSPX-", base64url_mark, 28, 28},     // Google
    {"sk-", base64url_mark, 32, 255, true},  // OpenAI and others that took its form
    {"SG.", token_mark, 60, 80},             // SendGrid
    {"AIza", base64url_mark, 35, 35},        // Google
    {"AKIA", 0, 16, 16},                     // Amazon
    {"ASIA", 0, 16, 16},
}};

// Which forms end with a character before `_`, `-` or `.`: bit i for form i.
constexpr std::array<std::uint32_t, 128> forms_by_last_letter() {
    std::array<std::uint32_t, 128> table{};
    for (std::size_t i = 0; i < key_forms.size(); ++i) {
        const std::string_view prefix = key_forms.at(i).prefix;
        if (is(prefix.back(), alphanumeric)) continue;
        table.at(static_cast<std::size_t>(prefix[prefix.size() - 2])) |= std::uint32_t{1} << i;
    }
    return table;
}

constexpr std::array<std::uint32_t, 128> marked_forms = forms_by_last_letter();

std::size_t run_end(Subject& subject, std::size_t begin, unsigned classes, std::size_t longest) {
    std::size_t end = begin;
    while (end - begin <= longest && is(subject.at(end), classes)) ++end;
    subject.work += end - begin;
    return end;
}

std::optional<Match> find_form(Subject& subject, std::size_t begin, const KeyForm& form) {
    const std::size_t from = begin + form.prefix.size();
    if (is_glued_before(subject, begin)) return std::nullopt;
    // What may hold dashes itself is read from its first part on only, so that it is read once.
    if ((form.marks & base64url_mark) != 0 && is_joined_before(subject, begin)) return std::nullopt;
    const std::size_t end = run_end(subject, from, alphanumeric | form.marks, form.longest);
    std::size_t length = end - from;
    while (length > 0 && !is(subject.text[from + length - 1], alphanumeric | underscore)) --length;
    if (length < form.shortest || length > form.longest) return std::nullopt;
    if (is_glued_after(subject, from + length)) return std::nullopt;
    const std::string_view secret = subject.text.substr(from, length);
    if (form.needs_digit && std::ranges::none_of(secret, [](char c) { return is(c, digit); }))
        return std::nullopt;
    return Match{.begin = begin, .end = from + length, .kind = Kind::api_key};
}

bool starts_with_word(std::string_view text, std::string_view lower_word) {
    return text.size() >= lower_word.size() &&
           std::ranges::equal(text.substr(0, lower_word.size()), lower_word, {}, to_lower);
}

// A word such as `authentication` may follow `Bearer` too; a token has digits, or capitals within.
bool has_form_of_token(std::string_view text) {
    if (text.size() < 8) return false;
    return std::ranges::any_of(text, [](char c) { return is(c, digit); }) ||
           std::ranges::any_of(text.substr(1), [](char c) { return is(c, upper); });
}

// RFC 7617: base64 of `user:password`. Sixty-four characters show a colon or none.
bool is_basic_credential(std::string_view text) {
    constexpr std::string_view alphabet =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::uint32_t bits = 0;
    unsigned held = 0;
    bool colon = false;
    for (const char c : text.substr(0, 64)) {
        if (c == '=') break;
        const auto value = alphabet.find(c);
        if (value == std::string_view::npos) return false;
        bits = (bits << 6U) | static_cast<std::uint32_t>(value);
        held += 6;
        if (held < 8) continue;
        held -= 8;
        const auto byte = static_cast<unsigned char>(bits >> held);
        if (byte < 0x20) return false;
        colon = colon || byte == ':';
    }
    return colon || text.size() > 64;
}

constexpr std::string_view begin_label = "-----BEGIN ";
constexpr std::string_view end_label = "-----END ";

}  // namespace

std::optional<Match> find_api_key(Subject& subject, std::size_t anchor) {
    if (subject.text[anchor] == 'A') {
        for (const KeyForm& form : key_forms) {
            if (form.prefix.front() == 'A' && subject.text.substr(anchor).starts_with(form.prefix))
                return find_form(subject, anchor, form);
        }
        return std::nullopt;
    }
    if (anchor < subject.floor + 2) return std::nullopt;
    const auto last = static_cast<unsigned char>(subject.text[anchor - 1]);
    if (last >= marked_forms.size()) return std::nullopt;
    for (std::uint32_t forms = marked_forms.at(last); forms != 0; forms &= forms - 1) {
        const KeyForm& form = key_forms.at(static_cast<std::size_t>(__builtin_ctz(forms)));
        const std::size_t end = anchor + 1;
        if (end < subject.floor + form.prefix.size()) continue;
        if (subject.text[anchor - 2] != form.prefix[form.prefix.size() - 3]) continue;
        if (!subject.text.substr(0, end).ends_with(form.prefix)) continue;
        if (auto match = find_form(subject, end - form.prefix.size(), form)) return match;
    }
    return std::nullopt;
}

std::size_t jwt_length(Subject& subject, std::size_t begin) {
    constexpr std::size_t shortest_part = 8;
    std::size_t place = begin;
    std::size_t parts = 0;
    std::size_t longest_end = begin;
    while (parts < 3) {
        const std::size_t from = place;
        while (is(subject.at(place), alphanumeric | base64url_mark)) ++place;
        const bool is_signature = parts == 2;  // may be missing: `alg` none
        if (place - from < shortest_part && !is_signature) break;
        ++parts;
        longest_end = place;
        if (subject.at(place) != '.' || parts == 3) break;
        ++place;
    }
    subject.work += place - begin;
    subject.tokens_until = place;
    return parts == 3 ? longest_end - begin : 0;
}

std::optional<Match> find_jwt(Subject& subject, std::size_t anchor) {
    if (anchor < subject.floor + 2 || anchor < subject.tokens_until) return std::nullopt;
    const std::size_t begin = anchor - 2;
    if (subject.text[begin] != 'e' || is_glued_before(subject, begin)) return std::nullopt;
    const std::size_t length = jwt_length(subject, begin);
    if (length == 0 || is_glued_after(subject, begin + length)) return std::nullopt;
    return Match{.begin = begin, .end = begin + length, .kind = Kind::jwt};
}

std::optional<Match> find_scheme_token(Subject& subject, std::size_t anchor) {
    const std::string_view rest = subject.text.substr(anchor);
    const bool is_bearer = starts_with_word(rest, "bearer ");
    if (!is_bearer && !starts_with_word(rest, "basic ")) return std::nullopt;
    if (is_glued_before(subject, anchor)) return std::nullopt;
    const std::size_t begin = anchor + (is_bearer ? 7 : 6);
    std::size_t end = begin;
    while (is(subject.at(end), alphanumeric | token_mark) && subject.at(end) != '=') ++end;
    while (subject.at(end) == '=') ++end;
    subject.work += end - begin;
    while (end > begin && is(subject.text[end - 1], token_mark) && subject.text[end - 1] != '=' &&
           subject.text[end - 1] != '-' && subject.text[end - 1] != '_')
        --end;
    const std::string_view token = subject.text.substr(begin, end - begin);
    if (token.empty() || token.starts_with("--")) return std::nullopt;
    if (is_bearer ? !has_form_of_token(token) : !is_basic_credential(token)) return std::nullopt;
    const bool is_jwt = token.starts_with("eyJ") && jwt_length(subject, begin) == token.size();
    return Match{.begin = begin, .end = end, .kind = is_jwt ? Kind::jwt : Kind::token};
}

std::optional<Match> find_url_credentials(Subject& subject, std::size_t anchor) {
    if (!subject.text.substr(anchor).starts_with("://")) return std::nullopt;
    const std::size_t begin = anchor + 3;
    std::size_t colon = 0;
    std::size_t last_at = 0;
    std::size_t end = begin;
    // A password may hold an `@` that somebody forgot to encode: the last one counts.
    for (; end < subject.text.size(); ++end) {
        const char c = subject.text[end];
        if (c == '/' || c == '?' || c == '#' || is(c, blank) || c == '"' || c == '<' || c == '>' ||
            c == '[' || c == ']')
            break;
        if (c == ':' && colon == 0) colon = end;
        if (c == '@') last_at = end;
    }
    subject.work += end - begin;
    if (colon == 0 || last_at < colon + 2) return std::nullopt;
    return Match{.begin = begin, .end = last_at, .kind = Kind::url_credentials};
}

std::optional<Match> find_private_key(Subject& subject, std::size_t anchor) {
    constexpr std::size_t longest_label = 60;
    if (anchor < subject.floor + 4) return std::nullopt;
    const std::size_t begin = anchor - 4;
    const std::string_view rest = subject.text.substr(begin);
    if (!rest.starts_with(begin_label)) return std::nullopt;
    const std::string_view label = rest.substr(begin_label.size(), longest_label);
    const auto dashes = label.find("-----");
    if (dashes == std::string_view::npos || !label.substr(0, dashes).contains("PRIVATE KEY"))
        return std::nullopt;
    const auto end = rest.find(end_label, begin_label.size() + dashes);
    if (end == std::string_view::npos)  // cut off: all that is there belongs to the key
        return Match{.begin = begin, .end = subject.text.size(), .kind = Kind::private_key};
    const std::string_view tail = rest.substr(end + end_label.size(), longest_label);
    const auto tail_dashes = tail.find("-----");
    const std::size_t length =
        end + end_label.size() + (tail_dashes == std::string_view::npos ? 0 : tail_dashes + 5);
    return Match{.begin = begin, .end = begin + length, .kind = Kind::private_key};
}

}  // namespace lectern::telemetry::scrub
