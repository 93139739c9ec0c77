/// The hand-made documents of tests/graphql/corpus: what its author, and the reference
/// implementation, say of each (tests/graphql/oracle/corpus.js tells the format).

#include <algorithm>
#include <filesystem>
#include <sstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "graphql/validation/testing/library.hpp"
#include "graphql/validation/validate.hpp"

namespace lectern::graphql {
namespace {

struct Sample {
    std::string verdict;
    std::string title;
    std::string text;
};

std::vector<Sample> read_samples(const std::filesystem::path& file) {
    std::vector<Sample> samples;
    std::istringstream lines(testing::read_file(file));
    for (std::string line; std::getline(lines, line);) {
        if (line.starts_with("### variables:") || line.starts_with("### operation:")) continue;
        if (line.starts_with("### ")) {
            const std::size_t colon = line.find(": ");
            samples.push_back({line.substr(4, colon - 4), line.substr(colon + 2), {}});
        } else if (!samples.empty()) {
            samples.back().text += line + "\n";
        }
    }
    return samples;
}

void check(const Sample& sample, const std::string& rule) {
    SCOPED_TRACE(rule + ": " + sample.title);
    const auto parsed = parse(sample.text);
    if (!parsed) {
        EXPECT_EQ(sample.verdict, "any") << parsed.error().message;
        return;
    }
    const auto errors = validate(testing::library(), *parsed);
    if (sample.verdict == "valid") {
        EXPECT_TRUE(errors.empty()) << errors.front().message;
    } else if (sample.verdict == "invalid") {
        EXPECT_TRUE(std::ranges::any_of(errors, [&rule](const GraphQlError& error) {
            return error.rule == rule;
        }));
    }
}

TEST(ValidationCorpus, VerdictsAreThoseOfTheAuthor) {
    std::size_t count = 0;
    for (const auto& file : std::filesystem::directory_iterator("tests/graphql/corpus")) {
        for (const Sample& sample : read_samples(file.path())) {
            check(sample, file.path().stem());
            ++count;
        }
    }
    EXPECT_GE(count, 600U);
}

}  // namespace
}  // namespace lectern::graphql
