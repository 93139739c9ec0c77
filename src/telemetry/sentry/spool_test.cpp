#include "telemetry/sentry/spool.hpp"

#include <fstream>

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "core/testing/temporary_folder.hpp"
#include "telemetry/sentry/event.hpp"

namespace lectern::telemetry::sentry {
namespace {

namespace fs = std::filesystem;

constexpr Timestamp noon{std::chrono::milliseconds{1'700'000'000'000}};

class SpoolTest : public ::testing::Test {
  protected:
    Spool open(std::uint64_t bytes = 1U << 20, std::uint64_t files = 100) {
        auto spool = Spool::open({.folder = folder_, .max_bytes = bytes, .max_files = files});
        EXPECT_TRUE(spool) << spool.error().message;
        return std::move(*spool);
    }
    static std::string take(Spool& spool) {
        auto payload = spool.read_oldest();
        spool.remove_oldest();
        return payload.value_or("(gone)");
    }

    TemporaryFolder temporary_;
    const fs::path folder_ = temporary_.path() / "spool" / "errors";
};

TEST_F(SpoolTest, KeepsEventsInOrderAndOverARestart) {
    {
        Spool spool = open();
        for (const auto* payload : {"one", "two", "three"})
            ASSERT_TRUE(spool.put(make_event_id(), payload, noon));
    }
    Spool spool = open();
    ASSERT_EQ(spool.size(), 3U);
    EXPECT_EQ(spool.bytes(), 11U);
    ASSERT_TRUE(spool.put(make_event_id(), "four", noon + std::chrono::seconds{1}));
    for (const auto* payload : {"one", "two", "three", "four"}) EXPECT_EQ(take(spool), payload);
    EXPECT_TRUE(spool.empty());
    EXPECT_EQ(spool.bytes(), 0U);
}

TEST_F(SpoolTest, TellsTheIdOfAnEventAfterARestart) {
    const std::string id = make_event_id();
    ASSERT_TRUE(open().put(id, "one", noon));
    EXPECT_EQ(open().oldest().event_id, id);
}

TEST_F(SpoolTest, LetsTheOldestMakeRoom) {
    Spool few = open(1U << 20, 2);
    ASSERT_TRUE(few.put(make_event_id(), "one", noon));
    ASSERT_TRUE(few.put(make_event_id(), "two", noon));
    EXPECT_EQ(few.put(make_event_id(), "three", noon).value(), 1U);
    EXPECT_EQ(take(few), "two");
}

TEST_F(SpoolTest, NeverHoldsMoreBytesThanItMay) {
    Spool small = open(10, 100);
    ASSERT_TRUE(small.put(make_event_id(), "12345", noon));
    ASSERT_TRUE(small.put(make_event_id(), "67890", noon));
    EXPECT_EQ(small.put(make_event_id(), "abcdefgh", noon).value(), 2U);
    EXPECT_EQ(small.bytes(), 8U);
    const auto too_large = small.put(make_event_id(), "0123456789a", noon);
    ASSERT_FALSE(too_large);
    EXPECT_EQ(too_large.error().code, ErrorCode::resource_exhausted);
    EXPECT_EQ(take(small), "abcdefgh");
}

TEST_F(SpoolTest, IsReadableForItsOwnerAlone) {
    Spool spool = open();
    ASSERT_TRUE(spool.put(make_event_id(), "one", noon));
    struct stat status{};
    ASSERT_EQ(::stat(folder_.c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777U, 0700U);
    ASSERT_EQ(::stat((folder_ / spool.oldest().name).c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777U, 0600U);
}

TEST_F(SpoolTest, LeavesFilesOfOthersAlone) {
    fs::create_directories(folder_);
    const std::string good = "1700000000000-00000000-" + std::string(32, 'a') + ".event.json";
    std::ofstream(folder_ / good) << "good";
    std::ofstream(folder_ / "notes.txt") << "notes";
    std::ofstream(folder_ / ("x" + good)) << "longer name";
    std::ofstream(folder_ / "unfinished.event.json.part") << "half";
    std::ofstream(temporary_.path() / "secret") << "secret";
    fs::create_symlink(
        temporary_.path() / "secret",
        folder_ / ("1700000000000-00000001-" + std::string(32, 'b') + ".event.json")
    );
    fs::create_directory(
        folder_ / ("1700000000000-00000002-" + std::string(32, 'c') + ".event.json")
    );
    Spool spool = open();
    ASSERT_EQ(spool.size(), 1U);
    EXPECT_EQ(take(spool), "good");
    EXPECT_TRUE(fs::exists(folder_ / "notes.txt"));
    EXPECT_FALSE(fs::exists(folder_ / "unfinished.event.json.part"));
}

TEST_F(SpoolTest, NoticesFilesThatAreGoneOrChanged) {
    Spool spool = open();
    ASSERT_TRUE(spool.put(make_event_id(), "one", noon));
    ASSERT_TRUE(spool.put(make_event_id(), "two", noon));
    fs::remove(folder_ / spool.oldest().name);
    EXPECT_EQ(take(spool), "(gone)");
    std::ofstream(folder_ / spool.oldest().name) << "something longer";
    EXPECT_EQ(take(spool), "(gone)");
    EXPECT_TRUE(spool.empty());
}

TEST_F(SpoolTest, BelongsToOneProcessAtATime) {
    const Spool first = open();
    const auto second = Spool::open({.folder = folder_});
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().code, ErrorCode::failed_precondition);
}

TEST_F(SpoolTest, SaysWhereItCannotBe) {
    std::ofstream(temporary_.path() / "file") << "a file";
    const auto spool = Spool::open({.folder = temporary_.path() / "file" / "spool"});
    ASSERT_FALSE(spool);
    EXPECT_EQ(spool.error().code, ErrorCode::unavailable);
    EXPECT_TRUE(spool.error().message.contains("file/spool"));
}

}  // namespace
}  // namespace lectern::telemetry::sentry
