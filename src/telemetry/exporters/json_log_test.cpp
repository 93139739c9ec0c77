#include "telemetry/exporters/json_log.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>
#include <unistd.h>

namespace lectern::telemetry {
namespace {

// A pipe whose reading end the test holds.
class Pipe {
  public:
    Pipe() { EXPECT_EQ(::pipe(ends_.data()), 0); }
    ~Pipe() {
        close_writer();
        ::close(ends_[0]);
    }
    Pipe(const Pipe&) = delete;
    Pipe& operator=(const Pipe&) = delete;

    int reader() const { return ends_[0]; }
    int writer() const { return ends_[1]; }
    void close_writer() {
        if (ends_[1] >= 0) ::close(ends_[1]);
        ends_[1] = -1;
    }
    std::string read_all() {
        close_writer();
        std::string text;
        std::array<char, 4096> part{};
        ssize_t count = 0;
        while ((count = ::read(ends_[0], part.data(), part.size())) > 0) {
            text.append(part.data(), static_cast<std::size_t>(count));
        }
        return text;
    }

  private:
    std::array<int, 2> ends_{-1, -1};
};

TEST(JsonLog, WritesWholeLinesFromManyThreads) {
    Pipe pipe;
    const ManualClock clock;
    {
        JsonLog log(clock, {.file_descriptor = pipe.writer()});
        std::vector<std::jthread> writers;
        for (int i = 0; i < 4; ++i) {
            writers.emplace_back([&log] {
                for (int line = 0; line < 50; ++line)
                    Log(log).write(LogLevel::info, nullptr, "hello");
            });
        }
    }
    const std::string text = pipe.read_all();
    EXPECT_EQ(std::ranges::count(text, '\n'), 200);
    EXPECT_TRUE(text.starts_with(R"({"timestamp":)"));
}

TEST(JsonLog, LeavesOutWhatIsBelowItsLevel) {
    Pipe pipe;
    const ManualClock clock;
    {
        JsonLog log(clock, {.file_descriptor = pipe.writer(), .level = LogLevel::warning});
        Log(log).write(LogLevel::info, nullptr, "quiet");
        Log(log).write(LogLevel::error, nullptr, "loud");
        log.set_level(LogLevel::debug);
        Log(log).write(LogLevel::debug, nullptr, "detail");
        log.flush();
    }
    const std::string text = pipe.read_all();
    EXPECT_FALSE(text.contains("quiet"));
    EXPECT_TRUE(text.contains("loud"));
    EXPECT_TRUE(text.contains("detail"));
}

TEST(JsonLog, DropsAndCountsWhenNobodyReads) {
    Pipe pipe;
    const ManualClock clock;
    JsonLog log(clock, {.file_descriptor = pipe.writer(), .capacity = 10});
    const std::string big(4000, 'x');
    // A pipe holds 64 KiB; what is beyond that and the buffer has no place to go.
    for (int line = 0; line < 200; ++line) Log(log).write(LogLevel::info, nullptr, big);
    EXPECT_GT(log.dropped(), 0U);
    std::jthread reader([&pipe] {
        std::array<char, 65536> part{};
        while (::read(pipe.reader(), part.data(), part.size()) > 0) {
        }
    });
    log.flush();
    pipe.close_writer();
}

}  // namespace
}  // namespace lectern::telemetry
