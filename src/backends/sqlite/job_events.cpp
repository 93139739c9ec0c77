#include "backends/sqlite/job_events.hpp"

#include <map>
#include <mutex>
#include <set>

#include "backends/sqlite/counters.hpp"
#include "backends/sqlite/record_codec.hpp"
#include "core/thread_annotations.hpp"

namespace lectern::backends::sqlite {
namespace {

// A callback that can be closed: closing waits for a running call, and none starts after it.
class Listener final {
  public:
    explicit Listener(std::function<void()> on_event) : on_event_(std::move(on_event)) {}

    void call() {
        const std::scoped_lock lock(mutex_);
        if (on_event_) on_event_();
    }

    void close() {
        const std::scoped_lock lock(mutex_);
        on_event_ = nullptr;
    }

  private:
    std::mutex mutex_;
    std::function<void()> on_event_ LECTERN_GUARDED_BY(mutex_);  // Empty once closed.
};

Result<std::int64_t> last_place(Connection& connection, const JobId& job) {
    auto place = connection.first(
        "SELECT place FROM event WHERE job = ?1 ORDER BY id DESC LIMIT 1",
        [](const Row& row) { return row.get<std::int64_t>(0); },
        job
    );
    if (!place) return fail(place);
    return place->value_or(0);
}

// Places of a job rise by one with its ids, so that the first row tells whether there are too many.
Result<void> drop_oldest(Connection& connection, const JobId& job, std::int64_t last_dropped) {
    while (last_dropped > 0) {
        auto dropped = connection.run(
            "DELETE FROM event WHERE job = ?1 AND place <= ?2 AND id ="
            " (SELECT id FROM event WHERE job = ?1 ORDER BY id LIMIT 1)",
            job,
            last_dropped
        );
        if (!dropped || connection.changed_rows() == 0) return dropped;
    }
    return {};
}

Result<void> append(Connection& connection, const domain::JobEvent& event, std::uint64_t id) {
    const auto last = last_place(connection, event.job);
    if (!last) return lectern::fail(last.error());
    const std::string record = encode_record(event);
    auto added = connection.run(
        "INSERT INTO event (job, id, place, record) VALUES (?1, ?2, ?3, ?4)",
        event.job,
        id,
        *last + 1,
        Blob{record}
    );
    if (!added) return added;
    return drop_oldest(connection, event.job, *last + 1 - SqliteJobEvents::kept_events);
}

}  // namespace

class SqliteJobEvents::Listeners final {
  public:
    std::shared_ptr<Listener> add(const JobId& job, std::function<void()> on_event) {
        auto listener = std::make_shared<Listener>(std::move(on_event));
        const std::scoped_lock lock(mutex_);
        by_job_.emplace(job, listener);
        return listener;
    }

    void remove(const JobId& job, const std::shared_ptr<Listener>& listener) {
        {
            const std::scoped_lock lock(mutex_);
            const auto [begin, end] = by_job_.equal_range(job);
            for (auto place = begin; place != end; ++place) {
                if (place->second != listener) continue;
                by_job_.erase(place);
                break;
            }
        }
        listener->close();
    }

    void call(const std::set<JobId>& jobs) {
        std::vector<std::shared_ptr<Listener>> called;
        {
            const std::scoped_lock lock(mutex_);
            for (const JobId& job : jobs) {
                const auto [begin, end] = by_job_.equal_range(job);
                for (auto place = begin; place != end; ++place) called.push_back(place->second);
            }
        }
        for (const auto& listener : called) listener->call();
    }

  private:
    std::mutex mutex_;
    // A listener is shared with a `call` that has begun.
    std::multimap<JobId, std::shared_ptr<Listener>> by_job_ LECTERN_GUARDED_BY(mutex_);
};

SqliteJobEvents::SqliteJobEvents(Database& database)
    : database_(database), listeners_(std::make_shared<Listeners>()) {}

SqliteJobEvents::~SqliteJobEvents() = default;

Result<void> SqliteJobEvents::publish(
    const RequestContext&, std::span<const domain::JobEvent> events
) {
    if (events.empty()) return {};
    auto published = database_.write(
        [&](Connection& connection) -> Result<void> {
            const auto first = take_event_ids(connection, events.size());
            if (!first) return lectern::fail(first.error());
            for (std::size_t i = 0; i < events.size(); ++i) {
                auto added = append(connection, events[i], *first + i);
                if (!added) return added;
            }
            return {};
        },
        Durability::relaxed
    );
    if (!published) return published;
    std::set<JobId> jobs;
    for (const domain::JobEvent& event : events) jobs.insert(event.job);
    listeners_->call(jobs);
    return {};
}

Result<std::vector<domain::JobEvent>> SqliteJobEvents::read(
    const RequestContext& context, const JobId& job, std::uint64_t after, std::size_t limit
) {
    // Event ids are SQLite's signed numbers; above the largest there is nothing.
    if (after > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) {
        return std::vector<domain::JobEvent>();
    }
    return database_.read([&](Connection& connection) {
        return connection.all(
            "SELECT id, record FROM event WHERE job = ?1 AND id > ?2"
            " AND NOT EXISTS (SELECT 1 FROM job WHERE id = ?1 AND tenant <> ?3) ORDER BY id LIMIT "
            "?4",
            [](const Row& row) -> Result<domain::JobEvent> {
                auto event = decode_record<domain::JobEvent>(row.blob(1));
                if (event) event->id = row.get<std::uint64_t>(0);
                return event;
            },
            job,
            after,
            context.principal.tenant,
            limit
        );
    });
}

Result<void> SqliteJobEvents::forget(const RequestContext&, std::span<const JobId> jobs) {
    return database_.write(
        [&](Connection& connection) -> Result<void> {
            for (const JobId& job : jobs) {
                auto gone = connection.run("DELETE FROM event WHERE job = ?1", job);
                if (!gone) return gone;
            }
            return {};
        },
        Durability::relaxed
    );
}

std::unique_ptr<ports::Subscription> SqliteJobEvents::subscribe(
    const JobId& job, std::function<void()> on_event
) {
    class Registration final : public ports::Subscription {
      public:
        Registration(
            std::shared_ptr<Listeners> listeners, JobId job, std::shared_ptr<Listener> listener
        )
            : listeners_(std::move(listeners)),
              job_(std::move(job)),
              listener_(std::move(listener)) {}
        ~Registration() override { listeners_->remove(job_, listener_); }
        Registration(const Registration&) = delete;
        Registration& operator=(const Registration&) = delete;

      private:
        const std::shared_ptr<Listeners> listeners_;
        const JobId job_;
        const std::shared_ptr<Listener> listener_;
    };
    auto listener = listeners_->add(job, std::move(on_event));
    return std::make_unique<Registration>(listeners_, job, std::move(listener));
}

}  // namespace lectern::backends::sqlite
