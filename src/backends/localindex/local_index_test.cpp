#include "backends/localindex/local_index.hpp"

#include <fstream>

#include <gtest/gtest.h>

#include "backends/localindex/names.hpp"
#include "backends/localindex/text_record.hpp"
#include "core/testing/temporary_folder.hpp"

namespace lectern::backends::localindex {
namespace {

namespace fs = std::filesystem;

// Keeps the messages and the values of their fields.
class RecordingLog final : public telemetry::LogSink {
  public:
    bool is_enabled(telemetry::LogLevel) const override { return true; }
    void write(
        telemetry::LogLevel,
        const RequestContext*,
        std::string_view message,
        std::span<const telemetry::Field> fields
    ) override {
        std::string line(message);
        for (const telemetry::Field& field : fields) {
            if (const auto* text = std::get_if<std::string_view>(&field.value))
                line += " | " + std::string(*text);
        }
        lines.push_back(line);
    }

    std::vector<std::string> lines;
};

class LocalIndexTest : public testing::Test {
  protected:
    void SetUp() override { open(); }

    fs::path root() const { return folder_.path() / "index"; }

    void open() {
        index_.reset();
        auto index = LocalIndex::open(
            {.folder = root(), .merge_in_background = false}, telemetry::Log(log_)
        );
        ASSERT_TRUE(index) << index.error().message;
        index_ = std::move(*index);
    }

    static domain::Dataset dataset(const std::string& id, const std::string& language = "en") {
        domain::Dataset dataset{.tenant = {"acme"}, .id = {id}};
        dataset.settings.language = language;
        dataset.settings.embedding = {.kind = domain::EmbeddingKind::external, .dimensions = 3};
        return dataset;
    }

    static ports::Change put(
        const domain::Dataset& in,
        const std::string& id,
        ports::Sequence sequence,
        const std::string& text
    ) {
        ports::ProcessedDocument document;
        document.document.key = {.tenant = in.tenant, .dataset = in.id, .id = {id}};
        document.document.version = sequence;
        document.chunks.push_back({.ordinal = 0, .text = text});
        return {
            .sequence = sequence, .key = document.document.key, .document = std::move(document)
        };
    }

    Result<void> apply(const domain::Dataset& in, const std::vector<ports::Change>& changes) {
        return index_->apply(context_, in, changes);
    }

    std::vector<std::string> found(
        const std::vector<domain::Dataset>& in, const std::string& text
    ) {
        const auto result =
            index_->search(context_, ports::LexicalQuery{.scope = {.datasets = in}, .text = text});
        std::vector<std::string> ids;
        if (!result) return {result.error().message};
        for (const domain::LegHit& hit : result->hits) ids.push_back(hit.chunk.document.value);
        return ids;
    }

    static void damage(const fs::path& path) {
        std::fstream file(path, std::ios::binary | std::ios::in | std::ios::out);
        file.seekg(100);
        const char byte = static_cast<char>(file.get() ^ 1);
        file.seekp(100);
        file.put(byte);
    }

    static std::vector<std::string> segments_of(const fs::path& folder) {
        std::vector<std::string> names;
        for (const auto& entry : fs::directory_iterator(folder)) {
            if (entry.path().extension() == ".seg")
                names.push_back(entry.path().filename().string());
        }
        return names;
    }

