#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "core/ids.hpp"
#include "core/request_context.hpp"
#include "services/job_watch.hpp"
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
    explicit JobEventSource(std::unique_ptr<services::JobWatch> watch) : watch_(std::move(watch)) {}

    std::unique_ptr<services::JobWatch> watch_;
    bool is_broken_ = false;
};

}  // namespace lectern::transport::rest
