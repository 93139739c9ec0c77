#include "cli/terminal.hpp"

#include <algorithm>
#include <cstdio>

#include <fmt/format.h>
#include <unistd.h>

namespace lectern::cli {
namespace {

// `7/20`, or `7` while the total is not known.
std::string amount(std::uint64_t done, std::uint64_t total) {
    return std::to_string(done) + (total == 0 ? "" : "/" + std::to_string(total));
}

}  // namespace

void print_error(const Error& error) {
    fmt::print(stderr, "lectern: {}\n", error.message);
    for (const FieldViolation& violation : error.violations) {
        fmt::print(stderr, "  {}: {}\n", violation.field, violation.description);
    }
}

ProgressBar::ProgressBar(std::string label)
    : label_(std::move(label)), terminal_(::isatty(STDERR_FILENO) == 1) {}

ProgressBar::~ProgressBar() {
    if (terminal_ && shown_) fmt::print(stderr, "\n");
}

void ProgressBar::show(std::uint64_t done, std::uint64_t total, std::string_view note) {
    if (terminal_) {
        show_bar(done, total, note);
        return;
    }
    const std::uint64_t tenth = total == 0 ? 0 : done * 10 / total;
    if (shown_ && tenth == printed_tenth_) return;
    printed_tenth_ = tenth;
    shown_ = true;
    const std::string_view separator = note.empty() ? "" : ", ";
    fmt::print(stderr, "{}: {}{}{}\n", label_, amount(done, total), separator, note);
}

void ProgressBar::show_bar(std::uint64_t done, std::uint64_t total, std::string_view note) {
    constexpr std::size_t width = 30;
    const std::size_t filled = total == 0 ? 0 : std::min<std::size_t>(width, done * width / total);
    const std::string bar = std::string(filled, '#') + std::string(width - filled, '.');
    const std::string_view separator = note.empty() ? "" : ", ";
    fmt::print(stderr, "\r\x1b[K{} [{}] {}{}{}", label_, bar, amount(done, total), separator, note);
    std::fflush(stderr);
    shown_ = true;
}

}  // namespace lectern::cli
