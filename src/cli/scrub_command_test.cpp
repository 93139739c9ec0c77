#include "cli/scrub_command.hpp"

#include <cstdio>
#include <fstream>
#include <string>

#include <gtest/gtest.h>

#include "core/testing/temporary_folder.hpp"

namespace lectern::cli {
namespace {

class ScrubCommandTest : public ::testing::Test {
  protected:
    std::string path(const std::string& name) const { return (folder_.path() / name).string(); }

    void write(const std::string& name, const std::string& text) const {
        std::ofstream(path(name), std::ios::binary) << text;
    }

    // What comes out for this input.
    std::string filtered(const std::string& input, const ScrubArguments& arguments = {}) {
        write("in", input);
        std::FILE* in = std::fopen(path("in").c_str(), "rb");
        std::FILE* out = std::fopen(path("out").c_str(), "wb");
        exit_code_ = scrub(arguments, ::fileno(in), ::fileno(out));
        std::fclose(in);
        std::fclose(out);
        std::ifstream file(path("out"), std::ios::binary);
        return {std::istreambuf_iterator<char>(file), {}};
    }

    int exit_code_ = -1;

  private:
    TemporaryFolder folder_;
};

TEST_F(ScrubCommandTest, FiltersTextAndJsonLineByLine) {
    EXPECT_EQ(
        filtered("to anna@example.com\r\n{\"a\":\"anna\\u0040example.com\"}\n\nlast 192.0.2.1"),
        "to [redacted:email]\r\n{\"a\":\"[redacted:email]\"}\n\nlast [redacted:ip]"
    );
    EXPECT_EQ(exit_code_, 0);
}

TEST_F(ScrubCommandTest, FindsWhatStandsAcrossTwoReads) {
    const std::string padding(65'530, 'x');
    EXPECT_EQ(filtered(padding + " anna@example.com\n"), padding + " [redacted:email]\n");
}

TEST_F(ScrubCommandTest, TakesItsFiles) {
    write("key", "0123456789abcdef");
    write("allow", "@example.org\n");
    write("patterns", "acme EMP-[0-9]+\n");
    const std::string out = filtered(
        "a@example.org b@example.com EMP-7\n",
        {.hash_key_file = path("key"),
         .allow_file = path("allow"),
         .patterns_file = path("patterns"),
         .tenant = "acme"}
    );
    EXPECT_TRUE(out.starts_with("a@example.org [email:")) << out;
    EXPECT_TRUE(out.contains(" [custom:")) << out;
}

TEST_F(ScrubCommandTest, RefusesFilesThatCannotBe) {
    EXPECT_EQ(filtered("x\n", {.allow_file = path("absent")}), "");
    EXPECT_EQ(exit_code_, 2);
}

TEST_F(ScrubCommandTest, FailsWhenItCannotReadOrWrite) {
    EXPECT_EQ(scrub({}, -1, 1), 1);
    write("in", "line\n");
    std::FILE* in = std::fopen(path("in").c_str(), "rb");
    EXPECT_EQ(scrub({}, ::fileno(in), -1), 1);
    std::fclose(in);
}

}  // namespace
}  // namespace lectern::cli
