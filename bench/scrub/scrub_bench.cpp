// How fast log lines are scrubbed, on one thread, by the time that the thread had a processor:
// other work on the machine does not count. Lines are those that Lectern writes; a value to be
// scrubbed stands in some of them.
//
//   lectern_scrub_bench [--lines N] [--rounds N]
#include <algorithm>
#include <charconv>
#include <cstdint>
#include <ctime>
#include <limits>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "telemetry/scrub/scrubber.hpp"

namespace {

using lectern::telemetry::scrub::Scrubber;

struct Arguments {
    std::size_t lines = 4'000;
    std::size_t rounds = 40;
};

class Generator {
  public:
    std::string hexadecimal(std::size_t count) { return pick("0123456789abcdef", count); }
    std::string digits(std::size_t count) { return pick("0123456789", count); }
    std::size_t below(std::size_t bound) { return random_() % bound; }

    // As the access log and the workers write them.
    std::string line(std::string_view detail) {
        const std::string head = fmt::format(
            R"({{"timestamp":"2026-11-24T{:02}:{:02}:{:02}.{:03}Z","level":"info","message":"{}","service":"lectern",)"
            R"("request_id":"req_{}","trace_id":"{}","span_id":"{}","tenant":"default",)",
            below(24),
            below(60),
            below(60),
            below(1000),
            messages_[below(messages_.size())],
            hexadecimal(32),
            hexadecimal(32),
            hexadecimal(16)
        );
        const std::string tail = fmt::format(
            R"("endpoint":"/v1/datasets/{{dataset}}/search","method":"POST","status":{},"duration_ms":{}.{},)"
            R"("request_bytes":{},"job_id":"job_{}","document_id":"reports/2026/q{}-summary-{}.pdf","detail":"{}"}})",
            below(2) == 0 ? 200 : 429,
            below(900),
            digits(3),
            digits(5),
            hexadecimal(32),
            below(4),
            digits(4),
            detail
        );
        return head + tail;
    }

    std::string harmless() {
        const std::size_t which = below(4);
        if (which == 0) return "connection reset by peer while reading the body";
        if (which == 1)
            return fmt::format("attempt 3 of 5 failed after {} ms, next in 2.5 s", digits(3));
        if (which == 2)
            return fmt::format(
                "lectern 0.1.{} at /var/lib/lectern/index/segment-{}", digits(2), digits(6)
            );
        return "the parser said: unexpected token at line 12, column 7";
    }

    std::string personal() {
        const std::size_t which = below(5);
        if (which == 0) return fmt::format("no mailbox for anna.{}@example.com", hexadecimal(6));
        if (which == 1) return fmt::format("client 203.0.113.{} went away", below(256));
        if (which == 2) return fmt::format("GET /callback?token={}&state=1", hexadecimal(24));
        if (which == 3) return fmt::format("Authorization: Bearer {}7", hexadecimal(32));
        return fmt::format("call +49 30 {}", digits(8));
    }

  private:
    std::string pick(std::string_view alphabet, std::size_t count) {
        std::string text(count, ' ');
        for (char& c : text) c = alphabet[below(alphabet.size())];
        return text;
    }

    std::mt19937_64 random_{42};  // the same lines on every machine
    std::vector<std::string_view> messages_{
        "request handled", "job accepted", "document indexed", "stage ended", "retrieval degraded"
    };
};

std::vector<std::string> corpus(std::size_t lines, std::size_t percent_of_hits) {
    Generator generator;
    std::vector<std::string> texts;
    for (std::size_t i = 0; i < lines; ++i) {
        const bool hit = generator.below(100) < percent_of_hits;
        texts.push_back(generator.line(hit ? generator.personal() : generator.harmless()));
    }
    return texts;
}

double processor_seconds() {
    timespec now{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
}

// The best of the rounds: what disturbs a round only makes it slower.
void measure(std::string_view name, const std::vector<std::string>& texts, std::size_t rounds) {
    const Scrubber scrubber;
    std::size_t bytes = 0;
    for (const std::string& text : texts) bytes += text.size();
    double best = std::numeric_limits<double>::max();
    std::size_t hits = 0;
    std::string out;
    for (std::size_t round = 0; round < rounds; ++round) {
        hits = 0;
        const double started = processor_seconds();
        for (const std::string& text : texts) hits += scrubber.scrub(text, out) ? 1 : 0;
        best = std::min(best, processor_seconds() - started);
    }
    fmt::print(
        "{:34} {:8.0f} MB/s {:8.0f} ns/line {:6.1f} % of lines changed\n",
        name,
        static_cast<double>(bytes) / best / 1e6,
        best * 1e9 / static_cast<double>(texts.size()),
        100.0 * static_cast<double>(hits) / static_cast<double>(texts.size())
    );
}

Arguments read(int count, char** values) {
    Arguments arguments;
    for (int i = 1; i + 1 < count; i += 2) {
        const std::string_view name = values[i];
        const std::string_view text = values[i + 1];
        std::size_t& into = name == "--rounds" ? arguments.rounds : arguments.lines;
        std::from_chars(text.data(), text.data() + text.size(), into);
    }
    return arguments;
}

}  // namespace

int main(int count, char** values) {
    const Arguments arguments = read(count, values);
    measure("lines without any", corpus(arguments.lines, 0), arguments.rounds);
    measure("one line in twenty has one", corpus(arguments.lines, 5), arguments.rounds);
    measure("every line has one", corpus(arguments.lines, 100), arguments.rounds);
    const std::vector<std::string> prose(
        arguments.lines / 8,
        std::string(8, ' ') +
            "the index could not be made durable because the disk was full; "
            "retrying in a while, as long as the lease of the batch is held by this worker and no "
            "other"
    );
    measure("prose", prose, arguments.rounds);
    return 0;
}
