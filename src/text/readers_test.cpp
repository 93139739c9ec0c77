#include "text/readers.hpp"

#include <cstdlib>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <zip.h>

#include "core/utf8.hpp"
#include "text/charset.hpp"

namespace lectern::text {
namespace {

using domain::BlockKind;

std::string read_file(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    EXPECT_TRUE(file) << path;
    return {std::istreambuf_iterator<char>(file), {}};
}

std::string name_of(const domain::Block& block) {
    switch (block.kind) {
        case BlockKind::heading:
            return "heading " + std::to_string(block.level);
        case BlockKind::paragraph:
            return "paragraph";
        case BlockKind::list_item:
            return "item";
        case BlockKind::code:
            return "code";
        case BlockKind::table_row:
            return "row";
    }
    return {};
}

// A document as people can review it. What lies between blocks is shown where it is more than white
// space.
std::string show(const domain::ExtractedText& document) {
    std::string shown = "type: " + document.media_type + "\ntitle: " + document.title + "\n";
    for (const domain::Block& block : document.blocks) {
        shown += "[" + name_of(block) + "] " +
                 document.text.substr(block.range.begin, block.range.end - block.range.begin) +
                 "\n";
    }
    return shown;
}

void expect_golden(const std::string& name, const domain::ExtractedText& document) {
    const std::string path = "tests/golden/text/" + name + ".expected";
    const std::string shown = show(document);
    if (std::getenv("LECTERN_UPDATE_GOLDEN") != nullptr)
        std::ofstream(path, std::ios::binary) << shown;
    EXPECT_EQ(shown, read_file(path)) << name;
}

std::string golden_input(const std::string& name) {
    return decode_text(read_file("tests/golden/text/" + name), "utf-8", false).value();
}

TEST(Readers, ReadTheGoldenDocuments) {
    expect_golden("plain.txt", read_plain(golden_input("plain.txt")));
    expect_golden("guide.md", read_markdown(golden_input("guide.md")).value());
    expect_golden("page.html", read_html(golden_input("page.html")).value());
    expect_golden("main.html", read_html(golden_input("main.html")).value());
    expect_golden("record.json", read_json(golden_input("record.json")).value());
    expect_golden("people.csv", read_csv(golden_input("people.csv")).value());
    expect_golden("article.pdf.txt", read_pdf_text(golden_input("article.pdf.txt")));
    expect_golden(
        "retention-policy.docx", read_docx(read_file("docs/samples/retention-policy.docx")).value()
    );
}

TEST(Readers, LeaveEmptyDocumentsEmpty) {
    for (const std::string_view blank : {"", " \n\t\n"}) {
        EXPECT_TRUE(read_plain(blank).blocks.empty());
        EXPECT_TRUE(read_markdown(blank)->text.empty());
        EXPECT_TRUE(read_html(blank)->text.empty());
        EXPECT_TRUE(read_csv(blank)->text.empty());
        EXPECT_TRUE(read_pdf_text(blank).text.empty());
    }
    EXPECT_TRUE(read_json("{\"a\": [null, \"\"]}")->text.empty());
}

TEST(ReadHtml, SurvivesDeepNesting) {
    std::string page;
    for (int i = 0; i < 2'000; ++i) page += "<div>";
    EXPECT_EQ(read_html(page + "deep")->text, "deep");
}

TEST(ReadMarkdown, TakesTheFirstHeadingForATitle) {
    EXPECT_EQ(read_markdown("## Part\n\n# Whole\n")->title, "Whole");
    EXPECT_EQ(read_markdown("---\nno front matter")->title, "");
}

TEST(ReadJson, FailsForBrokenAndForDeepDocuments) {
    for (const std::string& broken :
         {std::string("{"),
          std::string("[1,]"),
          std::string("1 2"),
          std::string("\"\\ud800\""),
          std::string(100, '[')}) {
        const auto document = read_json(broken);
        ASSERT_FALSE(document) << broken;
        EXPECT_EQ(document.error().code, ErrorCode::invalid_argument);
    }
}

TEST(ReadCsv, FailsForAQuoteThatIsNotClosed) {
    const auto document = read_csv("a,b\n1,\"2\n");
    ASSERT_FALSE(document);
    EXPECT_EQ(document.error().message, "the quote opened in line 2 is not closed");
}

TEST(ReadCsv, FindsTheDelimiter) {
    EXPECT_EQ(read_csv("a\tb\n1,5\t2\n")->text, "a: 1,5; b: 2");
    EXPECT_EQ(read_csv("\"x;y\",b\n1,2\n")->text, "x;y: 1; b: 2");
    EXPECT_EQ(read_csv("one\n1\n2")->text, "one: 1\none: 2");
}

struct Part {
    std::string name;
    std::string content;
};

// A zip archive in memory.
std::string make_archive(const std::vector<Part>& parts) {
    zip_error_t error{};
    zip_source_t* buffer = zip_source_buffer_create(nullptr, 0, 0, &error);
    zip_source_keep(buffer);
    zip_t* archive = zip_open_from_source(buffer, ZIP_CREATE | ZIP_TRUNCATE, &error);
    for (const Part& part : parts) {
        zip_source_t* source =
            zip_source_buffer(archive, part.content.data(), part.content.size(), 0);
        zip_file_add(archive, part.name.c_str(), source, ZIP_FL_ENC_UTF_8);
    }
    EXPECT_EQ(zip_close(archive), 0);
    zip_stat_t stat{};
    zip_source_open(buffer);
    zip_source_stat(buffer, &stat);
    std::string bytes(stat.size, '\0');
    zip_source_read(buffer, bytes.data(), bytes.size());
    zip_source_close(buffer);
    zip_source_free(buffer);
    return bytes;
}

std::string word_document(const std::string& body) {
    return "<w:document "
           "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:body>" +
           body + "</w:body></w:document>";
}

std::string docx_text(const std::string& body) {
    return read_docx(make_archive({{"word/document.xml", word_document(body)}}))->text;
}

TEST(ReadDocx, JoinsRunsAndLeavesOutWhatIsDeleted) {
    EXPECT_EQ(
        docx_text(
            "<w:p><w:r><w:t xml:space=\"preserve\">One "
            "</w:t></w:r><w:r><w:t>w</w:t></w:r><w:r><w:t>ord</w:t></w:r>"
            "<w:del><w:r><w:delText>gone</w:delText></w:r></w:del>"
            "<w:ins><w:r><w:tab/><w:t>added</w:t></w:r></w:ins>"
            "<w:hyperlink><w:r><w:t xml:space=\"preserve\"> link</w:t></w:r></w:hyperlink></w:p>"
        ),
        "One word added link"
    );
}

TEST(ReadDocx, ReadsTablesAndContentControls) {
    EXPECT_EQ(
        docx_text(
            "<w:sdt><w:sdtContent><w:p><w:r><w:t>Inside</w:t></w:r></w:p></w:sdtContent></w:sdt>"
            "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>a</w:t></w:r></w:p><w:p><w:r><w:t>b</w:t></w:r></"
            "w:p></w:tc>"
            "<w:tc><w:p/></w:tc><w:tc><w:p><w:r><w:t>c</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
        ),
        "Inside\n\na b | c"
    );
}

TEST(ReadDocx, FollowsStylesToHeadingsAlsoInARing) {
    const std::string styles =
        "<w:styles xmlns:w=\"w\"><w:style w:styleId=\"H\"><w:name w:val=\"heading 2\"/></w:style>"
        "<w:style w:styleId=\"Mine\"><w:basedOn w:val=\"H\"/></w:style>"
        "<w:style w:styleId=\"A\"><w:basedOn w:val=\"B\"/></w:style>"
        "<w:style w:styleId=\"B\"><w:basedOn w:val=\"A\"/></w:style></w:styles>";
    const std::string body =
        "<w:p><w:pPr><w:pStyle w:val=\"Mine\"/></w:pPr><w:r><w:t>Heading</w:t></w:r></w:p>"
        "<w:p><w:pPr><w:pStyle w:val=\"A\"/></w:pPr><w:r><w:t>Text</w:t></w:r></w:p>"
        "<w:p><w:pPr><w:numPr><w:numId "
        "w:val=\"4\"/></w:numPr></w:pPr><w:r><w:t>Item</w:t></w:r></w:p>";
    const auto document = read_docx(
        make_archive({{"word/document.xml", word_document(body)}, {"word/styles.xml", styles}})
    );
    ASSERT_TRUE(document);
    ASSERT_EQ(document->blocks.size(), 3U);
    EXPECT_EQ(document->blocks[0].kind, BlockKind::heading);
    EXPECT_EQ(document->blocks[0].level, 2U);
    EXPECT_EQ(document->blocks[1].kind, BlockKind::paragraph);
    EXPECT_EQ(document->blocks[2].kind, BlockKind::list_item);
    EXPECT_EQ(document->title, "Heading");
}

void expect_refused(const Result<domain::ExtractedText>& document, std::string_view message) {
    ASSERT_FALSE(document);
    EXPECT_EQ(document.error().code, ErrorCode::invalid_argument);
    EXPECT_EQ(document.error().message, message);
}

TEST(ReadDocx, RefusesWhatIsBroken) {
    const std::string good = make_archive({{"word/document.xml", word_document("<w:p/>")}});
    expect_refused(read_docx("PK"), "the DOCX document is broken: its archive cannot be opened");
    expect_refused(
        read_docx(good.substr(0, good.size() / 2)),
        "the DOCX document is broken: its archive cannot be opened"
    );
    expect_refused(
        read_docx(make_archive({{"other", "x"}})),
        "the DOCX document is broken: it has no word/document.xml"
    );
    expect_refused(
        read_docx(make_archive({{"word/document.xml", "<w:document><w:body>"}})),
        "the DOCX document is broken: word/document.xml is no well-formed XML"
    );
}

TEST(ReadDocx, RefusesBombs) {
    const std::string zeros(3U << 20, ' ');
    const std::string bomb = make_archive({{"word/document.xml", word_document(zeros)}});
    EXPECT_LT(bomb.size(), 20'000U);
    expect_refused(
        read_docx(bomb, {.part_bytes = 1U << 20}), "the DOCX document is too large when unpacked"
    );
    expect_refused(
        read_docx(make_archive({{"a", ""}, {"b", ""}, {"word/document.xml", "x"}}), {.entries = 2}),
        "the DOCX document has too many parts"
    );
}

void check_form(const domain::ExtractedText& document) {
    RC_ASSERT(is_valid_utf8(document.text));
    RC_ASSERT(normalise_nfc(document.text) == document.text);
    std::uint64_t done = 0;
    for (const domain::Block& block : document.blocks) {
        RC_ASSERT(block.range.begin >= done);
        RC_ASSERT(block.range.begin < block.range.end);
        RC_ASSERT(block.range.end <= document.text.size());
        RC_ASSERT((block.level > 0) == (block.kind == BlockKind::heading));
        done = block.range.end;
    }
}

RC_GTEST_PROP(Readers, GiveOrderedBlocksOfNormalisedTextForAnyInput, ()) {
    const auto pieces = rc::gen::container<std::vector<std::string>>(rc::gen::element<std::string>(
        "a",
        "# ",
        "\n",
        "\n\n",
        "- ",
        "1. ",
        "> ",
        "```\n",
        "|",
        "---",
        "<p>",
        "<b>",
        "</b>",
        "<table>",
        "<tr>",
        "<td>",
        "</table>",
        "<li>",
        "<pre>",
        "<h2>",
        "&eacute;",
        "e\u0301",
        "\u0301",
        "é",
        "\"",
        ",",
        ";",
        "\f",
        "Title\n",
        "  ",
        "<!--",
        "<main>",
        "\u2022 item\n",
        "\xff",
        "\u1100\u1161",
        "<svg>",
        "<title>"
    ));
    std::string raw;
    for (const std::string& piece : *pieces) raw += piece;
    const std::string utf8 = decode_text(raw, "utf-8", false).value();
    check_form(read_plain(utf8));
    check_form(read_markdown(utf8).value());
    check_form(read_html(utf8).value());
    check_form(read_pdf_text(utf8));
    if (const auto csv = read_csv(utf8)) check_form(*csv);
    if (const auto json = read_json(utf8)) check_form(*json);
}

}  // namespace
}  // namespace lectern::text
