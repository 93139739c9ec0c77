#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "core/ids.hpp"
#include "core/request_context.hpp"
#include "services/job_service.hpp"
#include "transport/http/message.hpp"

namespace lectern::transport::rest {

/// A job's events as server-sent events, from what is kept on to the one that tells the end state.
/// The stream outlives its request: it has no deadline, and ends when the context is stopped.
class JobEventSource final : public http::BodySource {
  public:
    /// `not_found` when there is no such job. `after` is the id of the last event that the client
    /// has seen. `jobs` outlives the source.
    static Result<std::unique_ptr<JobEventSource>> open(
        services::JobService& jobs, RequestContext context, JobId job, std::uint64_t after
    );

    std::optional<std::string> next() override;
    void on_ready(std::function<void()> wake) override;
    std::string heartbeat() const override { return ": still there\n\n"; }

  private:
    JobEventSource(
        services::JobService& jobs, RequestContext context, JobId job, std::uint64_t after
    )
        : jobs_(jobs), context_(std::move(context)), job_(std::move(job)), after_(after) {}

    Result<void> find_out_what_was_seen();
    std::string render(const std::vector<domain::JobEvent>& events);
    std::string render_end_without_event();

    services::JobService& jobs_;
    const RequestContext context_;
    const JobId job_;
    std::uint64_t after_;
    bool ended_ = false;
    std::unique_ptr<ports::Subscription> subscription_{};
};

}  // namespace lectern::transport::rest
