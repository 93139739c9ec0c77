#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/result.hpp"

namespace lectern::cli {

/// `lectern: <message>` and one line a violation, on standard error.
void print_error(const Error& error);

/// Shows how far something is, on standard error: a bar that moves on a terminal, a line now and
/// then elsewhere. One thread at a time.
class ProgressBar final {
  public:
    explicit ProgressBar(std::string label);
    /// Ends the line of a bar that was shown.
    ~ProgressBar();
    ProgressBar(const ProgressBar&) = delete;
    ProgressBar& operator=(const ProgressBar&) = delete;

    /// `total` 0: not known yet.
    void show(std::uint64_t done, std::uint64_t total, std::string_view note = {});

  private:
    void show_bar(std::uint64_t done, std::uint64_t total, std::string_view note);

    const std::string label_;
    const bool terminal_;
    bool shown_ = false;
    std::uint64_t printed_tenth_ = 0;
};

}  // namespace lectern::cli
