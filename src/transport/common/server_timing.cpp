#include "transport/common/server_timing.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace lectern::transport {
namespace {

void append_timing(std::string& header, std::string_view stage, std::chrono::nanoseconds duration) {
    std::array<char, 32> digits{};
    const double milliseconds = std::chrono::duration<double, std::milli>(duration).count();
    const auto end =
        std::to_chars(
            digits.data(), digits.data() + digits.size(), milliseconds, std::chars_format::fixed, 3
        )
            .ptr;
    header.append(header.empty() ? "" : ", ")
        .append(stage)
        .append(";dur=")
        .append(digits.data(), end);
}

}  // namespace

std::string_view method_label(std::string_view method) {
    static constexpr std::array<std::string_view, 7> known{
        "GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"
    };
    return std::ranges::find(known, method) == known.end() ? "other" : method;
}

std::string server_timing(const Timings& timings, std::chrono::nanoseconds request) {
    std::string header;
    for (const StageTiming& timing : timings) append_timing(header, timing.stage, timing.duration);
    append_timing(header, "request", request);
    return header;
}

}  // namespace lectern::transport
