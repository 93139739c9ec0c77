#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "core/clock.hpp"
#include "ports/job_queue.hpp"

namespace lectern::backends::memory {

/// The entries of the queue and in which order they are due. Every call says what time it is. Not
/// thread-safe.
class QueueTable final {
  public:
    /// Adds an entry unless it is there (same job and ordinal).
    void add(const ports::QueueEntry& entry);

    /// Takes an entry out, leased or not; nothing happens when it is not there.
    void erase(const JobId& job, std::uint32_t ordinal);

    /// Leases up to `max_entries` of what is ready.
    std::vector<ports::Lease> take(
        std::size_t max_entries, Timestamp now, std::chrono::milliseconds duration
    );

    /// The lease with its new end; nothing when it was lost.
    std::optional<ports::Lease> extend(
        const ports::Lease& lease, Timestamp now, std::chrono::milliseconds duration
    );

    void release(const ports::Lease& lease, Timestamp now, std::chrono::milliseconds delay);
    void acknowledge(const ports::Lease& lease, Timestamp now);
    ports::QueueDepth depth(Timestamp now);

    /// Whether an entry can be taken, as far as the last call's time tells.
    bool has_ready() const { return !ready_by_rank_.empty(); }

    /// When the next delayed or leased entry becomes ready by itself.
    std::optional<Timestamp> next_due() const;

  private:
    enum class Phase { ready, delayed, leased };
    using Position = std::uint64_t;  // Grows with every entry added.
    using Age = std::pair<Timestamp, Position>;
    using Rank = std::tuple<int, Timestamp, Position>;

    struct Record {
        ports::QueueEntry entry;
        Position position = 0;
        Phase phase = Phase::ready;
        Timestamp until{};    // Of a delay or a lease.
        std::string token{};  // Of a lease.
    };

    std::set<Age>& ages(Phase phase) { return by_age_[static_cast<std::size_t>(phase)]; }
    static Rank rank_of(const Record& record);
    void index(const Record& record);
    void unindex(const Record& record);
    void move(Record& record, Phase phase, Timestamp until);
    void make_due_ready(Timestamp now);
    Record* find_leased(const ports::Lease& lease, Timestamp now);
    ports::Lease lease_out(Record& record, Timestamp until);

    std::map<Position, Record> records_;
    std::map<std::pair<JobId, std::uint32_t>, Position> positions_;
    std::array<std::set<Age>, 3> by_age_;  // One a phase.
    std::set<Rank> ready_by_rank_;
    std::set<Age> due_;  // When delayed and leased ones become ready.
    Position last_position_ = 0;
    std::uint64_t last_token_ = 0;
    std::uint64_t leases_ = 0;  // Calls of `take` that found something.
};

}  // namespace lectern::backends::memory
