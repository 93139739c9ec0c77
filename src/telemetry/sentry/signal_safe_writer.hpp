#pragma once

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include <unistd.h>

namespace lectern::telemetry::sentry {

/// Writes text to a file through a buffer of its own, by nothing but what POSIX allows in a signal
/// handler. What cannot be written is lost.
class SignalSafeWriter final {
  public:
    explicit SignalSafeWriter(int file) noexcept : file_(file) {}

    void text(std::string_view text) noexcept {
        for (const char c : text) {
            if (used_ == buffer_.size()) flush();
            buffer_[used_++] = c;
        }
    }

    void decimal(std::int64_t number) noexcept {
        if (number < 0) text("-");
        const auto whole = static_cast<std::uint64_t>(number);
        digits(number < 0 ? 0 - whole : whole, 10);
    }

    void hexadecimal(std::uint64_t number) noexcept { digits(number, 16); }

    void flush() noexcept {
        std::size_t written = 0;
        while (written < used_) {
            const ssize_t count = ::write(file_, buffer_.data() + written, used_ - written);
            if (count < 0 && errno == EINTR) continue;
            if (count <= 0) break;
            written += static_cast<std::size_t>(count);
        }
        used_ = 0;
    }

  private:
    void digits(std::uint64_t number, unsigned base) noexcept {
        std::array<char, 20> reversed{};
        std::size_t count = 0;
        do {
            reversed[count++] = "0123456789abcdef"[number % base];
            number /= base;
        } while (number > 0);
        while (count > 0) text({&reversed[--count], 1});
    }

    const int file_;
    std::size_t used_ = 0;
    std::array<char, 2048> buffer_{};
};

}  // namespace lectern::telemetry::sentry
