#include <cmath>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "transport/common/json_writer.hpp"
#include "transport/rest/codec_dataset.hpp"
#include "transport/rest/codec_document.hpp"
#include "transport/rest/codec_graph.hpp"
#include "transport/rest/codec_job.hpp"
#include "transport/rest/codec_retrieve.hpp"
#include "transport/rest/codec_value.hpp"
#include "transport/rest/contract.hpp"
#include "transport/rest/contract/operations.hpp"

namespace lectern::transport::rest {
namespace {

namespace json = boost::json;

// Over the wire and back, checked as `schema` of the contract on the way.
json::object send(const json::object& value, std::string_view schema) {
    static const auto made = Contract::create(contract::document(), contract::operations);
    const auto read = (*made)->read_component(schema, write_json(value), "");
    if (!read) {
        const Error& error = read.error();
        RC_FAIL(
            error.message + (error.violations.empty() ? ""
                                                      : error.violations.front().field + " " +
                                                            error.violations.front().description)
        );
    }
    return read->as_object();
}

rc::Gen<std::string> some_text(int least = 0) {
    return rc::gen::map(
        rc::gen::container<std::vector<std::string>>(
            rc::gen::element<std::string>("a", "é", "\n", "\"", "/", "😀")
        ),
        [least](const std::vector<std::string>& pieces) {
            std::string text(static_cast<std::size_t>(least), 'x');
            for (const std::string& piece : pieces) text += piece;
            return text;
        }
    );
}

domain::Scalar some_scalar() {
    switch (*rc::gen::inRange(0, 4)) {
        case 0:
            return *rc::gen::arbitrary<bool>();
        case 1:
            return *rc::gen::arbitrary<std::int64_t>();
        case 2:
            return *rc::gen::suchThat<double>([](double number) { return std::isfinite(number); });
        default:
            return *some_text();
    }
}

domain::Value some_value(int depth) {
    if (depth == 0 || *rc::gen::inRange(0, 3) != 0) {
        return {std::visit([](const auto& scalar) { return domain::Value{scalar}; }, some_scalar())
        };
    }
    const int size = *rc::gen::inRange(0, 4);
    if (*rc::gen::arbitrary<bool>()) {
        domain::List list;
        for (int index = 0; index < size; ++index) list.push_back(some_value(depth - 1));
        return {list};
    }
    domain::Object object;
    for (int index = 0; index < size; ++index) object.emplace(*some_text(), some_value(depth - 1));
    return {object};
}

std::vector<float> some_vector() {
    return *rc::gen::suchThat(
        rc::gen::container<std::vector<float>>(rc::gen::arbitrary<float>()),
        [](const auto& vector) {
            return std::ranges::all_of(vector, [](float number) { return std::isfinite(number); });
        }
    );
}

domain::Entity some_entity() {
    return {
        .id = {*some_text(1)},
        .name = *some_text(),
        .type = *some_text(),
        .synonyms = *rc::gen::container<std::vector<std::string>>(some_text(1)),
    };
}

domain::Relation some_relation() {
    return {
        .source = {*some_text(1)},
        .target = {*some_text(1)},
        .type = *some_text(1),
        .weight = *rc::gen::inRange(1, 1001) / 1000.0,
    };
}

template <class Make>
auto some_list(Make make) {
    std::vector<decltype(make())> list;
    const int size = *rc::gen::inRange(0, 4);
    for (int index = 0; index < size; ++index) list.push_back(make());
    return list;
}

RC_GTEST_PROP(ValueCodec, RoundTrips, ()) {
    domain::Object object;
    object.emplace("v", some_value(4));
    RC_ASSERT(decode_object(send(encode(object), "Metadata")) == object);
}

TEST(ValueCodec, KeepsWholeNumbersWholeAndFractionsFractions) {
    const domain::Object object{{"max", {INT64_MAX}}, {"min", {INT64_MIN}}, {"one", {1.0}}};
    EXPECT_EQ(
        write_json(encode(object)),
        R"({"max":9223372036854775807,"min":-9223372036854775808,"one":1.0})"
    );
}

// What a client would write for a document.
json::object write(const domain::SourceDocument& document) {
    json::array entities;
    for (const auto& entity : document.entities) entities.push_back(encode(entity));
    json::array relations;
    for (const auto& relation : document.relations) relations.push_back(encode(relation));
    json::array chunks;
    for (const auto& chunk : document.chunks) {
        json::object object{{"text", chunk.text}};
        if (!chunk.vector.empty()) object["vector"] = encode_vector(chunk.vector);
        chunks.push_back(object);
    }
    json::object object{
        {"title", document.title},
        {"url", document.url},
        {"metadata", encode(document.metadata)},
        {"entities", entities},
        {"relations", relations},
    };
    if (chunks.empty())
        object["text"] = document.content;
    else
        object["chunks"] = chunks;
    if (!document.id.empty()) object["id"] = document.id.value;
    if (!document.vector.empty()) object["vector"] = encode_vector(document.vector);
    return object;
}

RC_GTEST_PROP(DocumentCodec, ReadsWhatAClientWrites, ()) {
    domain::SourceDocument document{
        .id = {*some_text()},
        .title = *some_text(),
        .url = *some_text(),
        .entities = some_list(some_entity),
        .relations = some_list(some_relation),
        .chunks = some_list([] {
            return domain::SuppliedChunk{.text = *some_text(1), .vector = some_vector()};
        }),
        .vector = some_vector(),
    };
    document.metadata.emplace("m", some_value(3));
    if (document.chunks.empty()) {
        document.content = *some_text(1);
        document.media_type = "text/plain";
    }
    const auto decoded = decode_source_document(send(write(document), "DocumentInput"), "");
    RC_ASSERT(decoded.has_value());
    RC_ASSERT(*decoded == document);
}

TEST(DocumentCodec, ReadsBytesFromBase64) {
    const auto document =
        decode_source_document({{"content", "AAH/"}, {"media_type", "application/pdf"}}, "");
    ASSERT_TRUE(document);
    EXPECT_EQ(document->content, std::string("\x00\x01\xff", 3));
    EXPECT_EQ(document->media_type, "application/pdf");
}

TEST(DocumentCodec, ListsWhatTheSchemaCannotSay) {
    const auto document = decode_source_document(
        {{"content", "AAH"},
         {"vector", {1e39}},
         {"chunks", {json::object{{"text", "a"}, {"vector", {0, -1e300}}}}}},
        "/documents/2"
    );
    ASSERT_FALSE(document);
    const std::vector<FieldViolation> expected{
        {"/documents/2/chunks/0/vector/1", "is beyond single precision"},
        {"/documents/2/content", "must be padded base64"},
        {"/documents/2/vector/0", "is beyond single precision"},
    };
    EXPECT_EQ(document.error().violations, expected);
    const auto both = decode_source_document({{"content", ""}, {"text", ""}}, "/documents/0");
    ASSERT_FALSE(both);
    EXPECT_EQ(both.error().violations.front().description, "must not have both text and content");
}

RC_GTEST_PROP(DatasetCodec, RoundTrips, ()) {
    domain::DatasetSettings settings{
        .language = *rc::gen::element<std::string>("en", "de", "none"),
        .chunking =
            {.max_tokens = *rc::gen::inRange<std::uint32_t>(16, 8193),
             .overlap_tokens = *rc::gen::inRange<std::uint32_t>(0, 4097)},
        .embedding =
            {
                .kind = *rc::gen::element(
                    domain::EmbeddingKind::model,
                    domain::EmbeddingKind::external,
                    domain::EmbeddingKind::none
                ),
                .dimensions = *rc::gen::inRange<std::uint32_t>(0, 4097),
            },
    };
    settings.fields.emplace(
        *some_text(1), *rc::gen::element(domain::FieldType::integer, domain::FieldType::timestamp)
    );
    RC_ASSERT(decode_dataset_settings(send(encode(settings), "DatasetSettings")) == settings);
}

TEST(DatasetCodec, FillsInDefaults) {
    EXPECT_EQ(decode_dataset_settings({}), domain::DatasetSettings{});
}

RC_GTEST_PROP(GraphCodec, VocabulariesRoundTrip, ()) {
    const domain::Vocabulary vocabulary{
        .id = {"v"}, .entities = some_list(some_entity), .relations = some_list(some_relation)
    };
    json::object sent = encode(vocabulary);
    sent.erase("id");
    RC_ASSERT(decode_vocabulary({"v"}, send(sent, "VocabularyInput")) == vocabulary);
}

// The inverse of `decode_filter`: what a client would write.
struct FilterWriter {
    static json::object write(const domain::Filter& filter) {
        return std::visit(FilterWriter{}, filter.node);
    }
    static json::array write_all(const std::vector<domain::Filter>& parts) {
        json::array array;
        for (const domain::Filter& part : parts) array.push_back(write(part));
        return array;
    }

