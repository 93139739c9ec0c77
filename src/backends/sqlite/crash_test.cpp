#include <csignal>
#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include "backends/sqlite/sqlite_store.hpp"
#include "core/testing/temporary_folder.hpp"
#include "ports/testing/store_suite.hpp"

namespace lectern::backends::sqlite {
namespace {

using ports::testing::must;

/// What the child was told is durable.
struct Acknowledged {
    std::set<std::string> jobs;
    std::map<std::string, domain::Version> documents;  ///< The newest version of each.

    void read_line(const std::string& line) {
        if (line.starts_with("job ")) jobs.insert(line.substr(4));
        if (!line.starts_with("document ")) return;
        const auto space = line.rfind(' ');
        domain::Version& newest = documents[line.substr(9, space - 9)];
        newest = std::max<domain::Version>(newest, std::stoull(line.substr(space + 1)));
    }
};

/// Starts the child on the folder, kills it after it has acknowledged `lines` things, and reads all
/// that it has said.
void run_and_kill(const std::filesystem::path& folder, int lines, Acknowledged& acknowledged) {
    int ends[2];
    ASSERT_EQ(::pipe(ends), 0);
    const pid_t child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
        ::dup2(ends[1], STDOUT_FILENO);
        ::close(ends[0]);
        ::close(ends[1]);
        ::execl(LECTERN_CRASH_CHILD, LECTERN_CRASH_CHILD, folder.c_str(), nullptr);
        ::_exit(127);
    }
    ::close(ends[1]);
    std::FILE* output = ::fdopen(ends[0], "r");
    std::string line;
    for (int c = std::fgetc(output); c != EOF; c = std::fgetc(output)) {
        if (c != '\n') {
            line.push_back(static_cast<char>(c));
            continue;
        }
        acknowledged.read_line(line);
        line.clear();
        if (--lines == 0) ::kill(child, SIGKILL);
    }
    std::fclose(output);
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFSIGNALED(status)) << "the child ended by itself";
}

void expect_all_there(const std::filesystem::path& folder, const Acknowledged& acknowledged) {
    const SystemClock clock;
    const RequestContext acme = ports::testing::context_of("acme");
    const auto store = must(SqliteStore::open({.folder = folder}, clock, {}));
    EXPECT_EQ(must(store->check()), std::vector<std::string>());
    const auto jobs = ports::testing::read_all(1'000, [&](const domain::PageRequest& page) {
        return store->jobs().list(acme, {}, page);
    });
    std::set<std::string> visible;
    for (const domain::Job& job : jobs) {
        visible.insert(job.id.value);
        EXPECT_EQ(job.counts.total, 3U);
        EXPECT_EQ(must(store->jobs().items(acme, job.id, std::nullopt, {})).items.size(), 3U);
    }
    for (const std::string& job : acknowledged.jobs) EXPECT_TRUE(visible.contains(job)) << job;
    for (const auto& [id, version] : acknowledged.documents) {
        const auto document = store->documents().find(acme, {{"acme"}, {"manuals"}, {id}});
        ASSERT_TRUE(document.has_value()) << id;
        EXPECT_GE(document->version, version) << id;
    }
}

TEST(Crash, KeepsWhatWasAcknowledgedAndNothingHalf) {
    const TemporaryFolder folder;
    Acknowledged acknowledged;
    std::mt19937 random(20'260'101);
    for (int round = 0; round < 20; ++round) {
        run_and_kill(folder.path(), std::uniform_int_distribution(1, 150)(random), acknowledged);
        expect_all_there(folder.path(), acknowledged);
        if (::testing::Test::HasFailure()) FAIL() << "in round " << round;
    }
    EXPECT_GT(acknowledged.jobs.size(), 100U);
    EXPECT_GT(acknowledged.documents.size(), 10U);
}

}  // namespace
}  // namespace lectern::backends::sqlite
