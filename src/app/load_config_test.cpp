#include "app/load_config.hpp"

#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

#include "core/testing/temporary_folder.hpp"

namespace lectern::app {
namespace {

class LoadConfig : public testing::Test {
  protected:
    std::string file(const std::string& text) const {
        const std::filesystem::path path = folder_.path() / "lectern.toml";
        std::ofstream(path) << text;
        return path.string();
    }

    static std::string failure(const ConfigSources& sources) {
        const auto config = load_config(sources);
        EXPECT_FALSE(config);
        return config ? std::string() : config.error().message;
    }

    TemporaryFolder folder_;
};

TEST_F(LoadConfig, HasDefaults) {
    const auto config = load_config({});
    ASSERT_TRUE(config);
    EXPECT_EQ(config->http.listen, "127.0.0.1:8080");
    EXPECT_EQ(config->http.header_timeout, std::chrono::seconds{10});
    EXPECT_EQ(config->ingest.max_document_bytes, 64U << 20);
    EXPECT_TRUE(config->datasets.create_on_ingest);
}

TEST_F(LoadConfig, PrefersTheCommandLineToTheEnvironmentToTheFile) {
    const ConfigSources sources{
        .file =
            file("[http]\nlisten = \"127.0.0.1:1\"\nrequest_threads = 1\nmax_connections = 1\n"),
        .environment =
            {{"LECTERN_HTTP_LISTEN", "127.0.0.1:2"}, {"LECTERN_HTTP_REQUEST_THREADS", "2"}},
        .settings = {{"http.listen", "127.0.0.1:3"}},
    };
    const auto config = load_config(sources);
    ASSERT_TRUE(config) << config.error().message;
    EXPECT_EQ(config->http.listen, "127.0.0.1:3");
    EXPECT_EQ(config->http.request_threads, 2U);
    EXPECT_EQ(config->http.max_connections, 1U);
}

TEST_F(LoadConfig, ReadsSectionsWithinSections) {
    const auto config = load_config({
        .file = file("[auth]\nmode = \"required\"\n[auth.jwt]\nissuer = \"https://id.example\"\n"),
        .environment = {{"LECTERN_AUTH_JWT_AUDIENCE", "lectern"}},
    });
    ASSERT_TRUE(config) << config.error().message;
    EXPECT_EQ(config->auth.mode, "required");
    EXPECT_EQ(config->auth.jwt.issuer, "https://id.example");
    EXPECT_EQ(config->auth.jwt.audience, "lectern");
    EXPECT_NE(
        failure({.file = file("[auth.jwt]\nsecret = \"x\"\n")}).find("auth.jwt.secret"),
        std::string::npos
    );
}

TEST_F(LoadConfig, ReadsEveryKindFromAFile) {
    const auto config = load_config(
        {.file = file("[http]\nbody_timeout = \"250ms\"\n"
                      "[extraction]\nmemory = \"1KiB\"\n"
                      "[datasets]\ncreate_on_ingest = false\n")}
    );
    ASSERT_TRUE(config) << config.error().message;
    EXPECT_EQ(config->http.body_timeout, std::chrono::milliseconds{250});
    EXPECT_EQ(config->extraction.memory, 1024U);
    EXPECT_FALSE(config->datasets.create_on_ingest);
}

TEST_F(LoadConfig, SaysWhereAnUnknownNameStands) {
    const std::string path = file("[http]\n\nlisen = \"x\"\n");
    EXPECT_EQ(failure({.file = path}), path + ":3: there is no setting http.lisen");
    EXPECT_EQ(
        failure({.environment = {{"LECTERN_HTTP_LISEN", "x"}}}),
        "environment: there is no setting LECTERN_HTTP_LISEN"
    );
    EXPECT_EQ(
        failure({.settings = {{"http.lisen", "x"}}}), "command line: there is no setting http.lisen"
    );
}

TEST_F(LoadConfig, SaysWhatAValueShouldBe) {
    const std::string path = file("[log]\nlevel = \"loud\"\n");
    EXPECT_EQ(
        failure({.file = path}), path + ":2: log.level should be one of debug, info, warning, error"
    );
    EXPECT_EQ(
        failure({.environment = {{"LECTERN_INGEST_WORKERS", "many"}}}),
        "environment: LECTERN_INGEST_WORKERS: ingest.workers should be a whole number from 0 to 256"
    );
    EXPECT_TRUE(failure({.file = file("[http]\nlisten = [1]\n")}).contains("should be a string"));
}

TEST_F(LoadConfig, RefusesAFileThatIsAbsentOrBroken) {
    EXPECT_TRUE(failure({.file = (folder_.path() / "none.toml").string()}).contains("none.toml"));
    EXPECT_TRUE(failure({.file = file("[http\n")}).contains(":1:"));
    EXPECT_TRUE(
        failure({.file = file("listen = \"x\"\n")}).contains("listen stands outside of a section")
    );
}

TEST_F(LoadConfig, LeavesVariablesOfTheScriptsAlone) {
    EXPECT_TRUE(
        load_config({.environment = {{"LECTERN_CACHE", "/tmp"}, {"LECTERN_URL", "http://x"}}})
    );
}

}  // namespace
}  // namespace lectern::app
