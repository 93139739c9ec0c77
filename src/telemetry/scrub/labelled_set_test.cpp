// Precision and recall on the set that tools/make_scrub_set.py makes at build time. It knows
// nothing of the scrubber.
#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <map>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "telemetry/scrub/scrubber.hpp"

namespace lectern::telemetry::scrub {
namespace {

struct LabelledLine {
    std::string surrounding;
    std::string text;
    std::vector<Match> labels;
};

Kind kind_of(std::string_view name) {
    return *std::ranges::find(all_kinds, name, [](Kind kind) { return to_string(kind); });
}

// U+0001 kind U+0002 value U+0003 stand around what is to be found.
LabelledLine parse(const std::string& line) {
    const auto tab = line.find('\t');
    LabelledLine parsed{.surrounding = line.substr(0, tab), .text = {}, .labels = {}};
    std::size_t place = tab + 1;
    while (place < line.size()) {
        const auto open = std::min(line.find('\x01', place), line.size());
        parsed.text.append(line, place, open - place);
        if (open == line.size()) break;
        const auto middle = line.find('\x02', open);
        const auto close = line.find('\x03', middle);
        const std::size_t begin = parsed.text.size();
        parsed.text.append(line, middle + 1, close - middle - 1);
        parsed.labels.push_back(
            {begin, parsed.text.size(), kind_of(line.substr(open + 1, middle - open - 1))}
        );
        place = close + 1;
    }
    return parsed;
}

std::vector<LabelledLine> labelled_lines() {
    const char* chosen = std::getenv("LECTERN_SCRUB_SET");  // to look at other seeds
    std::ifstream file(chosen != nullptr ? chosen : LECTERN_SCRUB_SET_FILE);
    std::vector<LabelledLine> lines;
    for (std::string line; std::getline(file, line);) lines.push_back(parse(line));
    return lines;
}

struct Count {
    std::size_t labelled = 0;
    std::size_t found = 0;
    std::size_t right = 0;

    double precision() const {
        return found == 0 ? 1 : static_cast<double>(right) / static_cast<double>(found);
    }
    double recall() const {
        return labelled == 0 ? 1 : static_cast<double>(right) / static_cast<double>(labelled);
    }
};

struct Counts {
    std::map<std::string, Count> by_kind;
    std::map<std::string, Count> by_surrounding;
    Count total;

    void add(const std::string& surrounding, Kind kind, std::size_t Count::* what) {
        ++(by_kind[std::string(to_string(kind))].*what);
        ++(by_surrounding[surrounding].*what);
        ++(total.*what);
    }
};

// Right is only a match of the same kind with the same first and last byte.
Counts count(const std::vector<LabelledLine>& lines) {
    const Scrubber scrubber;
    const bool tell = std::getenv("LECTERN_SCRUB_SHOW") != nullptr;
    Counts counts;
    for (const LabelledLine& line : lines) {
        const std::vector<Match> found = scrubber.find(line.text);
        for (const Match& label : line.labels)
            counts.add(line.surrounding, label.kind, &Count::labelled);
        for (const Match& match : found) {
            counts.add(line.surrounding, match.kind, &Count::found);
            if (std::ranges::find(line.labels, match) != line.labels.end())
                counts.add(line.surrounding, match.kind, &Count::right);
        }
        if (tell && found != line.labels)
            fmt::print(
                "wanted {}\ngot    {}\n",
                scrubber.replace(line.text, line.labels),
                scrubber.replace(line.text, found)
            );
    }
    return counts;
}

void print(const std::string& name, const Count& count) {
    fmt::print(
        "{:16} {:8} {:8} {:10.4f} {:8.4f}\n",
        name,
        count.labelled,
        count.found,
        count.precision(),
        count.recall()
    );
}

TEST(LabelledSet, IsLargeAndOfTwelveKinds) {
    const auto lines = labelled_lines();
    const Counts counts = count(lines);
    EXPECT_GE(lines.size(), 5000U);
    EXPECT_EQ(counts.by_kind.size(), 12U);
    for (const auto& [kind, of_kind] : counts.by_kind) EXPECT_GE(of_kind.labelled, 300U) << kind;
    const auto without =
        std::ranges::count_if(lines, [](const auto& line) { return line.labels.empty(); });
    EXPECT_GE(without, 1500);
}

TEST(LabelledSet, IsFoundWithPrecisionAndRecallOf98Percent) {
    const Counts counts = count(labelled_lines());
    fmt::print(
        "{:16} {:>8} {:>8} {:>10} {:>8}\n", "kind", "labelled", "found", "precision", "recall"
    );
    for (const auto& [kind, of_kind] : counts.by_kind) {
        print(kind, of_kind);
        EXPECT_GE(of_kind.precision(), 0.98) << kind;
        EXPECT_GE(of_kind.recall(), 0.98) << kind;
    }
    for (const auto& [surrounding, in_it] : counts.by_surrounding) print(surrounding, in_it);
    print("total", counts.total);
    EXPECT_GE(counts.total.precision(), 0.98);
    EXPECT_GE(counts.total.recall(), 0.98);
}

}  // namespace
}  // namespace lectern::telemetry::scrub
