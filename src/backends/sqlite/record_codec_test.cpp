#include "backends/sqlite/record_codec.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "backends/sqlite/archive.hpp"
#include "backends/sqlite/sqlite_error.hpp"
#include "core/hex.hpp"

namespace rc {

using namespace lectern;

// Floats as vectors have them: not NaN, which equals nothing.
inline Gen<std::vector<float>> vectors() {
    return gen::container<std::vector<float>>(gen::map(gen::arbitrary<int>(), [](int number) {
        return static_cast<float>(number) / 7.0F;
    }));
}

inline domain::Value any_value(int depth) {
    const int kinds = depth == 0 ? 5 : 7;
    switch (*gen::inRange(0, kinds)) {
        case 0:
            return {};
        case 1:
            return {*gen::arbitrary<bool>()};
        case 2:
            return {*gen::arbitrary<std::int64_t>()};
        case 3:
            return {*gen::arbitrary<double>()};
        case 4:
            return {*gen::arbitrary<std::string>()};
        case 5: {
            domain::List list;
            for (int left = *gen::inRange(0, 4); left > 0; --left)
                list.push_back(any_value(depth - 1));
            return {std::move(list)};
        }
        default: {
            domain::Object object;
            for (int left = *gen::inRange(0, 4); left > 0; --left) {
                object[*gen::arbitrary<std::string>()] = any_value(depth - 1);
            }
            return {std::move(object)};
        }
    }
}

inline domain::Object any_object() {
    domain::Object object;
    for (int left = *gen::inRange(0, 5); left > 0; --left)
        object[*gen::arbitrary<std::string>()] = any_value(3);
    return object;
}

inline domain::Entity any_entity() {
    return {
        .id = {*gen::arbitrary<std::string>()},
        .name = *gen::arbitrary<std::string>(),
        .type = *gen::arbitrary<std::string>(),
        .synonyms = *gen::arbitrary<std::vector<std::string>>(),
    };
}

inline domain::Relation any_relation() {
    return {
        .source = {*gen::arbitrary<std::string>()},
        .target = {*gen::arbitrary<std::string>()},
        .type = *gen::arbitrary<std::string>(),
        .weight = *gen::arbitrary<double>(),
    };
}

template <class Make>
auto some(Make make) {
    std::vector<decltype(make())> list;
    for (int left = *gen::inRange(0, 4); left > 0; --left) list.push_back(make());
    return list;
}

template <>
struct Arbitrary<domain::SourceDocument> {
    static Gen<domain::SourceDocument> arbitrary() {
        return gen::exec([] {
            return domain::SourceDocument{
                .id = {*gen::arbitrary<std::string>()},
                .title = *gen::arbitrary<std::string>(),
                // Some compress and some do not.
                .content = *gen::arbitrary<std::string>() +
                           std::string(*gen::inRange<std::size_t>(0, 2000), 'x'),
                .media_type = *gen::arbitrary<std::string>(),
                .url = *gen::arbitrary<std::string>(),
                .metadata = any_object(),
                .entities = some(any_entity),
                .relations = some(any_relation),
                .chunks = some([] {
                    return domain::SuppliedChunk{*gen::arbitrary<std::string>(), *vectors()};
                }),
                .vector = *vectors(),
            };
        });
    }
};

template <>
struct Arbitrary<domain::Vocabulary> {
    static Gen<domain::Vocabulary> arbitrary() {
        return gen::exec([] {
            return domain::Vocabulary{
                .id = {*gen::arbitrary<std::string>()},
                .entities = some(any_entity),
                .relations = some(any_relation),
            };
        });
    }
};

template <>
struct Arbitrary<domain::JobEvent> {
    static Gen<domain::JobEvent> arbitrary() {
        return gen::exec([] {
            domain::JobEvent event{
                .job = {*gen::arbitrary<std::string>()},
                .type = *gen::arbitrary<std::string>(),
                .state = *gen::element(domain::JobState::queued, domain::JobState::cancelled),
                .counts =
                    {.total = *gen::arbitrary<std::uint64_t>(),
                     .failed = *gen::arbitrary<std::uint64_t>()},
                .at = Timestamp(std::chrono::milliseconds(*gen::arbitrary<std::int64_t>())),
            };
            if (*gen::arbitrary<bool>()) {
                event.item = domain::JobItem{
                    .job = event.job,
                    .ordinal = *gen::arbitrary<std::uint32_t>(),
                    .state = domain::ItemState::failed,
                    .superseded = *gen::arbitrary<bool>(),
                    .failure =
                        domain::ItemFailure{.code = ErrorCode::unavailable, .reason = "gone"},
                };
            }
            return event;
        });
    }
};

}  // namespace rc

