#include "transport/rest/sse_source.hpp"

#include <utility>

#include "transport/rest/codec_job.hpp"

namespace lectern::transport::rest {

Result<std::unique_ptr<JobEventSource>> JobEventSource::open(
    services::JobService& jobs, RequestContext context, JobId job, std::uint64_t after
) {
    context.deadline.reset();
    auto watch = services::JobWatch::open(jobs, std::move(context), std::move(job), after);
    if (!watch) return fail(watch);
    return std::unique_ptr<JobEventSource>(new JobEventSource(std::move(*watch)));
}

std::optional<std::string> JobEventSource::next() {
    if (is_broken_) return std::nullopt;
    const auto events = watch_->next();
    if (!events || !*events) return std::nullopt;
    std::string text;
    for (const domain::JobEvent& event : **events) text += encode_server_sent(event);
    return text;
}

void JobEventSource::on_ready(std::function<void()> wake) {
    is_broken_ = !watch_->on_ready(std::move(wake));
}

}  // namespace lectern::transport::rest
