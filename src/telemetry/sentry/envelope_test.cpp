#include "telemetry/sentry/envelope.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <zlib.h>

#include "telemetry/sentry/event.hpp"

namespace lectern::telemetry::sentry {
namespace {

namespace json = boost::json;

constexpr Timestamp noon{std::chrono::milliseconds{1'700'000'000'000}};

// An envelope of one item, read as the specification says.
struct Read {
    json::object head{};
    json::object item{};
    std::string payload{};
};

Read read(const std::string& envelope) {
    const auto first = envelope.find('\n');
    const auto second = envelope.find('\n', first + 1);
    Read read{
        .head = json::parse(envelope.substr(0, first)).as_object(),
        .item = json::parse(envelope.substr(first + 1, second - first - 1)).as_object()
    };
    const auto length = json::value(read.item).at("length").to_number<std::size_t>();
    read.payload = envelope.substr(second + 1, length);
    EXPECT_EQ(envelope.substr(second + 1 + length), "\n");
    return read;
}

TEST(Envelope, HasOneEventAndTheTimeOfSending) {
    const Read envelope = read(make_envelope("0123", "{\"a\":\"\\n\"}", noon));
    EXPECT_EQ(envelope.head.at("event_id"), "0123");
    EXPECT_EQ(envelope.head.at("sent_at"), "2023-11-14T22:13:20.000Z");
    EXPECT_EQ(envelope.item.at("type"), "event");
    EXPECT_EQ(envelope.payload, "{\"a\":\"\\n\"}");
}

RC_GTEST_PROP(Envelope, CarriesAnyTextInValidJson, ()) {
    Event event{
        .id = make_event_id(),
        .time = noon,
        .release = *rc::gen::arbitrary<std::string>(),
        .environment = *rc::gen::arbitrary<std::string>(),
        .type = *rc::gen::arbitrary<std::string>(),
        .value = *rc::gen::arbitrary<std::string>(),
        .tags = {{"endpoint", *rc::gen::arbitrary<std::string>()}},
        .breadcrumbs = {{.message = *rc::gen::arbitrary<std::string>()}},
    };
    event.registers = {{"pc", *rc::gen::arbitrary<std::uint64_t>()}};
    event.fingerprint = {*rc::gen::arbitrary<std::string>()};
    const Read envelope = read(make_envelope(event.id, to_json(event), noon));
    const json::object payload = json::parse(envelope.payload).as_object();
    RC_ASSERT(payload.at("event_id").as_string() == event.id);
    RC_ASSERT(payload.at("platform") == "native");
    RC_ASSERT(payload.at("exception").at("values").as_array().size() == 1U);
}

RC_GTEST_PROP(Gzip, GivesBackWhatWasCompressed, (const std::string& bytes)) {
    auto small = gzip(bytes);
    RC_ASSERT(small.has_value());
    std::string out(bytes.size() + 1, '\0');
    z_stream stream{};
    RC_ASSERT(::inflateInit2(&stream, 15 + 16) == Z_OK);
    stream.next_in = reinterpret_cast<Bytef*>(small->data());
    stream.avail_in = static_cast<uInt>(small->size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    RC_ASSERT(::inflate(&stream, Z_FINISH) == Z_STREAM_END);
    out.resize(stream.total_out);
    ::inflateEnd(&stream);
    RC_ASSERT(out == bytes);
}

}  // namespace
}  // namespace lectern::telemetry::sentry
