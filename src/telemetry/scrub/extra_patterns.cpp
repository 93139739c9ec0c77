#include "telemetry/scrub/extra_patterns.hpp"

#include <algorithm>

#include "telemetry/scrub/expression.hpp"
#include "telemetry/scrub/marker.hpp"

namespace lectern::telemetry::scrub {
namespace {

Result<void> add_line(
    std::string_view line,
    std::map<std::string, std::vector<std::unique_ptr<re2::RE2>>, std::less<>>& by_tenant
) {
    const auto blank = line.find(' ');
    if (blank == std::string_view::npos || blank == 0)
        return fail(ErrorCode::invalid_argument, "should be a tenant or *, a blank, an expression");
    auto& expressions = by_tenant[std::string(line.substr(0, blank))];
    if (expressions.size() >= max_expressions)
        return fail(ErrorCode::invalid_argument, "there are more than 64 of one tenant");
    auto compiled = compile_expression(line.substr(blank + 1));
    if (!compiled) return fail(compiled);
    expressions.push_back(std::move(*compiled));
    return {};
}

// Every marker of a text, as something not to be touched.
std::vector<Match> markers_in(std::string_view text) {
    std::vector<Match> markers;
    for (auto at = text.find('['); at != std::string_view::npos; at = text.find('[', at + 1)) {
        const std::size_t length = marker_length(text.substr(at));
        if (length > 0) markers.push_back({.begin = at, .end = at + length});
    }
    return markers;
}

bool overlaps(const std::vector<Match>& matches, const Match& match) {
    const auto after = std::ranges::upper_bound(matches, match.begin, {}, &Match::end);
    return after != matches.end() && after->begin < match.end;
}

void find_all(
    const re2::RE2& expression,
    std::string_view text,
    const std::vector<Match>& markers,
    std::vector<Match>& matches
) {
    const re2::StringPiece piece(text.data(), text.size());
    std::vector<Match> added;
    re2::StringPiece hit;
    std::size_t place = 0;
    while (place < text.size() &&
           expression.Match(piece, place, text.size(), re2::RE2::UNANCHORED, &hit, 1)) {
        const auto begin = static_cast<std::size_t>(hit.data() - text.data());
        const Match match{.begin = begin, .end = begin + hit.size(), .kind = Kind::custom};
        place = std::max(match.end, match.begin + 1);
        if (!hit.empty() && !overlaps(matches, match) && !overlaps(markers, match))
            added.push_back(match);
    }
    const auto middle = static_cast<std::ptrdiff_t>(matches.size());
    matches.insert(matches.end(), added.begin(), added.end());
    std::ranges::inplace_merge(matches, matches.begin() + middle, {}, &Match::begin);
}

}  // namespace

ExtraPatterns::ExtraPatterns() = default;
ExtraPatterns::~ExtraPatterns() = default;
ExtraPatterns::ExtraPatterns(ExtraPatterns&&) noexcept = default;
ExtraPatterns& ExtraPatterns::operator=(ExtraPatterns&&) noexcept = default;

Result<ExtraPatterns> ExtraPatterns::parse(std::string_view text) {
    ExtraPatterns patterns;
    std::size_t number = 0;
    while (!text.empty()) {
        const auto end = std::min(text.find('\n'), text.size());
        std::string_view line = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        ++number;
        if (line.ends_with('\r')) line.remove_suffix(1);
        if (line.empty() || line.starts_with('#')) continue;
        if (auto added = add_line(line, patterns.by_tenant_); !added) {
            return fail(
                ErrorCode::invalid_argument,
                "line " + std::to_string(number) + ": " + added.error().message
            );
        }
    }
    return patterns;
}

void ExtraPatterns::find(
    std::string_view text, std::string_view tenant, std::vector<Match>& matches
) const {
    if (by_tenant_.empty()) return;
    const std::vector<Match> markers = markers_in(text);
    for (const std::string_view name : {std::string_view("*"), tenant}) {
        const auto found = by_tenant_.find(name);
        if (found == by_tenant_.end()) continue;
        for (const auto& expression : found->second) find_all(*expression, text, markers, matches);
        if (tenant == "*") break;
    }
}

}  // namespace lectern::telemetry::scrub
