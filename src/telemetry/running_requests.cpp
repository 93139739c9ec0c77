#include "telemetry/running_requests.hpp"

#include <array>
#include <charconv>
#include <utility>

#include <pthread.h>

#include "telemetry/metric_catalog.hpp"

namespace lectern::telemetry {
namespace {

double milliseconds(std::chrono::nanoseconds duration) {
    return std::chrono::duration<double, std::milli>(duration).count();
}

void append_stage(std::string& text, std::string_view name, std::chrono::nanoseconds duration) {
    std::array<char, 32> digits{};
    const auto end = std::to_chars(
                         digits.data(),
                         digits.data() + digits.size(),
                         milliseconds(duration),
                         std::chars_format::fixed,
                         3
    )
                         .ptr;
    text.append(text.empty() ? "" : " ").append(name).append("=").append(digits.data(), end);
}

}  // namespace

std::string stage_split(const RequestProgress& progress) {
    std::string text;
    for (const RequestProgress::Stage& stage : progress.stages()) {
        if (stage.passes > 0) append_stage(text, stage.name, stage.ended);
    }
    return text;
}

std::string running_stages(const RequestProgress& progress) {
    std::string text;
    const auto now = RequestProgress::Clock::now();
    for (const RequestProgress::Stage& stage : progress.stages()) {
        if (stage.running > 0) append_stage(text, stage.name, now - stage.running_since);
    }
    return text;
}

struct RunningRequests::Stay::Entry {
    const Request request;
    const Clock::time_point started = Clock::now();
    bool is_reported = false;  // guarded by the mutex of the requests
};

RunningRequests::RunningRequests(std::chrono::milliseconds threshold, Log log, Metrics metrics)
    : threshold_(threshold),
      log_(log),
      metrics_(metrics),
      watcher_([this](const std::stop_token& stop) { run(stop); }) {}

RunningRequests::Stay::Stay(RunningRequests& requests, Request request) : requests_(requests) {
    // Under the lock, so that the order of the list is that of the times.
    const std::lock_guard lock(requests_.mutex_);
    entry_ = std::make_shared<Entry>(Entry{.request = std::move(request)});
    place_ = requests_.fresh_.insert(requests_.fresh_.end(), entry_);
}

RunningRequests::Stay::~Stay() {
    {
        const std::lock_guard lock(requests_.mutex_);
        (entry_->is_reported ? requests_.slow_ : requests_.fresh_).erase(place_);
    }
    if (Clock::now() - entry_->started >= requests_.threshold_)
        entry_->request.context.progress->mark_slow();
}

// Nobody wakes it for a new request: whoever comes while it sleeps is not slow before it wakes.
void RunningRequests::run(const std::stop_token& stop) {
    ::pthread_setname_np(::pthread_self(), "slow-requests");
    std::unique_lock lock(mutex_);
    while (!stop.stop_requested()) {
        const auto now = Clock::now();
        const auto next = fresh_.empty() ? now + threshold_ : fresh_.front()->started + threshold_;
        if (next > now) {
            stopped_.wait_until(lock, stop, next, [] { return false; });
            continue;
        }
        const std::shared_ptr<Stay::Entry> entry = fresh_.front();
        entry->is_reported = true;
        slow_.splice(slow_.end(), fresh_, fresh_.begin());
        lock.unlock();
        report(*entry);
        lock.lock();
    }
}

void RunningRequests::report(const Stay::Entry& entry) const {
    const Request& request = entry.request;
    const RequestProgress& progress = *request.context.progress;
    RequestContext context = request.context;
    context.principal.tenant.value = progress.tenant();
    metrics_.add(catalog::api_slow_requests_total, {request.protocol, request.endpoint});
    const std::string ended = stage_split(progress);
    const std::string running = running_stages(progress);
    log_.warning(
        context,
        "request is slow",
        {{"protocol", request.protocol},
         {"endpoint", request.endpoint},
         {"method", request.method},
         {"duration_ms", milliseconds(Clock::now() - entry.started)},
         {"stages", ended},
         {"running_stages", running}}
    );
}

}  // namespace lectern::telemetry
