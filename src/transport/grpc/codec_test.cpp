#include <cmath>
#include <limits>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "transport/grpc/codec_dataset.hpp"
#include "transport/grpc/codec_document.hpp"
#include "transport/grpc/codec_enum.hpp"
#include "transport/grpc/codec_filter.hpp"
#include "transport/grpc/codec_graph.hpp"
#include "transport/grpc/codec_retrieve.hpp"
#include "transport/grpc/codec_value.hpp"
#include "transport/grpc/peer.hpp"

namespace lectern::transport::grpc {
namespace {

constexpr std::int64_t largest_exact = std::int64_t{1} << 53U;

rc::Gen<std::string> any_text() {
    return rc::gen::container<std::string>(rc::gen::inRange<char>('a', 'z'));
}

rc::Gen<double> any_fraction() {
    return rc::gen::map(rc::gen::inRange(-1'000'000, 1'000'000), [](int number) {
        return number + 0.5;
    });
}

rc::Gen<std::int64_t> any_whole() {
    return rc::gen::inRange<std::int64_t>(-largest_exact, largest_exact + 1);
}

rc::Gen<domain::Value> any_value(int depth) {
    const auto text =
        rc::gen::map(any_text(), [](const std::string& value) { return domain::Value{value}; });
    const auto whole = rc::gen::map(any_whole(), [](std::int64_t n) { return domain::Value{n}; });
    const auto real = rc::gen::map(any_fraction(), [](double n) { return domain::Value{n}; });
    const auto flag =
        rc::gen::map(rc::gen::arbitrary<bool>(), [](bool b) { return domain::Value{b}; });
    const auto none = rc::gen::just(domain::Value{});
    if (depth == 0) return rc::gen::oneOf(text, whole, real, flag, none);
    const auto list = rc::gen::map(
        rc::gen::resize(4, rc::gen::container<domain::List>(any_value(depth - 1))),
        [](domain::List values) { return domain::Value{std::move(values)}; }
    );
    const auto object = rc::gen::map(
        rc::gen::resize(
            4,
            rc::gen::container<std::map<std::string, domain::Value>>(
                any_text(), any_value(depth - 1)
            )
        ),
        [](const std::map<std::string, domain::Value>& members) {
            return domain::Value{domain::Object(members.begin(), members.end())};
        }
    );
    return rc::gen::oneOf(text, whole, real, flag, none, list, object);
}

rc::Gen<domain::Scalar> any_scalar() {
    return rc::gen::oneOf(
        rc::gen::map(any_text(), [](const std::string& value) { return domain::Scalar{value}; }),
        rc::gen::map(
            rc::gen::arbitrary<std::int64_t>(), [](std::int64_t n) { return domain::Scalar{n}; }
        ),
        rc::gen::map(any_fraction(), [](double n) { return domain::Scalar{n}; }),
        rc::gen::map(rc::gen::arbitrary<bool>(), [](bool b) { return domain::Scalar{b}; })
    );
}

rc::Gen<domain::Filter> any_filter(int depth) {
    const auto in = rc::gen::apply(
        [](std::string field, std::vector<domain::Scalar> values) {
            return domain::Filter{domain::In{std::move(field), std::move(values)}};
        },
        any_text(),
        rc::gen::resize(4, rc::gen::container<std::vector<domain::Scalar>>(any_scalar()))
    );
    const auto range = rc::gen::apply(
        [](std::string field, domain::Scalar low, domain::Scalar high, bool open) {
            domain::Range bounds{.field = std::move(field)};
            (open ? bounds.greater : bounds.greater_or_equal) = std::move(low);
            (open ? bounds.less : bounds.less_or_equal) = std::move(high);
            return domain::Filter{std::move(bounds)};
        },
        any_text(),
        any_scalar(),
        any_scalar(),
        rc::gen::arbitrary<bool>()
    );
    const auto exists = rc::gen::map(any_text(), [](std::string field) {
        return domain::Filter{domain::Exists{std::move(field)}};
    });
    if (depth == 0) return rc::gen::oneOf(in, range, exists);
    const auto parts =
        rc::gen::resize(3, rc::gen::container<std::vector<domain::Filter>>(any_filter(depth - 1)));
    return rc::gen::oneOf(
        in,
        range,
        exists,
        rc::gen::map(parts, [](auto list) { return domain::Filter{domain::AllOf{list}}; }),
        rc::gen::map(parts, [](auto list) { return domain::Filter{domain::AnyOf{list}}; }),
        rc::gen::map(parts, [](auto list) { return domain::Filter{domain::NoneOf{list}}; })
    );
}

RC_GTEST_PROP(GrpcCodec, MetadataComesBackAsItWas, ()) {
    domain::Object object{{"value", *any_value(3)}};
    Violations violations;
    RC_ASSERT(decode(encode(object), "", violations) == object);
    RC_ASSERT(violations.empty());
}

RC_GTEST_PROP(GrpcCodec, ScalarsComeBackAsTheyWere, ()) {
    const auto scalar = *any_scalar();
    Violations violations;
    RC_ASSERT(decode(encode(scalar), "", violations) == scalar);
    RC_ASSERT(violations.empty());
}

RC_GTEST_PROP(GrpcCodec, FiltersComeBackAsTheyWere, ()) {
    const auto filter = *any_filter(3);
    Violations violations;
    RC_ASSERT(decode(encode(filter), "/filter", violations) == filter);
    RC_ASSERT(violations.empty());
}

RC_GTEST_PROP(GrpcCodec, TimesComeBackToTheMillisecond, ()) {
    const Timestamp time{std::chrono::milliseconds{
        *rc::gen::inRange<std::int64_t>(-62'135'596'800'000, 253'402'300'799'999)
    }};
    Violations violations;
    RC_ASSERT(decode(encode(time), "", violations) == time);
    RC_ASSERT(violations.empty());
}

RC_GTEST_PROP(GrpcCodec, DocumentsComeBackAsTheyWere, ()) {
    domain::SourceDocument document{
        .id = {*any_text()},
        .title = *any_text(),
        .content = *rc::gen::container<std::string>(rc::gen::arbitrary<char>()),
        .media_type = *any_text(),
        .url = *any_text(),
        .metadata = {{"value", *any_value(2)}},
        .entities = {{.id = {*any_text()}, .name = *any_text(), .synonyms = {*any_text()}}},
        .relations = {{.source = {"a"}, .target = {"b"}, .type = *any_text(), .weight = 0.5}},
        .chunks = {{.text = *any_text(), .vector = {1, 2}}, {.text = *any_text()}},
        .vector = {0.5F, -1},
    };
    Violations violations;
    RC_ASSERT(decode(encode(document), "", violations) == document);
    RC_ASSERT(violations.empty());
}

TEST(GrpcCodec, DatasetSettingsComeBackAsTheyWere) {
    for (const auto kind :
         {domain::EmbeddingKind::model, domain::EmbeddingKind::external, domain::EmbeddingKind::none
         }) {
        const domain::DatasetSettings settings{
            .language = "de",
            .chunking = {.max_tokens = 100, .overlap_tokens = 0},
            .embedding = {.kind = kind, .dimensions = 7},
            .fields = {{"year", domain::FieldType::integer}, {"a.b", domain::FieldType::timestamp}},
        };
        Violations violations;
        EXPECT_EQ(decode(encode(settings), violations), settings);
        EXPECT_TRUE(violations.empty());
    }
}

TEST(GrpcCodec, WhatIsAbsentHasTheDomainsDefault) {
    Violations violations;
    EXPECT_EQ(decode(v1::DatasetSettings{}, violations), domain::DatasetSettings{});
    const auto request = decode(v1::RetrieveRequest{}, violations);
    EXPECT_EQ(request.top_k, 10U);
    EXPECT_TRUE(request.highlight);
    EXPECT_TRUE(request.include_text);
    EXPECT_EQ(request.mode, domain::RetrievalMode::hybrid);
    EXPECT_EQ(request.weights.graph, 1);
    EXPECT_EQ(decode(v1::Relation{}).weight, 1);
    EXPECT_TRUE(violations.empty());
}

TEST(GrpcCodec, NumbersThatJsonCannotSayAreNamed) {
    google::protobuf::Struct object;
    (*object.mutable_fields())["a"].mutable_list_value()->add_values()->set_number_value(
        std::numeric_limits<double>::quiet_NaN()
    );
    v1::Scalar infinite;
    infinite.set_double_value(std::numeric_limits<double>::infinity());
    Violations violations;
    decode(object, "/metadata", violations);
    decode(infinite, "/value", violations);
    decode(v1::Scalar{}, "/empty", violations);
    decode(v1::Filter{}, "/filter", violations);
    const std::vector<FieldViolation> expected{
        {"/metadata/a/0", "is not finite"},
        {"/value", "is not finite"},
        {"/empty", "has no value"},
        {"/filter", "has no condition"},
    };
    EXPECT_EQ(violations.list(), expected);
}

TEST(GrpcCodec, WholeNumbersBeyondDoublePrecisionStayDoubles) {
    google::protobuf::Struct object;
    (*object.mutable_fields())["exact"].set_number_value(9'007'199'254'740'992.0);
    (*object.mutable_fields())["rounded"].set_number_value(9'007'199'254'740'994.0);
    Violations violations;
    const auto decoded = decode(object, "", violations);
    EXPECT_EQ(decoded.at("exact"), domain::Value{largest_exact});
    EXPECT_EQ(decoded.at("rounded"), domain::Value{9'007'199'254'740'994.0});
}

TEST(GrpcCodec, EnumerationsOfALaterContractAreRefused) {
    Violations violations;
    EXPECT_EQ(decode(v1::JOB_STATE_UNSPECIFIED, "/state", violations), std::nullopt);
    EXPECT_TRUE(violations.empty());
    EXPECT_EQ(decode(static_cast<v1::JobState>(77), "/state", violations), std::nullopt);
    ASSERT_EQ(violations.list().size(), 1U);
    EXPECT_EQ(violations.list().front().field, "/state");
}

TEST(GrpcCodec, TimesOutOfRangeAreRefused) {
    for (const auto& [seconds, nanos] :
         {std::pair<std::int64_t, std::int32_t>{253'402'300'800, 0}, {0, -1}, {0, 1'000'000'000}}) {
        google::protobuf::Timestamp time;
        time.set_seconds(seconds);
        time.set_nanos(nanos);
        Violations violations;
        decode(time, "/from", violations);
        EXPECT_FALSE(violations.empty()) << seconds << " " << nanos;
    }
}

TEST(GrpcPeer, AddressesComeWithoutPort) {
    EXPECT_EQ(address_of_peer("ipv4:10.1.2.3:4567"), "10.1.2.3");
    EXPECT_EQ(address_of_peer("ipv6:%5B::1%5D:4567"), "::1");
    EXPECT_EQ(address_of_peer("ipv6:[2001:db8::1]:4567"), "2001:db8::1");
    EXPECT_EQ(address_of_peer("unix:/run/lectern"), "unix:/run/lectern");
}

}  // namespace
}  // namespace lectern::transport::grpc
