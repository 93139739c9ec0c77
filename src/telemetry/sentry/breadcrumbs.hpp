#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.hpp"
#include "telemetry/log.hpp"

namespace lectern::telemetry::sentry {

/// A log line, as error reports show what came before.
struct Breadcrumb {
    std::uint64_t sequence = 0;  ///< Rises from line to line, from 1.
    Timestamp time{};
    LogLevel level = LogLevel::info;
    std::string request_id{};  ///< Empty for lines of no request.
    std::string message{};
    std::string fields{};  ///< Members of a JSON object, without its braces.

    bool operator==(const Breadcrumb&) const = default;
};

/// Passes log lines on and remembers the last of them, in memory that is taken once. To be put
/// behind the scrubber, so that it never holds what must not be seen. Thread-safe; threads wait for
/// each other only when one line overtakes another by a whole round.
class Breadcrumbs final : public LogSink {
  public:
    static constexpr std::size_t kept = 256;

    /// Both outlive it.
    Breadcrumbs(const Clock& clock, LogSink& next);

    bool is_enabled(LogLevel level) const override { return next_.is_enabled(level); }
    void write(
        LogLevel level,
        const RequestContext* context,
        std::string_view message,
        std::span<const Field> fields
    ) override;

    /// The last lines, at most `count`, the oldest first: those of the request and those of none,
    /// never another's.
    std::vector<Breadcrumb> last(std::string_view request_id, std::size_t count) const;

    /// A line as it is kept: texts are cut to fit, and hold no line end and no tab.
    struct Slot {
        std::uint64_t sequence = 0;
        std::int64_t milliseconds = 0;  // since the Unix epoch
        LogLevel level = LogLevel::info;
        std::uint16_t request_size = 0;
        std::uint16_t message_size = 0;
        std::uint16_t fields_size = 0;
        std::array<char, 72> request{};
        std::array<char, 160> message{};
        std::array<char, 768> fields{};

        std::string_view request_id() const { return {request.data(), request_size}; }
        std::string_view text() const { return {message.data(), message_size}; }
        std::string_view members() const { return {fields.data(), fields_size}; }
    };

    /// For a signal handler: the line at a place below `kept`, null when there is none or it is
    /// just being written. Takes no lock; places rise with time, from `oldest_place` round.
    const Slot* at_place(std::size_t place) const noexcept;
    std::size_t oldest_place() const noexcept { return next_place_.load() % kept; }

  private:
    struct Cell {
        mutable std::mutex mutex;
        std::atomic<bool> is_whole = false;  // for who cannot lock
        Slot slot;                           // guarded by mutex
    };

    const Clock& clock_;
    LogSink& next_;
    std::atomic<std::uint64_t> next_place_ = 0;
    std::unique_ptr<std::array<Cell, kept>> cells_;
};

}  // namespace lectern::telemetry::sentry
