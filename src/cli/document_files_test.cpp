#include "cli/document_files.hpp"

#include <filesystem>
#include <fstream>

#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

#include "core/testing/temporary_folder.hpp"

namespace lectern::cli {
namespace {

namespace fs = std::filesystem;

class DocumentFiles : public testing::Test {
  protected:
    void write(const fs::path& name, const std::string& content = "text") const {
        fs::create_directories((folder_ / name).parent_path());
        std::ofstream(folder_ / name) << content;
    }

    std::vector<std::string> ids(const std::vector<std::string>& paths) const {
        std::vector<std::string> found;
        const auto files = find_documents(paths);
        EXPECT_TRUE(files) << files.error().message;
        if (files) {
            for (const DocumentFile& file : *files) found.push_back(file.id);
        }
        return found;
    }

    const TemporaryFolder temporary_;
    const fs::path folder_ = temporary_.path();
};

TEST_F(DocumentFiles, AreThoseOfAKnownKindBelowAFolder) {
    write("a.md");
    write("deep/er/B.PDF");
    write("image.png");
    write(".hidden/c.md");
    write(".d.md");
    EXPECT_EQ(ids({folder_.string() + "/"}), (std::vector<std::string>{"a.md", "deep/er/B.PDF"}));
}

TEST_F(DocumentFiles, MayBeOfAnyKindWhenNamed) {
    write("notes.log");
    EXPECT_EQ(ids({(folder_ / "notes.log").string()}), std::vector<std::string>{"notes.log"});
}

TEST_F(DocumentFiles, AreRefusedWhenAbsentOrAmbiguous) {
    write("a/x.md");
    write("b/x.md");
    EXPECT_EQ(find_documents({(folder_ / "none").string()}).error().code, ErrorCode::not_found);
    const auto twice = find_documents({(folder_ / "a").string(), (folder_ / "b").string()});
    EXPECT_EQ(twice.error().code, ErrorCode::invalid_argument);
}

TEST_F(DocumentFiles, BecomeLinesWithTheirBytesInBase64) {
    write("a.bin", std::string("\0\xff\n", 3));
    const auto line = document_line({.path = folder_ / "a.bin", .id = "a \"b\""});
    ASSERT_TRUE(line);
    EXPECT_TRUE(line->ends_with("\n"));
    const auto document = boost::json::parse(*line).as_object();
    EXPECT_EQ(document.at("id"), "a \"b\"");
    EXPECT_EQ(document.at("content"), "AP8K");
}

TEST_F(DocumentFiles, FailWhenTheyCannotBeRead) {
    EXPECT_EQ(
        document_line({.path = folder_ / "gone", .id = "gone"}).error().code, ErrorCode::unavailable
    );
}

}  // namespace
}  // namespace lectern::cli
