#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "access/steady_clock.hpp"
#include "domain/audit.hpp"

namespace lectern::access {

/// Lets the first of a flood of equal refusals through and counts the rest of it, so that attempts
/// cannot drown the audit trail. Equal are refusals with the same outcome, tenant, subject,
/// protocol, operation and address; not the key that was shown, as a guesser shows another each
/// time. When too many different ones are open, further ones count as equal whatever their address
/// and subject.
/// One thread at a time.
class RefusalFolder final {
  public:
    struct Options {
        std::chrono::milliseconds window{10'000};  ///< 0: nothing is folded.
        std::size_t max_open = 1'000;
    };

    explicit RefusalFolder(Options options) : options_(options) {}

    /// The record when it is to be added now; nothing when it was counted. Windows that are over
    /// are to be ended first.
    std::optional<domain::AuditRecord> take(domain::AuditRecord record, SteadyTime now);

    /// Ends the windows that are over (`all`: every one) and gives a record for each that counted
    /// something, with the latest refusal's content.
    std::vector<domain::AuditRecord> end_windows(SteadyTime now, bool all);

    /// When the next window ends; nothing when none is open.
    std::optional<SteadyTime> next_end() const;

  private:
    struct Window {
        SteadyTime end{};
        std::uint64_t counted = 0;
        domain::AuditRecord latest{};
    };

    using Windows = std::map<std::string, Window>;

    const Options options_;
    Windows open_;
    std::deque<Windows::iterator> order_;  // as they opened, which is how they end
};

}  // namespace lectern::access