    json::object operator()(const domain::AllOf& all) const {
        return {{"and", write_all(all.parts)}};
    }
    json::object operator()(const domain::AnyOf& any) const {
        return {{"or", write_all(any.parts)}};
    }
    json::object operator()(const domain::NoneOf& none) const {
        return {{"not", write(none.parts.front())}};
    }
    json::object operator()(const domain::Exists& exists) const {
        return {{"exists", {{"field", exists.field}}}};
    }
    json::object operator()(const domain::In& in) const {
        if (in.values.size() == 1)
            return {{"equals", {{"field", in.field}, {"value", encode(in.values.front())}}}};
        json::array values;
        for (const domain::Scalar& value : in.values) values.push_back(encode(value));
        return {{"in", {{"field", in.field}, {"values", values}}}};
    }
    json::object operator()(const domain::Range& range) const {
        json::object object{{"field", range.field}};
        if (range.greater) object["gt"] = encode(*range.greater);
        if (range.greater_or_equal) object["gte"] = encode(*range.greater_or_equal);
        if (range.less) object["lt"] = encode(*range.less);
        if (range.less_or_equal) object["lte"] = encode(*range.less_or_equal);
        return {{"range", object}};
    }
};

domain::Filter some_filter(int depth) {
    const auto parts = [depth] { return some_list([depth] { return some_filter(depth - 1); }); };
    switch (*rc::gen::inRange(depth == 0 ? 3 : 0, 6)) {
        case 0:
            return {domain::AllOf{parts()}};
        case 1:
            return {domain::AnyOf{parts()}};
        case 2:
            return {domain::NoneOf{{some_filter(depth - 1)}}};
        case 3:
            return {domain::In{*some_text(1), some_list(some_scalar)}};
        case 4:
            return {domain::Range{
                .field = *some_text(1),
                .greater = domain::Scalar(1.5),
                .less_or_equal = domain::Scalar("z")
            }};
        default:
            return {domain::Exists{*some_text(1)}};
    }
}

RC_GTEST_PROP(RetrieveCodec, FiltersRoundTrip, ()) {
    const domain::Filter filter = some_filter(4);
    RC_ASSERT(decode_filter(send(FilterWriter::write(filter), "Filter")) == filter);
}

TEST(RetrieveCodec, ReadsEveryMember) {
    const auto request = decode_retrieve_request(send(
        {{"query", "q"},
         {"mode", "vector"},
         {"datasets", {"a", "b"}},
         {"top_k", 5.0},
         {"vector", {0.5, 1}},
         {"weights", {{"vector", 2}}},
         {"highlight", false},
         {"explain", true},
         {"include_text", false},
         {"facets", {"f", {{"field", "g"}, {"limit", 3}}}},
         {"cursor", "c"},
         {"filter", {{"exists", {{"field", "x"}}}}}},
        "RetrieveRequest"
    ));
    ASSERT_TRUE(request);
    EXPECT_EQ(request->query, "q");
    EXPECT_EQ(request->mode, domain::RetrievalMode::vector);
    EXPECT_EQ(request->datasets, (std::vector<DatasetId>{{"a"}, {"b"}}));
    EXPECT_EQ(request->top_k, 5U);
    EXPECT_EQ(request->vector, (std::vector<float>{0.5F, 1}));
    EXPECT_EQ(request->weights.vector, 2);
    EXPECT_EQ(request->weights.lexical, 1);
    EXPECT_FALSE(request->highlight);
    EXPECT_TRUE(request->explain);
    EXPECT_FALSE(request->include_text);
    ASSERT_EQ(request->facets.size(), 2U);
    EXPECT_EQ(request->facets[0].field, "f");
    EXPECT_EQ(request->facets[0].limit, 10U);
    EXPECT_EQ(request->facets[1].limit, 3U);
    EXPECT_EQ(request->cursor, "c");
    EXPECT_EQ(request->filter, domain::Filter{domain::Exists{"x"}});
}

TEST(RetrieveCodec, DefaultsAreThoseOfTheService) {
    const auto request = decode_retrieve_request(json::object{{"query", "q"}});
    const services::RetrieveRequest defaults;
    ASSERT_TRUE(request);
    EXPECT_EQ(request->mode, defaults.mode);
    EXPECT_EQ(request->top_k, defaults.top_k);
    EXPECT_EQ(request->highlight, defaults.highlight);
    EXPECT_EQ(request->include_text, defaults.include_text);
}

TEST(RetrieveCodec, WritesTheShapeOfTheContract) {
    const services::RetrieveResponse response{
        .hits = {{
            .document = {"d"},
            .chunk = {.document = {"d"}, .version = 3, .ordinal = 1},
            .dataset = {"main"},
            .score = 0.5,
            .title = "t",
            .highlights = {{.snippet = "abc", .matches = {{0, 1}}}},
            .explanation =
                services::HitExplanation{
                    .contributions =
                        {{.leg = domain::Leg::lexical,
                          .rank = 1,
                          .score = 2,
                          .weight = 1,
                          .fused = 0.25}},
                    .terms =
                        {{.term = "abc",
                          .frequency = 1,
                          .document_frequency = 2,
                          .inverse_document_frequency = 0.5,
                          .score = 1}},
                    .entities = {{"e"}},
                },
        }},
        .total = {.value = 10, .exact = false},
        .facets = {{.field = "f", .values = {{.value = std::int64_t{1}, .count = 2}}}},
        .timings = {{"lexical", std::chrono::microseconds(1500)}},
        .degraded = {domain::Leg::graph},
    };
    EXPECT_EQ(
        write_json(encode(response)),
        R"({"hits":[{"document_id":"d","chunk_id":"d#3.1","dataset":"main","score":0.5,"title":"t","url":"","text":"",)"
        R"("headings":[],"source":{"begin":0,"end":0},"metadata":{},"highlights":[{"snippet":"abc","matches":[{"begin":0,)"
        R"("end":1}]}],"explain":{"contributions":[{"leg":"lexical","rank":1,"score":2.0,"weight":1.0,"fused":0.25}],)"
        R"("terms":[{"term":"abc","frequency":1,"document_frequency":2,"inverse_document_frequency":0.5,"score":1.0}],)"
        R"("entities":["e"],"rank_constant":60.0}}],"total":{"value":10,"relation":"at_least"},)"
        R"("facets":[{"field":"f","values":[{"value":1,"count":2}]}],"timings":{"lexical":1.5},"degraded":["graph"],)"
        R"("next_cursor":null})"
    );
}

TEST(JobCodec, WritesServerSentEvents) {
    const domain::JobEvent event{
        .id = 7,
        .job = {"job_1"},
        .type = "job.succeeded",
        .state = domain::JobState::succeeded,
        .counts = {.total = 1, .indexed = 1}
    };
    EXPECT_EQ(
        encode_server_sent(event),
        "id: 7\nevent: job.succeeded\n"
        R"(data: {"job_id":"job_1","type":"job.succeeded","state":"succeeded","counts":{"total":1,"indexed":1,"failed":0,"cancelled":0},"at":"1970-01-01T00:00:00.000Z"})"
        "\n\n"
    );
}

TEST(JobCodec, WritesOnlyWhatIsKnown) {
    domain::Job job{.id = {"job_1"}, .dataset = {"main"}, .request_id = "r"};
    json::object object = encode(job);
    EXPECT_FALSE(object.contains("started_at"));
    EXPECT_FALSE(object.contains("trace_id"));
    job.traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    job.started_at = Timestamp{};
    object = encode(job);
    EXPECT_EQ(object["trace_id"], "0af7651916cd43dd8448eb211c80319c");
    EXPECT_EQ(object["started_at"], "1970-01-01T00:00:00.000Z");
}

}  // namespace
}  // namespace lectern::transport::rest