    const RequestContext context_{.principal = {.tenant = {"acme"}}};
    TemporaryFolder folder_;
    RecordingLog log_;
    std::unique_ptr<LocalIndex> index_;
};

TEST_F(LocalIndexTest, TellsWhatCanBeFoundAndWhatLiesInFiles) {
    const auto one = dataset("one");
    EXPECT_EQ(index_->size(), IndexSize{});
    ASSERT_TRUE(apply(one, {put(one, "a", 1, "zebra"), put(one, "b", 2, "lion")}));
    EXPECT_EQ(index_->size(), IndexSize{.chunks = 2}) << "nothing is in a file yet";
    ASSERT_TRUE(index_->flush(context_, 2));
    const auto file = root() / "acme/one" / segments_of(root() / "acme/one").front();
    EXPECT_EQ(
        index_->size(), (IndexSize{.segments = 1, .chunks = 2, .bytes = fs::file_size(file)})
    );
}

TEST_F(LocalIndexTest, DropsADamagedDatasetNamesItAndAsksForEverythingAgain) {
    const auto good = dataset("good");
    const auto bad = dataset("bad");
    ASSERT_TRUE(apply(good, {put(good, "a", 1, "zebra")}));
    ASSERT_TRUE(apply(bad, {put(bad, "b", 2, "zebra")}));
    ASSERT_TRUE(index_->flush(context_, 2));
    index_.reset();
    damage(root() / "acme/bad" / segments_of(root() / "acme/bad").front());
    const auto faults = LocalIndex::find_faults(root());
    ASSERT_EQ(faults.size(), 1U);
    EXPECT_EQ(faults[0].find("acme/bad: index file 1.seg is damaged"), 0U) << faults[0];
    open();
    EXPECT_EQ(index_->covered(), 0U);
    ASSERT_EQ(log_.lines.size(), 1U);
    EXPECT_NE(log_.lines[0].find("acme/bad"), std::string::npos);
    EXPECT_NE(log_.lines[0].find("1.seg is damaged"), std::string::npos);
    EXPECT_EQ(found({good, bad}, "zebra"), std::vector<std::string>{"a"});
    // A second crash before the rebuild is through forgets nothing.
    open();
    EXPECT_EQ(index_->covered(), 0U);
    ASSERT_TRUE(apply(good, {put(good, "a", 1, "zebra")}));
    ASSERT_TRUE(apply(bad, {put(bad, "b", 2, "zebra")}));
    ASSERT_TRUE(index_->flush(context_, 2));
    EXPECT_EQ(index_->covered(), 2U);
    EXPECT_EQ(found({good, bad}, "zebra"), (std::vector<std::string>{"b", "a"}));
    EXPECT_TRUE(LocalIndex::find_faults(root()).empty());
}

TEST_F(LocalIndexTest, MissingFilesAreDamageToo) {
    for (const char* missing :
         {"acme/one", "acme/one/manifest", "acme/one/description", "acme/one/1.seg"}) {
        const auto one = dataset("one");
        ASSERT_TRUE(apply(one, {put(one, "a", 1, "zebra")}));
        ASSERT_TRUE(index_->flush(context_, 1));
        index_.reset();
        fs::remove_all(root() / missing);
        EXPECT_FALSE(LocalIndex::find_faults(root()).empty()) << missing;
        open();
        EXPECT_EQ(index_->covered(), 0U) << missing;
        EXPECT_TRUE(index_->datasets().empty()) << missing;
        fs::remove_all(root());
        open();
    }
}

TEST_F(LocalIndexTest, ADamagedCatalogueLosesEverythingAndSaysSo) {
    const auto one = dataset("one");
    ASSERT_TRUE(apply(one, {put(one, "a", 1, "zebra")}));
    ASSERT_TRUE(index_->flush(context_, 1));
    index_.reset();
    std::ofstream(root() / "catalogue", std::ios::app) << "more\n";
    EXPECT_EQ(LocalIndex::find_faults(root()).size(), 1U);
    open();
    EXPECT_EQ(index_->covered(), 0U);
    EXPECT_EQ(log_.lines.size(), 1U);
    EXPECT_TRUE(found({one}, "zebra").empty());
    EXPECT_FALSE(fs::exists(root() / "acme"));
}

TEST_F(LocalIndexTest, ADatasetThatWasNeverFlushedIsGoneAfterACrash) {
    const auto one = dataset("one");
    const auto two = dataset("two");
    ASSERT_TRUE(apply(one, {put(one, "a", 1, "zebra")}));
    ASSERT_TRUE(index_->flush(context_, 1));
    ASSERT_TRUE(apply(two, {put(two, "b", 2, "zebra")}));
    open();
    EXPECT_EQ(index_->covered(), 1U);
    EXPECT_TRUE(log_.lines.empty());
    EXPECT_FALSE(fs::exists(root() / "acme/two"));
    EXPECT_EQ(found({one, two}, "zebra"), std::vector<std::string>{"a"});
}

TEST_F(LocalIndexTest, AnalysesByTheDatasetsLanguage) {
    const auto english = dataset("english");
    const auto german = dataset("german", "de");
    ASSERT_TRUE(apply(english, {put(english, "en", 1, "running horses")}));
    ASSERT_TRUE(apply(german, {put(german, "de", 2, "die Häuser laufen")}));
    EXPECT_EQ(found({english, german}, "run horse"), std::vector<std::string>{"en"});
    EXPECT_EQ(found({english, german}, "Haus"), std::vector<std::string>{"de"});
    ASSERT_TRUE(index_->flush(context_, 2));
    open();
    EXPECT_EQ(found({english, german}, "Haus"), std::vector<std::string>{"de"});
}

TEST_F(LocalIndexTest, RefusesOtherSettingsUnlessItIsEmpty) {
    const auto english = dataset("one");
    ASSERT_TRUE(apply(english, {put(english, "a", 1, "zebra")}));
    const auto german = dataset("one", "de");
    const auto refused = apply(german, {put(german, "b", 2, "zebra")});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::failed_precondition);
    ASSERT_TRUE(apply(
        english, {{.sequence = 3, .key = {.tenant = {"acme"}, .dataset = {"one"}, .id = {"a"}}}}
    ));
    ASSERT_TRUE(apply(german, {put(german, "b", 4, "Häuser")}));
    EXPECT_EQ(found({german}, "Haus"), std::vector<std::string>{"b"});
    EXPECT_FALSE(apply(dataset("two", "xx"), {}));
}

TEST_F(LocalIndexTest, TellsWhatItHolds) {
    const auto one = dataset("one");
    ASSERT_TRUE(apply(one, {put(one, "a", 1, "zebra"), put(one, "b", 2, "zebra")}));
    EXPECT_EQ(
        index_->datasets(), (std::vector<DatasetKey>{{.tenant = {"acme"}, .dataset = {"one"}}})
    );
    auto held = index_->documents({.tenant = {"acme"}, .dataset = {"one"}});
    std::ranges::sort(held, {}, [](const HeldDocument& each) { return each.id.value; });
    EXPECT_EQ(
        held,
        (std::vector<HeldDocument>{
            {.id = {"a"}, .version = 1, .chunk_count = 1},
            {.id = {"b"}, .version = 2, .chunk_count = 1}
        })
    );
    EXPECT_TRUE(index_->documents({.tenant = {"acme"}, .dataset = {"none"}}).empty());
}

TEST_F(LocalIndexTest, StopsWhenTheCallerWentAway) {
    std::stop_source stop;
    stop.request_stop();
    RequestContext gone = context_;
    gone.stop = stop.get_token();
    const auto result = index_->search(
        gone, ports::LexicalQuery{.scope = {.datasets = {dataset("one")}}, .text = "x"}
    );
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, ErrorCode::cancelled);
}

