#include "backends/extraction/local_extractor.hpp"

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <unistd.h>

#include "backends/extraction/document_reader.hpp"
#include "core/testing/temporary_folder.hpp"

namespace lectern::backends::extraction {
namespace {

using domain::ExtractedText;
using namespace std::chrono_literals;

std::string read_file(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    EXPECT_TRUE(file) << path;
    return {std::istreambuf_iterator<char>(file), {}};
}

LocalExtractor::Options options() {
    LocalExtractor::Options options{.program = LECTERN_EXTRACT_CHILD};
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    options.memory_bytes = 0;  // sanitizers reserve terabytes of addresses
#endif
    return options;
}

Result<ExtractedText> extract(
    std::string_view content,
    std::string_view type = {},
    LocalExtractor::Options with = options(),
    const RequestContext& context = {}
) {
    return LocalExtractor(std::move(with)).extract(context, content, type, "");
}

void expect_error(
    const Result<ExtractedText>& extracted, ErrorCode code, std::string_view message
) {
    ASSERT_FALSE(extracted);
    EXPECT_EQ(extracted.error().code, code);
    EXPECT_EQ(extracted.error().message, message);
}

void expect_invalid(const Result<ExtractedText>& extracted, std::string_view message) {
    expect_error(extracted, ErrorCode::invalid_argument, message);
}

void expect_equal(const ExtractedText& a, const ExtractedText& b) {
    EXPECT_EQ(a.media_type, b.media_type);
    EXPECT_EQ(a.title, b.title);
    EXPECT_EQ(a.text, b.text);
    EXPECT_EQ(a.blocks.size(), b.blocks.size());
}

// A program that stands in for the parser, removed at the end.
class Script final {
  public:
    explicit Script(const std::string& body) {
        std::ofstream(path()) << "#!/bin/sh\n" << body << "\n";
        std::filesystem::permissions(path(), std::filesystem::perms::owner_all);
    }

    std::string path() const { return (folder_.path() / "parser").string(); }

