#include "services/job_retention.hpp"

#include <pthread.h>

#include "telemetry/metric_catalog.hpp"

namespace lectern::services {
namespace {

constexpr std::size_t jobs_at_once = 100;

}  // namespace

JobRetention::JobRetention(
    ports::JobStore& jobs,
    ports::JobEvents& events,
    const Clock& clock,
    const telemetry::Telemetry& telemetry,
    Options options
)
    : jobs_(jobs), events_(events), clock_(clock), telemetry_(telemetry), options_(options) {}

JobRetention::~JobRetention() { stop(); }

void JobRetention::start() {
    if (options_.keep_for.count() == 0) return;
    thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
}

void JobRetention::stop() {
    if (!thread_.joinable()) return;
    thread_.request_stop();
    thread_.join();
}

Result<std::size_t> JobRetention::sweep(const RequestContext& context) {
    const Timestamp time = clock_.now() - options_.keep_for;
    std::size_t count = 0;
    while (true) {
        const auto due = jobs_.ended_before(context, time, jobs_at_once);
        if (!due) return fail(due.error());
        if (due->empty()) return count;
        // Events first: nothing would lead to those of a job that is gone.
        if (auto gone = events_.forget(context, *due); !gone) return fail(gone);
        if (auto gone = jobs_.forget(context, *due); !gone) return fail(gone);
        count += due->size();
        telemetry_.metrics.add(
            telemetry::catalog::jobs_forgotten_total, {}, static_cast<double>(due->size())
        );
        if (auto going_on = context.check(); !going_on) return fail(going_on);
    }
}

void JobRetention::run(const std::stop_token& stop) {
    ::pthread_setname_np(::pthread_self(), "retention");
    const RequestContext own{
        .request_id = "retention", .correlation_id = "retention", .stop = stop
    };
    while (!stop.stop_requested()) {
        const auto forgotten = sweep(own);
        if (!forgotten && forgotten.error().code != ErrorCode::cancelled) {
            telemetry_.log.warning(
                own, "ended jobs not forgotten", {{"reason", forgotten.error().message}}
            );
        } else if (forgotten && *forgotten > 0) {
            telemetry_.log.info(own, "ended jobs forgotten", {{"count", *forgotten}});
        }
        pause_.wait(stop, options_.interval);
    }
}

}  // namespace lectern::services
