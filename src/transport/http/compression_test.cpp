#include "transport/http/compression.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <zlib.h>

namespace lectern::transport::http {
namespace {

std::string gunzip(const std::string& coded, std::size_t expected_size) {
    std::string out(expected_size + 1, '\0');
    z_stream stream{};
    EXPECT_EQ(inflateInit2(&stream, 15 + 16), Z_OK);
    std::string input = coded;
    stream.next_in = reinterpret_cast<Bytef*>(input.data());
    stream.avail_in = static_cast<uInt>(input.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    EXPECT_EQ(inflate(&stream, Z_FINISH), Z_STREAM_END);
    out.resize(stream.total_out);
    inflateEnd(&stream);
    return out;
}

std::string header(const Response& response, std::string_view name) {
    for (const auto& [key, value] : response.headers) {
        if (key == name) return value;
    }
    return "";
}

Response json_of(std::size_t size) {
    return Response{
        .headers = {{"Content-Type", "application/json; charset=utf-8"}},
        .body = std::string(size, 'a')
    };
}

RC_GTEST_PROP(Gzip, RoundTrips, (const std::string& text)) {
    RC_ASSERT(gunzip(gzip(text), text.size()) == text);
}

TEST(AcceptsGzip, WeighsCodings) {
    for (const char* value :
         {"gzip",
          "GZIP",
          "deflate, gzip;q=0.5",
          "*",
          "br;q=1, *;q=0.1",
          "x-gzip",
          "gzip ; q=1.000",
          "identity;q=0.5, gzip",
          "identity;q=0, gzip;q=0.001"}) {
        EXPECT_TRUE(accepts_gzip(value)) << value;
    }
    for (const char* value :
         {"",
          "identity",
          "br",
          "gzip;q=0",
          "gzip;q=0.000",
          "*;q=0",
          "gzip;q=0, *",
          "identity, gzip;q=0.5",
          "gzip;q=x",
          "gzip;q=1.5",
          "gzip;level=9",
          "gzipped",
          "gzip;q="}) {
        EXPECT_FALSE(accepts_gzip(value)) << value;
    }
}

TEST(Compress, CodesALargeTextForThoseWhoAcceptIt) {
    auto response = json_of(5000);
    compress(response, "gzip", 1024);
    EXPECT_EQ(header(response, "Content-Encoding"), "gzip");
    EXPECT_EQ(header(response, "Vary"), "Accept-Encoding");
    EXPECT_EQ(gunzip(response.body, 5000), std::string(5000, 'a'));
}

TEST(Compress, TellsCachesEvenWhenItDoesNotCode) {
    auto response = json_of(5000);
    response.headers.emplace_back("Vary", "Origin");
    compress(response, "", 1024);
    EXPECT_EQ(header(response, "Content-Encoding"), "");
    EXPECT_EQ(header(response, "Vary"), "Origin, Accept-Encoding");
    EXPECT_EQ(response.body.size(), 5000U);
}

TEST(Compress, WeakensAStrongTag) {
    auto response = json_of(5000);
    response.headers.emplace_back("ETag", "\"v1\"");
    compress(response, "gzip", 1024);
    EXPECT_EQ(header(response, "ETag"), "W/\"v1\"");
    auto weak = json_of(5000);
    weak.headers.emplace_back("ETag", "W/\"v1\"");
    compress(weak, "gzip", 1024);
    EXPECT_EQ(header(weak, "ETag"), "W/\"v1\"");
}

TEST(Compress, LeavesAloneWhatIsNotWorthIt) {
    auto small = json_of(1023);
    auto coded = json_of(5000);
    coded.headers.emplace_back("content-encoding", "br");
    auto fixed = json_of(5000);
    fixed.headers.emplace_back("Cache-Control", "public, no-transform");
    auto partial = json_of(5000);
    partial.status = 206;
    Response image{.headers = {{"Content-Type", "image/png"}}, .body = std::string(5000, 'a')};
    Response untyped{.body = std::string(5000, 'a')};
    for (Response* response : {&small, &coded, &fixed, &partial, &image, &untyped}) {
        const auto before = response->body;
        compress(*response, "gzip", 1024);
        EXPECT_EQ(response->body, before);
        EXPECT_EQ(header(*response, "Vary"), "");
    }
}

}  // namespace
}  // namespace lectern::transport::http
