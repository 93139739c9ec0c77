#include <fstream>
#include <random>

#include <gtest/gtest.h>

#include "core/testing/temporary_folder.hpp"
#include "index/brute_force.hpp"
#include "index/index.hpp"

namespace lectern::index {
namespace {

using brute_force::Generator;
namespace fs = std::filesystem;

constexpr IndexOptions options{
    .dimensions = 4,
    .graph_from = 20,
    .graph = {.degree = 4, .build_candidates = 16},
    .merges = {.fan_in = 2}
};

std::string read(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

void write(const fs::path& path, const std::string& bytes) {
    std::ofstream(path, std::ios::binary) << bytes;
}

void copy_folder(const fs::path& from, const fs::path& to) {
    fs::remove_all(to);
    fs::copy(from, to, fs::copy_options::recursive);
}

std::map<std::string, std::uint64_t> held_in(const fs::path& folder) {
    const auto index = Index::open(folder, options);
    if (!index) return {{index.error().message, 0}};
    std::map<std::string, std::uint64_t> held;
    for (const HeldDocument& each : (*index)->snapshot()->documents())
        held[each.id.value] = each.version;
    return held;
}

class DurabilityTest : public testing::Test {
  protected:
    // Puts documents numbered [from, to) in as version `version` and flushes.
    static void fill(
        const fs::path& folder, std::uint32_t from, std::uint32_t to, std::uint64_t version
    ) {
        auto index = Index::open(folder, options);
        ASSERT_TRUE(index);
        Generator generator(version, options.dimensions);
        std::vector<Change> changes;
        for (std::uint32_t i = from; i < to; ++i) {
            const std::string id = "d" + std::to_string(i);
            changes.push_back(
                {.sequence = version, .id = id, .document = generator.document(id, version)}
            );
        }
        ASSERT_TRUE((*index)->apply(changes));
        ASSERT_TRUE((*index)->flush(version));
    }

    static void merge(const fs::path& folder) {
        auto index = Index::open(folder, options);
        ASSERT_TRUE(index);
        const auto merged = (*index)->merge_once();
        ASSERT_TRUE(merged);
        ASSERT_TRUE(*merged);
    }

    // Every state that a crash between `before` and `after` may leave: new segment files in part or
    // whole, the new manifest beside the old in part or whole. All of them are to reopen as
    // `before`.
    void check_all_crashes(const fs::path& before, const fs::path& after) {
        const auto expected = held_in(before);
        std::vector<fs::path> added;
        for (const auto& entry : fs::directory_iterator(after)) {
            if (!fs::exists(before / entry.path().filename())) added.push_back(entry.path());
        }
        ASSERT_EQ(added.size(), 1U);
        const std::string segment = read(added[0]);
        const std::string manifest = read(after / "manifest");
        const fs::path crashed = folder_.path() / "crashed";
        for (std::size_t length = 0; length <= segment.size(); length += 1 + length / 2) {
            copy_folder(before, crashed);
            write(crashed / added[0].filename(), segment.substr(0, length));
            EXPECT_EQ(held_in(crashed), expected) << "segment cut to " << length;
            EXPECT_FALSE(fs::exists(crashed / added[0].filename()));
        }
        for (std::size_t length = 0; length <= manifest.size(); length += 5) {
            copy_folder(before, crashed);
            write(crashed / added[0].filename(), segment);
            write(crashed / "manifest.tmp", manifest.substr(0, length));
            EXPECT_EQ(held_in(crashed), expected) << "manifest cut to " << length;
            EXPECT_FALSE(fs::exists(crashed / "manifest.tmp"));
        }
    }

    TemporaryFolder folder_;
};

TEST_F(DurabilityTest, ACrashAnywhereInAFlushLeavesThePreviousState) {
    const fs::path live = folder_.path() / "live";
    fill(live, 0, 20, 1);
    const fs::path before = folder_.path() / "before";
    copy_folder(live, before);
    fill(live, 10, 30, 2);
    check_all_crashes(before, live);
    const auto held = held_in(live);
    EXPECT_EQ(held.size(), 30U);
    EXPECT_EQ(held.at("d5"), 1U);
    EXPECT_EQ(held.at("d15"), 2U);
}

TEST_F(DurabilityTest, ACrashAnywhereInAMergeLeavesWhatIsHeldAsItIs) {
    const fs::path live = folder_.path() / "live";
    fill(live, 0, 20, 1);
    fill(live, 10, 30, 2);
    const fs::path before = folder_.path() / "before";
    copy_folder(live, before);
    const auto held = held_in(live);
    merge(live);
    check_all_crashes(before, live);
    EXPECT_EQ(held_in(live), held);
    // The manifest is new but the files that it replaced are still there.
    const fs::path crashed = folder_.path() / "crashed";
    copy_folder(before, crashed);
    for (const auto& entry : fs::directory_iterator(live)) {
        fs::copy(entry.path(), crashed, fs::copy_options::overwrite_existing);
    }
    EXPECT_EQ(held_in(crashed), held);
    EXPECT_EQ(std::distance(fs::directory_iterator(crashed), fs::directory_iterator()), 2);
}

TEST_F(DurabilityTest, WhatWasNotFlushedIsGoneAndTheFloorSaysSo) {
    const fs::path live = folder_.path() / "live";
    fill(live, 0, 5, 1);
    {
        auto index = Index::open(live, options);
        ASSERT_TRUE(index);
        const std::vector<Change> changes{
            {.sequence = 2, .id = "d0", .document = Document{.id = "d0", .version = 2}},
            {.sequence = 3, .id = "d1"}
        };
        ASSERT_TRUE((*index)->apply(changes));
    }
    const auto index = Index::open(live, options);
    ASSERT_TRUE(index);
    EXPECT_EQ((*index)->floor(), 1U);
    EXPECT_EQ((*index)->snapshot()->find("d0")->version, 1U);
    EXPECT_TRUE((*index)->snapshot()->find("d1"));
}

std::span<const std::byte> bytes_of(const std::string& text) {
    return std::as_bytes(std::span(text));
}

// Opens the index with one byte of one file changed, or the file cut there.
void expect_noticed(
    const fs::path& folder, const fs::path& file, const std::string& good, std::size_t at
) {
    std::string bad = good;
    bad[at] = static_cast<char>(bad[at] ^ 0x20);
    write(file, bad);
    const auto changed = Index::open(folder, options);
    ASSERT_FALSE(changed) << file << " byte " << at;
    EXPECT_EQ(changed.error().code, ErrorCode::internal);
    EXPECT_NE(changed.error().message.find("damaged"), std::string::npos)
        << changed.error().message;
    EXPECT_EQ(Index::find_faults(folder).size(), 1U);
    write(file, good.substr(0, at));
    EXPECT_FALSE(Index::open(folder, options)) << file << " cut at " << at;
}

void expect_every_byte_noticed(const std::string& good) {
    EXPECT_EQ(Segment::find_fault(bytes_of(good)), std::nullopt);
    std::string bad = good;
    for (std::size_t at = 0; at < good.size(); ++at) {
        bad[at] = static_cast<char>(bad[at] ^ 1);
        EXPECT_TRUE(Segment::find_fault(bytes_of(bad))) << "byte " << at;
        bad[at] = good[at];
        EXPECT_TRUE(Segment::find_fault(bytes_of(good.substr(0, at)))) << "cut at " << at;
    }
}

TEST_F(DurabilityTest, EveryDamagedByteIsNoticedWhereverItLies) {
    const fs::path live = folder_.path() / "live";
    fill(live, 0, 30, 1);
    fill(live, 10, 15, 2);
    merge(live);
    fill(live, 0, 3, 3);
    std::size_t files = 0;
    for (const auto& entry : fs::directory_iterator(live)) {
        const std::string good = read(entry.path());
        ++files;
        for (std::size_t at = 0; at < good.size(); at += 1 + good.size() / 9) {
            expect_noticed(live, entry.path(), good, at);
        }
        write(entry.path(), good);
        if (entry.path().extension() == ".seg") expect_every_byte_noticed(good);
    }
    EXPECT_EQ(files, 3U);
    EXPECT_EQ(held_in(live).size(), 30U);
}

TEST_F(DurabilityTest, AMissingFileIsNamed) {
    const fs::path live = folder_.path() / "live";
    fill(live, 0, 3, 1);
    fs::remove(live / "1.seg");
    const auto index = Index::open(live, options);
    ASSERT_FALSE(index);
    EXPECT_EQ(index.error().message, "index file 1.seg is missing");
}

TEST_F(DurabilityTest, AnotherIndexesFileIsNotTakenForItsOwn) {
    fill(folder_.path() / "one", 0, 3, 1);
    fill(folder_.path() / "two", 0, 3, 2);
    fs::copy(
        folder_.path() / "two/1.seg",
        folder_.path() / "one/1.seg",
        fs::copy_options::overwrite_existing
    );
    const auto index = Index::open(folder_.path() / "one", options);
    ASSERT_FALSE(index);
    EXPECT_EQ(index.error().message, "index file 1.seg is damaged: it is not the one written");
}

TEST_F(DurabilityTest, AFailedFlushLosesNothing) {
    const fs::path live = folder_.path() / "live";
    auto index = Index::open(live, options);
    ASSERT_TRUE(index);
    const std::vector<Change> changes{
        {.sequence = 1, .id = "a", .document = Document{.id = "a", .version = 1}}
    };
    ASSERT_TRUE((*index)->apply(changes));
    fs::rename(live, folder_.path() / "away");
    EXPECT_FALSE((*index)->flush(1));
    EXPECT_EQ((*index)->floor(), 0U);
    EXPECT_TRUE((*index)->snapshot()->find("a"));
    fs::rename(folder_.path() / "away", live);
    ASSERT_TRUE((*index)->flush(1));
    index->reset();
    EXPECT_EQ(held_in(live).size(), 1U);
}

// A manifest that could not be written is written by the next flush, though nothing changed in
// between.
TEST_F(DurabilityTest, AFailedManifestIsMadeUpFor) {
    const fs::path live = folder_.path() / "live";
    auto index = Index::open(live, options);
    ASSERT_TRUE(index);
    const std::vector<Change> changes{
        {.sequence = 1, .id = "a", .document = Document{.id = "a", .version = 1}}
    };
    ASSERT_TRUE((*index)->apply(changes));
    fs::create_directories(live / "manifest.tmp" / "in the way");
    EXPECT_FALSE((*index)->flush(1));
    fs::remove_all(live / "manifest.tmp");
    ASSERT_TRUE((*index)->flush(1));
    index->reset();
    EXPECT_EQ(held_in(live).size(), 1U);
}

}  // namespace
}  // namespace lectern::index
