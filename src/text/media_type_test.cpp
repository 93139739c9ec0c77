#include "text/media_type.hpp"

#include <string>

#include <gtest/gtest.h>

namespace lectern::text {
namespace {

using namespace std::string_view_literals;

MediaType detect(std::string_view declared, std::string_view content, std::string_view url = {}) {
    return detect_media_type(declared, content, url).value();
}

void expect_refused(std::string_view declared, std::string_view content) {
    const auto type = detect_media_type(declared, content, "");
    ASSERT_FALSE(type) << declared;
    EXPECT_EQ(type.error().code, ErrorCode::invalid_argument);
}

constexpr std::string_view pdf = "%PDF-1.7\n%\xE2\xE3\0\0 ..."sv;
constexpr std::string_view docx = "PK\x03\x04....word/document.xml...."sv;

TEST(MediaType, NamesAreParsed) {
    for (const MediaType type :
         {MediaType::plain,
          MediaType::markdown,
          MediaType::html,
          MediaType::json,
          MediaType::csv,
          MediaType::pdf,
          MediaType::docx}) {
        EXPECT_EQ(parse_media_type(to_string(type)), type);
    }
    EXPECT_EQ(parse_media_type("application/problem+json"), MediaType::json);
    EXPECT_EQ(parse_media_type("text/x-python"), MediaType::plain);
    EXPECT_FALSE(parse_media_type("image/png"));
}

TEST(MediaType, TakesADeclarationApart) {
    const DeclaredType declared = parse_declared_type(" Text/HTML ; level=1; Charset = \"UTF-8\" ");
    EXPECT_EQ(declared.essence, "text/html");
    EXPECT_EQ(declared.charset, "utf-8");
    EXPECT_EQ(parse_declared_type("text/plain").charset, "");
    EXPECT_EQ(parse_declared_type(";;=").essence, "");
}

TEST(MediaType, ADeclarationGoesFirst) {
    EXPECT_EQ(detect("text/plain", "<!doctype html><p>x", "a.html"), MediaType::plain);
    EXPECT_EQ(detect("text/markdown; charset=utf-8", "{}"), MediaType::markdown);
    EXPECT_EQ(detect("application/octet-stream", "{}"), MediaType::json);
}

TEST(MediaType, SignaturesProveATextDeclarationWrong) {
    EXPECT_EQ(detect("text/plain", pdf), MediaType::pdf);
    EXPECT_EQ(detect("text/plain", docx), MediaType::docx);
}

TEST(MediaType, IsFoundFromTheContent) {
    EXPECT_EQ(detect("", pdf), MediaType::pdf);
    EXPECT_EQ(detect("", docx), MediaType::docx);
    EXPECT_EQ(detect("", " \n<!DOCTYPE html>"), MediaType::html);
    EXPECT_EQ(detect("", "<!-- x --><html>"), MediaType::html);
    EXPECT_EQ(detect("", "\n[1, {\"a\": null}]\n"), MediaType::json);
    EXPECT_EQ(detect("", "[not json]"), MediaType::plain);
    EXPECT_EQ(detect("", "<3 plain text"), MediaType::plain);
    EXPECT_EQ(detect("", ""), MediaType::plain);
}

TEST(MediaType, IsFoundFromTheUrl) {
    EXPECT_EQ(
        detect("", "# Title", "https://example.org/README.md?raw=1#top"), MediaType::markdown
    );
    EXPECT_EQ(detect("", "<html>in Markdown", "guide.MD"), MediaType::markdown);
    EXPECT_EQ(detect("", "a,b\n1,2", "file.csv"), MediaType::csv);
}

TEST(MediaType, RefusesWhatCannotBeRead) {
    expect_refused("image/png", "\x89PNG");
    expect_refused("application/pdf", "hello");
    expect_refused(
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "PK\x03\x04 other zip"
    );
    expect_refused(
        "",
        "\x7F"
        "ELF\x02\x01\x01\0"sv
    );
    expect_refused("text/plain", "\x01\x02\x03\x04");
    expect_refused("", "PK\x03\x04\x14\x00"sv);
}

TEST(MediaType, TakesWideEncodingsForText) {
    EXPECT_EQ(detect("", "\xFF\xFEh\0i\0"sv), MediaType::plain);
    EXPECT_EQ(detect("text/plain; charset=UTF-16LE", "h\0i\0"sv), MediaType::plain);
}

}  // namespace
}  // namespace lectern::text
