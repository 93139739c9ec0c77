#include "transport/rest/sse_source.hpp"

#include <utility>

#include "transport/rest/codec_job.hpp"

namespace lectern::transport::rest {
namespace {

constexpr std::size_t events_at_a_time = 128;

// `item.failed` may come with the end state too, but is not what tells it.
bool tells_end(const domain::JobEvent& event) {
    return domain::is_final(event.state) &&
           event.type == "job." + std::string(to_string(event.state));
}

}  // namespace

Result<std::unique_ptr<JobEventSource>> JobEventSource::open(
    services::JobService& jobs, RequestContext context, JobId job, std::uint64_t after
) {
    context.deadline.reset();
    std::unique_ptr<JobEventSource> source(
        new JobEventSource(jobs, std::move(context), std::move(job), after)
    );
    if (auto found = jobs.find(source->context_, source->job_); !found) return fail(found);
    if (auto seen = source->find_out_what_was_seen(); !seen) return fail(seen);
    return source;
}

std::optional<std::string> JobEventSource::next() {
    if (ended_ || !context_.check()) return std::nullopt;
    auto events = jobs_.events(context_, job_, after_, events_at_a_time);
    if (!events) return std::nullopt;
    std::string text = events->empty() ? render_end_without_event() : render(*events);
    return text;
}

void JobEventSource::on_ready(std::function<void()> wake) {
    auto subscription = jobs_.subscribe(context_, job_, std::move(wake));
    if (subscription)
        subscription_ = std::move(*subscription);
    else
        ended_ = true;
}

// A client that has seen the end comes back to an empty stream, not to one that never ends.
Result<void> JobEventSource::find_out_what_was_seen() {
    if (after_ == 0) return {};
    auto last = jobs_.events(context_, job_, after_ - 1, 1);
    if (!last) return fail(last);
    ended_ = !last->empty() && last->front().id == after_ && tells_end(last->front());
    return {};
}

std::string JobEventSource::render(const std::vector<domain::JobEvent>& events) {
    std::string text;
    for (const domain::JobEvent& event : events) {
        text += encode_server_sent(event);
        after_ = event.id;
        if (!tells_end(event)) continue;
        ended_ = true;
        break;
    }
    return text;
}

// A job may have ended while its last events are not kept (they are trimmed, or were lost with the
// process): then its state is told by an event without id. Empty while the job goes on.
std::string JobEventSource::render_end_without_event() {
    const auto job = jobs_.find(context_, job_);
    if (!job || !domain::is_final(job->state)) return {};
    // The end may have been written, and its event published, between the two looks.
    const auto events = jobs_.events(context_, job_, after_, events_at_a_time);
    if (events && !events->empty()) return render(*events);
    ended_ = true;
    return encode_server_sent({
        .job = job_,
        .type = "job." + std::string(to_string(job->state)),
        .state = job->state,
        .counts = job->counts,
        .at = job->finished_at.value_or(job->created_at),
    });
}

}  // namespace lectern::transport::rest
