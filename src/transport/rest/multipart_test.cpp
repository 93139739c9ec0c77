#include "transport/rest/multipart.hpp"

#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "transport/rest/testing/chunked_body.hpp"

namespace lectern::transport::rest {
namespace {

using testing::ChunkedBody;

Result<std::vector<MultipartPart>> parts_of(ChunkedBody body, MultipartLimits limits = {}) {
    MultipartReader reader(body, "XX", limits);
    std::vector<MultipartPart> parts;
    while (true) {
        auto part = reader.next();
        if (!part) return fail(part);
        if (!*part) return parts;
        parts.push_back(std::move(**part));
    }
}

std::string error_of(const std::string& body, MultipartLimits limits = {}) {
    const auto parts = parts_of({body}, limits);
    return parts ? "accepted" : parts.error().message;
}

std::string part(const std::string& headers, const std::string& content) {
    return "--XX\r\n" + headers + "\r\n\r\n" + content + "\r\n";
}

const std::string file = "Content-Disposition: form-data; name=\"file\"; filename=\"a.txt\"";

TEST(Multipart, ReadsFilesAndFields) {
    const auto parts = parts_of(
        {"preamble\r\n" +
         part(file + "\r\nContent-Type: Text/Plain; charset=utf-8", "one\r\n--X\r\ntwo") +
         part("content-disposition: form-data; name=x", "") + "--XX--\r\nepilogue"}
    );
    ASSERT_TRUE(parts) << parts.error().message;
    ASSERT_EQ(parts->size(), 2U);
    EXPECT_EQ((*parts)[0].name, "file");
    EXPECT_EQ((*parts)[0].file_name, "a.txt");
    EXPECT_EQ((*parts)[0].media_type, "text/plain");
    EXPECT_EQ((*parts)[0].content, "one\r\n--X\r\ntwo");
    EXPECT_EQ((*parts)[1].name, "x");
    EXPECT_EQ((*parts)[1].file_name, std::nullopt);
    EXPECT_EQ((*parts)[1].content, "");
}

TEST(Multipart, TakesAFormWithoutParts) {
    const auto parts = parts_of({"--XX--"});
    ASSERT_TRUE(parts);
    EXPECT_TRUE(parts->empty());
}

TEST(Multipart, RefusesWhatIsCutOff) {
    const std::string whole = part(file, "content") + "--XX--";
    for (std::size_t length = 0; length < whole.size(); ++length) {
        EXPECT_NE(error_of(whole.substr(0, length)), "accepted") << length;
    }
    EXPECT_EQ(error_of(whole), "accepted");
}

TEST(Multipart, RefusesMalformedParts) {
    EXPECT_NE(error_of(part("no header", "") + "--XX--"), "accepted");
    EXPECT_NE(error_of(part("Content-Type: text/plain", "") + "--XX--"), "accepted");
    EXPECT_NE(error_of(part("Content-Disposition: attachment; name=a", "") + "--XX--"), "accepted");
    EXPECT_NE(error_of("--XXX\r\n" + file + "\r\n\r\n\r\n--XX--"), "accepted");
}

TEST(Multipart, HoldsPartsToTheirLimits) {
    const MultipartLimits limits{.max_part_bytes = 10, .max_header_bytes = 100};
    EXPECT_EQ(error_of(part(file, std::string(10, 'x')) + "--XX--", limits), "accepted");
    EXPECT_EQ(
        error_of(part(file, std::string(11, 'x')) + "--XX--", limits),
        "the multipart body is malformed: part 1 is longer than 10 bytes"
    );
    EXPECT_NE(
        error_of(part(file + "\r\nX: " + std::string(100, 'x'), "") + "--XX--", limits), "accepted"
    );
    EXPECT_NE(error_of(std::string(10'000, 'x'), limits), "accepted");
}

TEST(Multipart, ReadsBoundariesAsRfc2046AllowsThem) {
    EXPECT_EQ(multipart_boundary("multipart/form-data; boundary=abc"), "abc");
    EXPECT_EQ(multipart_boundary("Multipart/Form-Data; boundary=\"a b?c\""), "a b?c");
    EXPECT_EQ(multipart_boundary("multipart/form-data"), std::nullopt);
    EXPECT_EQ(multipart_boundary("multipart/form-data; boundary=\"\""), std::nullopt);
    EXPECT_EQ(multipart_boundary("multipart/form-data; boundary=\"a \""), std::nullopt);
    EXPECT_EQ(multipart_boundary("multipart/form-data; boundary=\"a\tb\""), std::nullopt);
    EXPECT_EQ(
        multipart_boundary("multipart/form-data; boundary=" + std::string(71, 'a')), std::nullopt
    );
    EXPECT_EQ(multipart_boundary("multipart/mixed; boundary=abc"), std::nullopt);
}

// Whatever is written is read, however the body is cut: contents made of the pieces of delimiters.
RC_GTEST_PROP(Multipart, ReadsBackWhatWasWritten, ()) {
    const auto content = rc::gen::map(
        rc::gen::container<std::vector<std::string>>(
            rc::gen::element<std::string>("\r", "\n", "-", "X", "--X", "\r\n--", "a")
        ),
        [](const std::vector<std::string>& pieces) {
            std::string text;
            for (const std::string& piece : pieces) text += piece;
            return text;
        }
    );
    const auto contents = *rc::gen::container<std::vector<std::string>>(content);
    const auto step = *rc::gen::inRange<std::size_t>(1, 12);
    std::string body;
    for (const std::string& text : contents) {
        RC_PRE(("\r\n" + text + "\r\n").find("\r\n--XX") == std::string::npos);
        body += part(file, text);
    }
    const auto parts = parts_of({body + "--XX--\r\n", step});
    RC_ASSERT(parts.has_value());
    RC_ASSERT(parts->size() == contents.size());
    for (std::size_t index = 0; index < contents.size(); ++index)
        RC_ASSERT((*parts)[index].content == contents[index]);
}

RC_GTEST_PROP(Multipart, EndsOnAnyBody, ()) {
    const auto pieces = *rc::gen::container<std::vector<std::string>>(rc::gen::element<std::string>(
        "--XX", "\r\n", "--", file, ":", "a", "\r\n\r\n", "--XX--", "\"", ";"
    ));
    std::string body;
    for (const std::string& piece : pieces) body += piece;
    const auto parts = parts_of({body, *rc::gen::inRange<std::size_t>(1, 5)});
    if (!parts) RC_ASSERT(parts.error().code == ErrorCode::invalid_argument);
}

}  // namespace
}  // namespace lectern::transport::rest
