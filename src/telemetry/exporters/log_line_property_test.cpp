#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <boost/json/parse.hpp>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <unistd.h>

#include "core/testing/temporary_folder.hpp"
#include "core/utf8.hpp"
#include "telemetry/exporters/json_log.hpp"
#include "telemetry/exporters/scrubbing.hpp"

namespace lectern::telemetry {
namespace {

// What JSON, terminals and those who parse lines by hand stumble over.
const std::vector<std::string> hostile{
    std::string("\0", 1),
    "\n",
    "\r\n",
    "\"",
    "\\",
    "\\u0000",
    "\x1b[31m",
    "\x7f",
    "\xff",
    "\xc0\x80",
    "\xed\xa0\x80",
    "\xf4\x90\x80\x80",
    "\xe6\x96",
    "\u2028",
    "\ufeff",
    "😀",
    "</script>",
    "},{\"level\":\"error\"",
};

rc::Gen<std::string> hostile_text() {
    const auto piece = rc::gen::oneOf(
        rc::gen::elementOf(hostile),
        rc::gen::container<std::string>(rc::gen::arbitrary<char>()),
        rc::gen::map(
            rc::gen::pair(rc::gen::elementOf(hostile), rc::gen::inRange(0, 4000)),
            [](const auto& repeated) {
                std::string text;
                for (int i = 0; i < repeated.second; ++i) text += repeated.first;
                return text;
            }
        )
    );
    return rc::gen::map(
        rc::gen::container<std::vector<std::string>>(piece),
        [](const auto& pieces) {
            std::string text;
            for (const std::string& one : pieces) text += one;
            return text;
        }
    );
}

// The whole way of a line: scrubbed, encoded, written by another thread to a file.
class LogFile {
  public:
    LogFile() : descriptor_(::open(path().c_str(), O_CREAT | O_WRONLY | O_CLOEXEC, 0600)) {}
    ~LogFile() { ::close(descriptor_); }
    LogFile(const LogFile&) = delete;
    LogFile& operator=(const LogFile&) = delete;

    std::filesystem::path path() const { return folder_.path() / "log"; }

    void write(
        const RequestContext& context, std::string_view message, std::span<const Field> fields
    ) {
        JsonLog log(clock_, {.file_descriptor = descriptor_});
        ScrubbingLog(scrubber_, log).write(LogLevel::info, &context, message, fields);
    }
    std::vector<std::string> lines() const {
        std::ifstream file(path());
        std::vector<std::string> all;
        for (std::string line; std::getline(file, line);) all.push_back(line);
        return all;
    }

  private:
    TemporaryFolder folder_;
    const int descriptor_;
    ManualClock clock_;
    scrub::Scrubber scrubber_;
};

bool python_reads(const std::filesystem::path& file) {
    // Each line by itself, and with nothing but UTF-8 in it.
    const std::string command =
        "python3 -c 'import json, sys\n"
        "for line in open(sys.argv[1], \"rb\").read().decode(\"utf-8\", "
        "\"strict\").split(\"\\n\")[:-1]:\n"
        "    assert isinstance(json.loads(line), dict)' '" +
        file.string() + "'";
    return std::system(command.c_str()) == 0;  // NOLINT(cert-env33-c,concurrency-mt-unsafe)
}

RC_GTEST_PROP(LogLine, IsOneJsonObjectWhateverItSays, ()) {
    LogFile file;
    const auto message = *hostile_text();
    const auto value = *hostile_text();
    const auto id = *hostile_text();
    RequestContext context{.request_id = id, .correlation_id = *hostile_text()};
    context.principal.tenant.value = *hostile_text();
    const std::vector<Field> fields{
        {"error", value},
        {"detail", *rc::gen::arbitrary<double>()},
        {"count", *rc::gen::arbitrary<std::int64_t>()},
        {"reason", message},
        {"file", "ada@example.org"}
    };
    file.write(context, message, fields);
    const auto lines = file.lines();
    RC_ASSERT(lines.size() == 1U);
    RC_ASSERT(is_valid_utf8(lines[0]));
    RC_ASSERT(std::ranges::none_of(lines[0], [](char c) {
        return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
    }));
    RC_ASSERT(lines[0].size() < 7U * 9000U);
    boost::json::error_code error;
    const auto parsed = boost::json::parse(lines[0], error);
    RC_ASSERT(!error);
    for (const char* name :
         {"timestamp", "level", "message", "service", "error", "detail", "count"})
        RC_ASSERT(parsed.as_object().contains(name));
    RC_ASSERT(parsed.at("level") == "info");
    RC_ASSERT(parsed.at("file") == "[redacted:email]");
}

TEST(LogLine, IsReadByPythonWhateverItSays) {
    LogFile file;
    std::size_t count = 0;
    for (const std::string& one : hostile) {
        const RequestContext context{.request_id = one, .correlation_id = one + one};
        const std::string many(1U << 20, one.back());
        const std::string mixed = many + one;
        const std::vector<Field> fields{{"error", one}, {"detail", many}, {"reason", mixed}};
        file.write(context, one, fields);
        ++count;
    }
    EXPECT_EQ(file.lines().size(), count);
    for (const std::string& line : file.lines()) EXPECT_LT(line.size(), 20'000U);
    EXPECT_TRUE(python_reads(file.path()));
}

}  // namespace
}  // namespace lectern::telemetry
