#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "core/ids.hpp"
#include "core/request_context.hpp"
#include "core/result.hpp"
#include "domain/job.hpp"
#include "ports/job_events.hpp"
#include "services/job_service.hpp"

namespace lectern::services {

/// A job's events for one who follows it, from what is kept on to the one that tells the end state.
/// One thread at a time.
class JobWatch final {
  public:
    /// `not_found` when there is no such job. `after` is the id of the last event that the follower
    /// has seen, 0 for none. `jobs` outlives the watch.
    static Result<std::unique_ptr<JobWatch>> open(
        JobService& jobs, RequestContext context, JobId job, std::uint64_t after
    );

    /// What happened since the last call, oldest first: empty when nothing did yet, nothing after
    /// the end. The last event has id 0 when the end is known but its event is no longer kept.
    /// Fails when the context ended or the job is gone. Does not wait.
    Result<std::optional<std::vector<domain::JobEvent>>> next();

    /// `wake` (thread-safe, quick, not calling back) is called whenever `next` may have something.
    /// To be called once, before the first `next`.
    Result<void> on_ready(std::function<void()> wake);

  private:
    JobWatch(JobService& jobs, RequestContext context, JobId job, std::uint64_t after);

    Result<void> find_out_what_was_seen();
    void note(std::vector<domain::JobEvent>& events);
    Result<std::vector<domain::JobEvent>> end_without_event();

    JobService& jobs_;
    const RequestContext context_;
    const JobId job_;
    std::uint64_t after_;
    bool ended_ = false;
    std::unique_ptr<ports::Subscription> subscription_{};
};

}  // namespace lectern::services
