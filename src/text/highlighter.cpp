#include "text/highlighter.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>

#include "core/utf8.hpp"
#include "text/ascii_space.hpp"

namespace lectern::text {
namespace {

struct Match {
    std::size_t begin = 0;
    std::size_t end = 0;
    std::uint32_t term = 0;
};

// Matches `first` to `last`, both included.
struct Window {
    std::size_t first = 0;
    std::size_t last = 0;
    std::size_t distinct = 0;

    std::size_t size() const { return last - first + 1; }
};

std::vector<Match> find_matches(
    std::string_view utf8, const std::vector<std::string>& terms, const Analyzer& analyzer
) {
    std::vector<Match> matches;
    for (const Token& token : analyzer.analyze(utf8)) {
        const auto term = std::ranges::find(terms, token.term);
        if (term != terms.end()) {
            matches.push_back(
                {token.begin, token.end, static_cast<std::uint32_t>(term - terms.begin())}
            );
        }
    }
    return matches;
}

bool is_better(const Window& a, const Window& b) {
    return a.distinct != b.distinct ? a.distinct > b.distinct : a.size() > b.size();
}

bool comes_before(const Window& a, const Window& b) {
    return is_better(a, b) || (!is_better(b, a) && a.first < b.first);
}

// Of the matches from `begin` to before `end`, those that fit into one snippet and say most.
std::optional<Window> find_best_window(
    const std::vector<Match>& matches,
    std::size_t begin,
    std::size_t end,
    std::size_t terms,
    std::size_t bytes
) {
    std::optional<Window> best;
    std::vector<std::uint32_t> seen(terms, 0);
    Window window{begin, begin, 0};
    for (std::size_t next = begin; next < end; ++next) {
        if (seen[matches[next].term]++ == 0) ++window.distinct;
        window.last = next;
        while (window.first < next && matches[next].end - matches[window.first].begin > bytes) {
            if (--seen[matches[window.first].term] == 0) --window.distinct;
            ++window.first;
        }
        if (!best || is_better(window, *best)) best = window;
    }
    return best;
}

// The next bound of a word at or behind `i` but before `limit`; without one, the start of a
// character.
std::size_t snap_forward(std::string_view text, std::size_t i, std::size_t limit) {
    const std::size_t start = i;
    while (i < limit && i > 0 && !is_ascii_space(text[i - 1])) ++i;
    if (i < limit || i == 0) return i;
    std::size_t cut = character_start(text, start);
    if (cut < start) next_character(text, cut);
    return std::min(cut, limit);
}

std::size_t snap_back(std::string_view text, std::size_t i, std::size_t limit) {
    const std::size_t start = i;
    while (i > limit && i < text.size() && !is_ascii_space(text[i])) --i;
    if (i > limit || i == text.size()) return i;
    return std::max(character_start(text, start), limit);
}

// Cuts the window out of the text with what room there is left on both sides, down to `floor` and
// up to `ceiling`.
Snippet cut_out(
    std::string_view utf8,
    const std::vector<Match>& matches,
    const Window& window,
    std::size_t floor,
    std::size_t ceiling,
    std::size_t bytes
) {
    const std::size_t first = matches[window.first].begin;
    const std::size_t last = matches[window.last].end;
    const std::size_t room = bytes - std::min(bytes, last - first);
    std::size_t before = std::min(room / 2, first - floor);
    const std::size_t after = std::min(room - before, ceiling - last);
    before = std::min(room - after, first - floor);

    std::size_t begin = snap_forward(utf8, first - before, first);
    std::size_t end = snap_back(utf8, last + after, last);
    trim_range(utf8, begin, end);

    Snippet snippet{.text = std::string(utf8.substr(begin, end - begin))};
    for (std::size_t i = window.first; i <= window.last; ++i) {
        snippet.matches.push_back({matches[i].begin - begin, matches[i].end - begin});
    }
    return snippet;
}

// A stretch between snippets: its matches and its bytes.
struct Gap {
    std::size_t first = 0;
    std::size_t end = 0;
    std::size_t floor = 0;
    std::size_t ceiling = 0;
};

// Without the matches that a snippet beside it cut into.
Gap make_gap(
    const std::vector<Match>& matches,
    std::size_t first,
    std::size_t end,
    std::size_t floor,
    std::size_t ceiling
) {
    while (first < end && matches[first].begin < floor) ++first;
    while (first < end && matches[end - 1].end > ceiling) --end;
    return {first, end, floor, ceiling};
}

}  // namespace

std::vector<Snippet> highlight(
    std::string_view utf8,
    const std::vector<std::string>& terms,
    const Analyzer& analyzer,
    const HighlightOptions& options
) {
    const std::vector<Match> matches = find_matches(utf8, terms, analyzer);
    std::vector<Snippet> snippets;
    std::vector<Gap> gaps{{0, matches.size(), 0, utf8.size()}};
    while (snippets.size() < options.max_snippets) {
        std::optional<Window> best;
        std::size_t best_gap = 0;
        for (std::size_t i = 0; i < gaps.size(); ++i) {
            const auto window = find_best_window(
                matches, gaps[i].first, gaps[i].end, terms.size(), options.snippet_bytes
            );
            if (!window || (best && !comes_before(*window, *best))) continue;
            best = window;
            best_gap = i;
        }
        if (!best) break;
        const Gap gap = gaps[best_gap];
        snippets.push_back(
            cut_out(utf8, matches, *best, gap.floor, gap.ceiling, options.snippet_bytes)
        );
        const std::size_t begin =
            matches[best->first].begin - snippets.back().matches.front().begin;
        const std::size_t end = begin + snippets.back().text.size();
        gaps[best_gap] = make_gap(matches, gap.first, best->first, gap.floor, begin);
        gaps.push_back(make_gap(matches, best->last + 1, gap.end, end, gap.ceiling));
    }
    return snippets;
}

}  // namespace lectern::text
