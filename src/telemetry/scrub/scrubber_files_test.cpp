#include "telemetry/scrub/scrubber_files.hpp"

#include <fstream>
#include <string>

#include <gtest/gtest.h>

#include "core/testing/temporary_folder.hpp"

namespace lectern::telemetry::scrub {
namespace {

class ScrubberFilesTest : public ::testing::Test {
  protected:
    std::string write(const std::string& name, const std::string& text) {
        const std::string path = (folder_.path() / name).string();
        std::ofstream(path, std::ios::binary) << text;
        return path;
    }

  private:
    TemporaryFolder folder_;
};

TEST_F(ScrubberFilesTest, MakeAScrubberOfAllThree) {
    const auto scrubber = load_scrubber(
        {.hash_key = write("key", "0123456789abcdef\n"),
         .allow = write("allow", "@example.com\n"),
         .patterns = write("patterns", "* EMP-[0-9]+\n")}
    );
    ASSERT_TRUE(scrubber) << scrubber.error().message;
    std::string out;
    EXPECT_FALSE(scrubber->scrub("anna@example.com", out));
    ASSERT_TRUE(scrubber->scrub("EMP-7", out));
    EXPECT_TRUE(out.starts_with("[custom:")) << out;
}

TEST_F(ScrubberFilesTest, AreAllOptional) { EXPECT_TRUE(load_scrubber({})); }

TEST_F(ScrubberFilesTest, AreNamedWhenTheyAreWrong) {
    const std::string key = write("key", "short\n");
    const auto with_key = load_scrubber({.hash_key = key, .allow = {}, .patterns = {}});
    ASSERT_FALSE(with_key);
    EXPECT_EQ(with_key.error().message, key + ": a hash key should have at least 16 bytes");
    const std::string allow = write("allow", "\n/(/\n");
    const auto with_allow = load_scrubber({.hash_key = {}, .allow = allow, .patterns = {}});
    ASSERT_FALSE(with_allow);
    EXPECT_TRUE(with_allow.error().message.starts_with(allow + ": line 2: "));
    EXPECT_FALSE(load_scrubber({.hash_key = {}, .allow = allow + ".absent", .patterns = {}}));
}

}  // namespace
}  // namespace lectern::telemetry::scrub