  private:
    TemporaryFolder folder_;
};

const std::string docx = read_file("docs/samples/retention-policy.docx");
const std::string pdf = read_file("docs/samples/operations-note.pdf");
const std::string html = read_file("docs/samples/retrieval-terms.html");

Result<ExtractedText> extract_by(
    const std::string& script,
    std::chrono::milliseconds time_limit = 60s,
    const RequestContext& context = {}
) {
    const Script parser(script);
    LocalExtractor::Options with = options();
    with.program = parser.path();
    with.time_limit = time_limit;
    with.max_text_bytes = 1000;
    return extract(docx, "", with, context);
}

TEST(LocalExtractor, ReadsPdf) {
    const auto document = extract(pdf);
    ASSERT_TRUE(document) << document.error().message;
    EXPECT_EQ(document->media_type, "application/pdf");
    EXPECT_EQ(document->title, "Operations note: running Lectern on one machine");
    std::vector<std::string> headings;
    for (const domain::Block& block : document->blocks) {
        if (block.kind != domain::BlockKind::heading) continue;
        headings.push_back(
            document->text.substr(block.range.begin, block.range.end - block.range.begin)
        );
    }
    EXPECT_EQ(
        headings,
        (std::vector<std::string>{
            "Operations note: running Lectern on one machine",
            "What is on disk",
            "Starting and stopping",
            "Jobs that do not finish",
            "Memory and processor",
            "When disk space runs out",
            "First look when searches are slow"
        })
    );
    EXPECT_TRUE(document->text.contains(
        "- Look at the dead letters by stage. Many failures in one stage have one cause."
    ));
    EXPECT_FALSE(document->text.contains("page 1 of 2"));
}

TEST(LocalExtractor, ReadsDocxInAChildAsItWouldInProcess) {
    const auto document = extract(docx);
    ASSERT_TRUE(document) << document.error().message;
    expect_equal(*document, read_document(text::MediaType::docx, docx, "").value());
}

TEST(LocalExtractor, ReadsTangledHtmlInAChildAsItWouldInProcess) {
    const auto in_process = extract(html);
    ASSERT_TRUE(in_process);
    EXPECT_EQ(in_process->title, "Terms of document retrieval");
    EXPECT_FALSE(in_process->text.contains("Documentation"));
    LocalExtractor::Options with = options();
    with.max_in_process_tags = 1;
    const auto in_child = extract(html, "text/html", with);
    ASSERT_TRUE(in_child) << in_child.error().message;
    expect_equal(*in_child, *in_process);
}

TEST(LocalExtractor, PassesTheCharsetToTheChild) {
    LocalExtractor::Options with = options();
    with.max_in_process_bytes = 1;
    const auto document = extract("<p>caf\xE9", "text/html; charset=iso-8859-1", with);
    ASSERT_TRUE(document) << document.error().message;
    EXPECT_EQ(document->text, "café");
}

TEST(LocalExtractor, ReadsTextOfEveryOtherType) {
    EXPECT_EQ(extract("text", "text/plain")->text, "text");
    EXPECT_EQ(extract("# T", "text/markdown")->title, "T");
    EXPECT_EQ(extract("{\"a\": 1}")->text, "a: 1");
    EXPECT_EQ(extract("a,b\n1,2", "text/csv")->text, "a: 1; b: 2");
}

TEST(LocalExtractor, RefusesDocumentsWithoutText) {
    expect_invalid(extract(" \n"), "the document has no text");
    expect_invalid(extract("<html><script>x</script>"), "the document has no text");
}

TEST(LocalExtractor, RefusesWhatIsTooLarge) {
    LocalExtractor::Options with = options();
    with.max_content_bytes = 9;
    EXPECT_TRUE(extract("123456789", "", with));
    expect_invalid(extract("1234567890", "", with), "the document is larger than 9 bytes");
    with = options();
    with.max_text_bytes = 9;
    expect_invalid(extract("1234567890", "", with), "the document's text is larger than 9 bytes");
}

TEST(LocalExtractor, RefusesBrokenPdf) {
    expect_invalid(extract("%PDF-1.4\nnothing of the kind"), "the PDF document is broken");
    expect_invalid(extract(pdf.substr(0, 100)), "the PDF document is broken");
}

TEST(LocalExtractor, RefusesEncryptedPdf) {
    // Keys that no password fits.
    std::string locked = pdf;
    const std::string key(64, 'A');
    const std::string encryption = "/ID [<" + key + "> <" + key +
                                   ">] /Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <" + key +
                                   "> /U <" + key + "> >> /Root 1 0 R";
    locked.replace(locked.find("/Root 1 0 R"), std::string("/Root 1 0 R").size(), encryption);
    expect_invalid(extract(locked), "the PDF document is encrypted");
}

TEST(LocalExtractor, RefusesPdfWithoutText) {
    std::string blank = pdf;
    for (std::size_t at = blank.find(" Tj"); at != std::string::npos; at = blank.find(" Tj", at)) {
        const std::size_t begin = blank.rfind('(', at);
        blank.replace(begin, at + 3 - begin, at + 3 - begin, ' ');
    }
    expect_invalid(extract(blank), "the PDF document has no text, perhaps it is scanned");
}

TEST(LocalExtractor, RefusesBrokenDocx) {
    expect_invalid(
        extract(docx.substr(0, docx.size() / 2)),
        "the DOCX document is broken: its archive cannot be opened"
    );
}

TEST(LocalExtractor, IsUnavailableWithoutItsPrograms) {
    LocalExtractor::Options with = options();
    with.program = "";
    expect_error(
        extract(docx, "", with),
        ErrorCode::unavailable,
        "no program to read "
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document is configured"
    );
    with.program = "/nonexistent/lectern";
    expect_error(
        extract(docx, "", with),
        ErrorCode::unavailable,
        "cannot start /nonexistent/lectern: No such file or directory"
    );
    with.pdftotext = "no-pdftotext";
    expect_error(
        extract(pdf, "", with),
        ErrorCode::unavailable,
        "cannot start no-pdftotext: No such file or directory"
    );
}

TEST(LocalExtractor, NeedsPdfinfoForTitlesOnly) {
    LocalExtractor::Options with = options();
    with.pdfinfo = "no-pdfinfo";
    const auto document = extract(pdf, "", with);
    ASSERT_TRUE(document);
    EXPECT_EQ(document->title, "Operations note: running Lectern on one machine");
}

TEST(LocalExtractor, BlamesTheDocumentForAParserThatCrashesOrHangs) {
    expect_invalid(extract_by("kill -SEGV $$"), "the document cannot be read: its parser crashed");
    expect_invalid(extract_by("sleep 1000", 50ms), "the document took too long to read");
    expect_invalid(
        extract_by("while :; do echo 0123456789012345678901234567890123456789; done"),
        "the document has too much text"
    );
}

TEST(LocalExtractor, IsUnavailableWhenTheParserTalksNonsense) {
    expect_error(
        extract_by("echo LXT1"), ErrorCode::unavailable, "the document parser gave no proper answer"
    );
    expect_error(
        extract_by("exit 3"), ErrorCode::unavailable, "the document parser failed with status 3"
    );
}

TEST(LocalExtractor, ObeysTheContext) {
    RequestContext late;
    late.deadline = std::chrono::steady_clock::now() + 50ms;
    const auto timed_out = extract_by("sleep 1000", 60s, late);
    ASSERT_FALSE(timed_out);
    EXPECT_EQ(timed_out.error().code, ErrorCode::deadline_exceeded);

    std::stop_source stop;
    stop.request_stop();
    RequestContext stopped;
    stopped.stop = stop.get_token();
    const auto cancelled = extract("text", "", options(), stopped);
    ASSERT_FALSE(cancelled);
    EXPECT_EQ(cancelled.error().code, ErrorCode::cancelled);
}

}  // namespace
}  // namespace lectern::backends::extraction