namespace lectern::backends::sqlite {
namespace {

template <class Record>
void expect_round_trip(const Record& record) {
    const auto decoded = decode_record<Record>(encode_record(record));
    RC_ASSERT(decoded.has_value());
    RC_ASSERT(*decoded == record);
}

RC_GTEST_PROP(RecordCodec, ReadsSourceDocumentsBack, (const domain::SourceDocument& document)) {
    expect_round_trip(document);
}

RC_GTEST_PROP(RecordCodec, ReadsVocabulariesBack, (const domain::Vocabulary& vocabulary)) {
    expect_round_trip(vocabulary);
}

RC_GTEST_PROP(RecordCodec, ReadsEventsBack, (const domain::JobEvent& event)) {
    expect_round_trip(event);
}

RC_GTEST_PROP(RecordCodec, ReadsTextsBack, (const std::vector<std::string>& texts)) {
    expect_round_trip(texts);
    for (const std::string& text : texts) expect_round_trip(text);
}

RC_GTEST_PROP(
    RecordCodec, ReadsDatasetSettingsBack, (std::uint32_t dimensions, const std::string& field)
) {
    expect_round_trip(domain::DatasetSettings{
        .language = "de",
        .embedding = {.kind = domain::EmbeddingKind::external, .dimensions = dimensions},
        .fields = {{field, domain::FieldType::timestamp}},
    });
}

RC_GTEST_PROP(
    RecordCodec,
    ReadsChunksAndVectorsBack,
    (const std::vector<std::string>& headings, std::uint64_t at)
) {
    expect_round_trip(
        ChunkRecord{.text = "text", .headings = headings, .source = {.begin = at, .end = at}}
    );
    expect_round_trip(Vectors{*rc::vectors(), {}, *rc::vectors()});
}

// Whatever damage does, it is an error or another value, never more than that.
RC_GTEST_PROP(RecordCodec, SurvivesDamage, (const domain::SourceDocument& document)) {
    std::string bytes = encode_record(document);
    const auto place = *rc::gen::inRange<std::size_t>(0, bytes.size());
    bytes[place] = static_cast<char>(bytes[place] ^ *rc::gen::inRange(1, 256));
    static_cast<void>(decode_record<domain::SourceDocument>(bytes));
    bytes.resize(place);
    const auto cut = decode_record<domain::SourceDocument>(bytes);
    RC_ASSERT(!cut.has_value());
    RC_ASSERT(cut.error() == damaged_record());
}

TEST(RecordCodec, CompressesWhatIsLargeAndRegular) {
    const std::string text(100'000, 'a');
    EXPECT_LT(encode_record(text).size(), 1'000U);
    EXPECT_EQ(decode_record<std::string>(encode_record(text)).value_or(""), text);
}

TEST(RecordCodec, NoticesDamageInCompressedRecords) {
    std::string bytes = encode_record(std::string(100'000, 'a'));
    bytes.back() = static_cast<char>(bytes.back() ^ 1);
    EXPECT_FALSE(decode_record<std::string>(bytes).has_value());
}

TEST(RecordCodec, RefusesLaterVersions) {
    std::string bytes = encode_record(std::string("text"));
    bytes.front() = 2;
    EXPECT_FALSE(decode_record<std::string>(bytes).has_value());
}

// Written by the first release; has to be readable for ever.
TEST(RecordCodec, ReadsVersionOne) {
    const domain::SourceDocument document{
        .id = {"d"},
        .title = "T",
        .content = "text",
        .media_type = "text/plain",
        .metadata =
            {{"n", {std::int64_t{-3}}}, {"l", {domain::List{{true}, {1.5}, {std::string("s")}, {}}}}
            },
        .entities = {{.id = {"e"}, .name = "E", .type = "t", .synonyms = {"f"}}},
        .relations = {{.source = {"e"}, .target = {"g"}, .type = "r", .weight = 0.5}},
        .chunks = {{.text = "c", .vector = {1.0F}}},
    };
    const std::string hex =
        "010001640154047465787"
        "40a746578742f706c61696e0002016c0504010103000000000000f83f04017300016e020501016501450174010"
        "166010165016701"
        "72000000000000e03f010163010000803f00";
    std::string bytes(hex.size() / 2, '\0');
    ASSERT_TRUE(
        from_hex(hex, std::span(reinterpret_cast<std::uint8_t*>(bytes.data()), bytes.size()))
    );
    EXPECT_EQ(
        decode_record<domain::SourceDocument>(bytes).value_or(domain::SourceDocument{}), document
    );
    EXPECT_EQ(encode_record(document), bytes);
}

TEST(RecordCodec, TellsMetadataThatNestsTooDeep) {
    domain::Value value;
    for (int depth = 1; depth < max_value_depth; ++depth) value = {domain::List{value}};
    const domain::SourceDocument deepest{.metadata = {{"m", value}}};
    EXPECT_TRUE(is_storable(deepest.metadata));
    const auto decoded = decode_record<domain::SourceDocument>(encode_record(deepest));
    EXPECT_EQ(decoded.value_or(domain::SourceDocument{}), deepest);
    const domain::SourceDocument deeper{.metadata = {{"m", {domain::List{value}}}}};
    EXPECT_FALSE(is_storable(deeper.metadata));
    EXPECT_FALSE(decode_record<domain::SourceDocument>(encode_record(deeper)).has_value());
}

}  // namespace
}  // namespace lectern::backends::sqlite
