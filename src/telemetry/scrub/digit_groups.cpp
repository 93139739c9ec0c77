#include "telemetry/scrub/digit_groups.hpp"

#include "telemetry/scrub/characters.hpp"

namespace lectern::telemetry::scrub {
namespace {

// How many bytes stand between a group that ends at `end` and the next digit, 0 when it is no one
// separator. `separator` says which: `(` for parentheses of any kind.
std::size_t gap(const Subject& subject, std::size_t end, char& separator) {
    const char c = subject.at(end);
    const auto digit_at = [&](std::size_t place) { return is(subject.at(place), digit); };
    separator = c;
    if ((c == ' ' || c == '-' || c == '.' || c == '/') && digit_at(end + 1)) return 1;
    separator = '(';
    if (c == ')' && digit_at(end + 1)) return 1;
    if (c == ')' && (subject.at(end + 1) == ' ' || subject.at(end + 1) == '-') && digit_at(end + 2))
        return 2;
    if (c == ' ' && subject.at(end + 1) == '(' && digit_at(end + 2)) return 2;
    return 0;
}

}  // namespace

DigitGroups::DigitGroups(const Subject& subject, std::size_t begin) {
    std::size_t place = begin;
    std::size_t digits = 0;
    while (count_ < most_groups) {
        const std::size_t from = place;
        while (is(subject.at(place), digit) && digits < most_digits) {
            digits_.at(digits++) = subject.at(place++);
        }
        if (is(subject.at(place), digit)) return;  // too many: this group does not count
        Group& group = groups_.at(count_++);
        group = {.length = place - from, .end = place, .digits = digits};
        const std::size_t skipped = gap(subject, place, group.separator);
        if (skipped == 0 || digits == most_digits) {
            group.separator = '\0';
            return;
        }
        place += skipped;
    }
}

char DigitGroups::separator(std::size_t groups) const {
    if (groups < 2) return '\0';
    const char first = groups_[0].separator;
    for (std::size_t group = 1; group + 1 < groups; ++group) {
        if (groups_.at(group).separator != first) return '*';
    }
    return first;
}

bool DigitGroups::are(std::size_t groups, std::string_view lengths) const {
    if (groups != lengths.size() || groups > count_) return false;
    for (std::size_t group = 0; group < groups; ++group) {
        if (groups_.at(group).length != static_cast<std::size_t>(lengths[group] - '0'))
            return false;
    }
    return true;
}

}  // namespace lectern::telemetry::scrub
