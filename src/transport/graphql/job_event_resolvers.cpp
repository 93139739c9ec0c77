#include <memory>
#include <utility>

#include "services/job_watch.hpp"
#include "transport/graphql/event_stream.hpp"
#include "transport/graphql/loading.hpp"
#include "transport/graphql/resolvers.hpp"
#include "transport/graphql/scalars.hpp"

namespace lectern::transport::graphql {
namespace {

using domain::JobEvent;

class JobEventStream final : public EventStream {
  public:
    explicit JobEventStream(std::unique_ptr<services::JobWatch> watch) : watch_(std::move(watch)) {}

    Result<std::optional<std::vector<Source>>> next() override {
        auto events = watch_->next();
        if (!events) return fail(events);
        if (!*events) return std::nullopt;
        std::vector<Source> sources;
        sources.reserve((*events)->size());
        for (JobEvent& event : **events) sources.push_back(Source::of(std::move(event)));
        return sources;
    }

    Result<void> on_ready(std::function<void()> wake) override {
        return watch_->on_ready(std::move(wake));
    }

  private:
    std::unique_ptr<services::JobWatch> watch_;
};

Result<Source> open(const FieldCall& call) {
    RequestState& state = state_of(call);
    const Arguments arguments(call.arguments);
    const std::int64_t after = arguments.whole("afterEventId", 0);
    if (after < 0) {
        return fail(Error{
            .code = ErrorCode::invalid_argument,
            .message = "/afterEventId is negative",
            .violations = {{.field = "/afterEventId", .description = "is negative"}},
        });
    }
    if (auto admitted = state.admit_nested(call.context, "watchJob"); !admitted)
        return fail(admitted);
    auto watch = services::JobWatch::open(
        state.services().jobs,
        call.context,
        {arguments.text("jobId")},
        static_cast<std::uint64_t>(after)
    );
    if (!watch) return fail(watch);
    // Shared because sources are values that may be copied.
    return Source::of(std::shared_ptr<EventStream>(new JobEventStream(std::move(*watch))));
}

Result<std::vector<Resolved>> load_own_jobs(NestedCall& call) {
    return load_jobs<JobEvent>(call, [](const JobEvent& it) { return it.job; });
}

}  // namespace

void bind_job_events(Resolvers& resolvers) {
    using T = JobEvent;
    resolvers.stream("Subscription.jobEvents", open);
    resolvers.get<T>("JobEvent.id", [](const T& it) { return encode_whole(it.id); });
    resolvers.get<T>("JobEvent.jobId", [](const T& it) { return it.job.value; });
    resolvers.get<T>("JobEvent.type", [](const T& it) { return it.type; });
    resolvers.get<T>("JobEvent.state", [](const T& it) { return enum_value(to_string(it.state)); });
    bind_part<T>(resolvers, "JobEvent.counts", [](const T& it) -> const auto& {
        return it.counts;
    });
    bind_optional_part<T>(resolvers, "JobEvent.item", [](const T& it) -> const auto& {
        return it.item;
    });
    resolvers.get<T>("JobEvent.at", [](const T& it) { return encode(it.at); });
    bind_nested(resolvers, "JobEvent.job", "getJob", load_own_jobs);
}

}  // namespace lectern::transport::graphql