TEST_F(LocalIndexTest, MergesInTheBackgroundAndStopsInTime) {
    index_ = std::move(*LocalIndex::open(
        {.folder = root(), .index = {.title_weight = 2, .merges = {.fan_in = 2}}},
        telemetry::Log(log_)
    ));
    const auto one = dataset("one");
    for (ports::Sequence i = 1; i <= 6; ++i) {
        ASSERT_TRUE(apply(one, {put(one, std::to_string(i), i, "zebra")}));
        ASSERT_TRUE(index_->flush(context_, i));
    }
    open();
    ASSERT_TRUE(index_->merge());
    EXPECT_EQ(found({one}, "zebra").size(), 6U);
    EXPECT_TRUE(LocalIndex::find_faults(root()).empty());
}

TEST(FolderName, KeepsNamesApartAndHarmless) {
    EXPECT_EQ(folder_name("manuals-2_b"), "manuals-2_b");
    EXPECT_EQ(folder_name(".."), "%2e%2e");
    EXPECT_EQ(folder_name("a/b"), "a%2fb");
    EXPECT_EQ(folder_name("A"), "%41");
    EXPECT_EQ(folder_name("%41"), "%2541");
    EXPECT_EQ(folder_name(""), "%");
    const std::string hashed = folder_name(std::string(300, 'a'));
    EXPECT_EQ(hashed.size(), 66U);
    EXPECT_NE(hashed, folder_name(std::string(301, 'a')));
}

TEST(TextRecordFile, RoundTripsAndNoticesEveryChangedByte) {
    const TemporaryFolder folder;
    const fs::path path = folder.path() / "record";
    const TextRecord record{{"name", "line\nbreak %41"}, {"name", ""}, {"other", "ü"}};
    ASSERT_TRUE(write_record(path, "title 1", record));
    const auto read = read_record(path, "title 1");
    ASSERT_TRUE(read);
    EXPECT_EQ(*read, record);
    EXPECT_FALSE(read_record(path, "title 2"));
    std::ifstream file(path);
    const std::string good{std::istreambuf_iterator<char>(file), {}};
    for (std::size_t at = 0; at < good.size(); ++at) {
        std::string bad = good;
        bad[at] = static_cast<char>(bad[at] ^ 4);
        std::ofstream(path) << bad;
        EXPECT_FALSE(read_record(path, "title 1")) << at;
    }
}

}  // namespace
}  // namespace lectern::backends::localindex
