#include "telemetry/scrub/scrubber.hpp"

#include <optional>
#include <utility>

#include "telemetry/scrub/anchors.hpp"
#include "telemetry/scrub/characters.hpp"
#include "telemetry/scrub/detectors.hpp"
#include "telemetry/scrub/key_names.hpp"
#include "telemetry/scrub/marker.hpp"

namespace lectern::telemetry::scrub {
namespace {

// What an earlier scrubbing put there is like a match of this one: nothing is looked for within.
bool skip_marker(Subject& subject, std::size_t colon) {
    constexpr std::size_t longest_name = 16;
    std::size_t begin = colon;
    while (begin > subject.floor && colon - begin < longest_name &&
           is(subject.text[begin - 1], lower | underscore))
        --begin;
    if (begin == subject.floor || subject.text[begin - 1] != '[') return false;
    const std::size_t length = marker_length(subject.text.substr(begin - 1));
    if (length > 0) subject.floor = begin - 1 + length;
    return length > 0;
}

std::optional<Match> at_colon(Subject& subject, std::size_t anchor) {
    if (is(subject.before(anchor), lower) && skip_marker(subject, anchor)) return std::nullopt;
    if (subject.at(anchor + 1) == '/') return find_url_credentials(subject, anchor);
    if (auto match = find_assignment(subject, anchor)) return match;
    return find_ipv6(subject, anchor);
}

std::optional<Match> at_digit(Subject& subject, std::size_t anchor) {
    return is(subject.before(anchor), letter) ? find_lettered_number(subject, anchor)
                                              : find_number(subject, anchor);
}

std::optional<Match> at_dash(Subject& subject, std::size_t anchor) {
    if (subject.before(anchor) != '-') return find_api_key(subject, anchor);
    if (auto match = find_private_key(subject, anchor)) return match;
    return find_flag(subject, anchor);
}

std::optional<Match> look_at(Subject& subject, std::size_t anchor) {
    const char c = subject.text[anchor];
    if (is(c, digit)) return at_digit(subject, anchor);
    switch (c) {
        case '@':
            return find_email(subject, anchor);
        case '%':
            return subject.at(anchor + 1) == '4' ? find_email(subject, anchor)
                                                 : find_assignment(subject, anchor);
        case ':':
            return at_colon(subject, anchor);
        case '=':
        case '>':
            return find_assignment(subject, anchor);
        case '-':
            return at_dash(subject, anchor);
        case '_':
        case '.':
        case 'A':
            return find_api_key(subject, anchor);
        case 'J':
            return find_jwt(subject, anchor);
        case 'b':
        case 'B':
            return find_scheme_token(subject, anchor);
        default:
            return std::nullopt;
    }
}

// `"limit":4111111111111111` has to stay JSON: a marker in the place of a bare value is quoted.
bool is_bare_json_value(std::string_view text, const Match& match) {
    std::size_t before = match.begin;
    while (before > 0 && text[before - 1] == ' ') --before;
    if (before < 2 || text[before - 1] != ':' || text[before - 2] != '"') return false;
    if (before >= 3 && text[before - 3] == '\\') return false;
    std::size_t after = match.end;
    while (after < text.size() && text[after] == ' ') ++after;
    return after < text.size() && (text[after] == ',' || text[after] == '}');
}

void count(const std::vector<Match>& matches, KindCounts& counts) {
    for (const Match& match : matches) ++counts.at(static_cast<std::size_t>(match.kind));
}

}  // namespace

Result<Scrubber> Scrubber::create(Options options) {
    if (!options.hash_key.empty() && options.hash_key.size() < shortest_hash_key)
        return fail(ErrorCode::invalid_argument, "a hash key should have at least 16 bytes");
    Scrubber scrubber;
    scrubber.options_ = std::move(options);
    return scrubber;
}

std::vector<Match> Scrubber::find(
    std::string_view text, std::string_view key, std::string_view tenant, std::uint64_t* work
) const {
    std::vector<Match> matches;
    Subject subject{.text = text, .key = key};
    Anchors anchors(text);
    for (std::size_t anchor = anchors.next(); anchor < text.size(); anchor = anchors.next()) {
        if (anchor < subject.floor) continue;
        const auto match = look_at(subject, anchor);
        if (!match) continue;
        const std::string_view value = text.substr(match->begin, match->end - match->begin);
        if (options_.allowed.allows(match->kind, value)) continue;
        matches.push_back(*match);
        subject.floor = match->end;
    }
    options_.patterns.find(text, tenant, matches);
    if (work != nullptr) *work = subject.work;
    return matches;
}

std::string Scrubber::replace(std::string_view text, const std::vector<Match>& matches) const {
    std::string out;
    out.reserve(text.size() + 32);
    std::size_t done = 0;
    for (const Match& match : matches) {
        const std::string_view quote = is_bare_json_value(text, match) ? "\"" : "";
        out.append(text, done, match.begin - done).append(quote);
        const std::string_view value = text.substr(match.begin, match.end - match.begin);
        append_marker(out, match.kind, value, options_.hash_key);
        out.append(quote);
        done = match.end;
    }
    out.append(text, done);
    return out;
}

bool Scrubber::scrub_text(
    std::string_view text,
    std::string_view key,
    std::string_view tenant,
    std::string& out,
    KindCounts* counts
) const {
    constexpr int most_rounds = 8;
    std::vector<Match> matches = find(text, key, tenant);
    if (matches.empty()) return false;
    std::string_view current = text;
    for (int round = 0; round < most_rounds && !matches.empty(); ++round) {
        if (counts != nullptr) count(matches, *counts);
        out = replace(current, matches);
        current = out;
        matches = find(current, key, tenant);
    }
    return true;
}

bool Scrubber::scrub(
    std::string_view text, std::string& out, std::string_view tenant, KindCounts* counts
) const {
    return scrub_text(text, {}, tenant, out, counts);
}

bool Scrubber::scrub_field(
    std::string_view key,
    std::string_view value,
    std::string& out,
    std::string_view tenant,
    KindCounts* counts
) const {
    switch (rule_of_name(key)) {
        case NameRule::secret:
        case NameRule::authorization:
        case NameRule::cookie: {
            const bool is_done = value.empty() || marker_length(value) == value.size();
            if (is_done || options_.allowed.allows(Kind::secret, value)) return false;
            const std::vector<Match> whole{{.begin = 0, .end = value.size(), .kind = Kind::secret}};
            if (counts != nullptr) count(whole, *counts);
            out = replace(value, whole);
            return true;
        }
        case NameRule::query_secret:
        case NameRule::none:
            break;
    }
    return scrub_text(value, key, tenant, out, counts);
}

}  // namespace lectern::telemetry::scrub
