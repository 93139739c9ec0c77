#include "telemetry/scrub/line_scrubber.hpp"

#include <utility>

namespace lectern::telemetry::scrub {
namespace {

constexpr std::uint64_t longest_key = 500;
constexpr std::string_view key_begin = "-----BEGIN ";
constexpr std::string_view private_label = "PRIVATE KEY-----";
constexpr std::string_view key_end = "-----END ";
constexpr std::string_view dashes = "-----";

}  // namespace

LineScrubber::LineScrubber(const Scrubber& scrubber, std::string tenant)
    : scrubber_(scrubber), tenant_(std::move(tenant)) {}

// Takes off what belongs to the key that an earlier line began; true when that is all of the line.
bool LineScrubber::skip_key(std::string_view& line) {
    const auto end = line.find(key_end);
    if (end == std::string_view::npos) {
        --key_lines_;
        return true;
    }
    key_lines_ = 0;
    const auto last = line.find(dashes, end + key_end.size());
    line = last == std::string_view::npos ? std::string_view{} : line.substr(last + dashes.size());
    return line.empty();
}

bool LineScrubber::scrub(std::string_view line, std::string& out) {
    if (key_lines_ > 0 && skip_key(line)) return false;
    std::string scrubbed;
    if (!scrubber_.scrub(line, scrubbed, tenant_, &counts_)) {
        out.append(line);
        return true;
    }
    // A marker at the end of a line that began a key and did not end it.
    const auto begin = line.rfind(key_begin);
    const bool is_open = begin != std::string_view::npos && !line.substr(begin).contains(key_end) &&
                         scrubbed.ends_with(']') && line.substr(begin).contains(private_label);
    if (is_open) key_lines_ = longest_key;
    out.append(scrubbed);
    return true;
}

}  // namespace lectern::telemetry::scrub
