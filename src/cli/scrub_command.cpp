#include "cli/scrub_command.hpp"

#include <array>
#include <cerrno>
#include <cstddef>
#include <string_view>

#include <fmt/format.h>
#include <unistd.h>

#include "cli/json_scrubber.hpp"
#include "cli/terminal.hpp"
#include "telemetry/scrub/line_scrubber.hpp"
#include "telemetry/scrub/scrubber_files.hpp"

namespace lectern::cli {
namespace {

using telemetry::scrub::Kind;
using telemetry::scrub::KindCounts;
using telemetry::scrub::LineScrubber;
using telemetry::scrub::Scrubber;

constexpr std::size_t longest_line = std::size_t{64} << 20U;

bool write_all(int descriptor, std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t count = ::write(descriptor, bytes.data(), bytes.size());
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(count));
    }
    return true;
}

// Takes bytes as they come and gives scrubbed lines.
class LineFilter {
  public:
    LineFilter(const Scrubber& scrubber, const std::string& tenant)
        : scrubber_(scrubber), tenant_(tenant), lines_(scrubber, tenant) {}

    // Appends to `out` what is complete.
    void add(std::string_view bytes, std::string& out) {
        const std::size_t searched = waiting_.size();
        waiting_ += bytes;
        std::size_t begin = 0;
        auto end = waiting_.find('\n', searched);
        for (; end != std::string::npos; end = waiting_.find('\n', begin)) {
            scrub(std::string_view(waiting_).substr(begin, end - begin), "\n", out);
            begin = end + 1;
        }
        waiting_.erase(0, begin);
        if (waiting_.size() >= longest_line) finish(out);
    }

    // What stands after the last end of a line.
    void finish(std::string& out) {
        if (!waiting_.empty()) scrub(waiting_, "", out);
        waiting_.clear();
    }

    KindCounts counts() const {
        KindCounts sum = lines_.counts();
        for (std::size_t kind = 0; kind < sum.size(); ++kind) sum.at(kind) += json_counts_.at(kind);
        return sum;
    }

  private:
    void scrub(std::string_view line, std::string_view end, std::string& out) {
        if (line.ends_with('\r')) {
            line.remove_suffix(1);
            end = end.empty() ? "\r" : "\r\n";
        }
        const bool is_written = (!lines_.is_within_key() &&
                                 scrub_json_line(scrubber_, line, tenant_, out, json_counts_)) ||
                                lines_.scrub(line, out);
        if (is_written) out += end;
    }

    const Scrubber& scrubber_;
    const std::string& tenant_;
    LineScrubber lines_;
    KindCounts json_counts_{};
    std::string waiting_;
};

void print_counts(const KindCounts& counts) {
    for (const Kind kind : telemetry::scrub::all_kinds) {
        const auto count = counts.at(static_cast<std::size_t>(kind));
        fmt::print(stderr, "{:16} {}\n", telemetry::scrub::to_string(kind), count);
    }
}

int failed(std::string_view what) {
    print_error({.code = ErrorCode::unavailable, .message = std::string(what)});
    return 1;
}

}  // namespace

int scrub(const ScrubArguments& arguments, int in, int out) {
    const auto scrubber = telemetry::scrub::load_scrubber(
        {.hash_key = arguments.hash_key_file,
         .allow = arguments.allow_file,
         .patterns = arguments.patterns_file}
    );
    if (!scrubber) {
        print_error(scrubber.error());
        return 2;
    }
    LineFilter filter(*scrubber, arguments.tenant);
    std::array<char, 65536> part{};
    while (true) {
        const ssize_t count = ::read(in, part.data(), part.size());
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return failed("cannot read the input");
        std::string scrubbed;
        if (count == 0) {
            filter.finish(scrubbed);
        } else {
            filter.add({part.data(), static_cast<std::size_t>(count)}, scrubbed);
        }
        if (!write_all(out, scrubbed)) return failed("cannot write the output");
        if (count == 0) break;
    }
    if (arguments.stats) print_counts(filter.counts());
    return 0;
}

}  // namespace lectern::cli
