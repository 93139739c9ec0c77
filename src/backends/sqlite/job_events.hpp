#pragma once

#include <memory>

#include "backends/sqlite/database.hpp"
#include "ports/job_events.hpp"

namespace lectern::backends::sqlite {

/// The history of jobs in the database, and its subscribers in memory. A subscription may outlive
/// it.
class SqliteJobEvents final : public ports::JobEvents {
  public:
    /// Of one job; older ones are removed.
    static constexpr std::int64_t kept_events = 10'000;

    explicit SqliteJobEvents(Database& database);
    ~SqliteJobEvents() override;

    Result<void> publish(const RequestContext& context, std::span<const domain::JobEvent> events)
        override;
    Result<std::vector<domain::JobEvent>> read(
        const RequestContext& context, const JobId& job, std::uint64_t after, std::size_t limit
    ) override;
    Result<void> forget(const RequestContext& context, std::span<const JobId> jobs) override;
    std::unique_ptr<ports::Subscription> subscribe(const JobId& job, std::function<void()> on_event)
        override;

  private:
    class Listeners;

    Database& database_;
    const std::shared_ptr<Listeners>
        listeners_;  // Also held by subscriptions, which take themselves off.
};

}  // namespace lectern::backends::sqlite
