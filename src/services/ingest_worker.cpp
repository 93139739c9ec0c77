#include "services/ingest_worker.hpp"

#include <algorithm>
#include <exception>
#include <stop_token>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <pthread.h>

#include "core/pause.hpp"
#include "core/random.hpp"
#include "services/ingest_pipeline.hpp"
#include "telemetry/metric_catalog.hpp"

namespace lectern::services {
namespace {

constexpr std::chrono::milliseconds idle_wait{1'000};
constexpr std::chrono::milliseconds house_interval{1'000};

}  // namespace

class IngestWorker::Crew final {
  public:
    Crew(
        const IngestWorkerPorts& ports,
        const Clock& clock,
        const telemetry::Telemetry& telemetry,
        Options options
    )
        : ports_(ports),
          clock_(clock),
          telemetry_(telemetry),
          options_(options),
          name_(make_ordered_id("worker", clock.now())),
          stages_(ports.extractor, ports.embedder, ports.vocabularies, ports.updater, telemetry),
          announcer_(ports.events, clock, telemetry),
          keeper_(ports.queue, options.lease_duration, clock, telemetry),
          settlement_(
              ports.jobs,
              ports.queue,
              announcer_,
              clock,
              telemetry,
              {.max_attempts = options.max_attempts,
               .backoff{.first = options.first_delay, .longest = options.longest_delay}}
          ),
          pipeline_(ports.jobs, ports.datasets, stages_, settlement_, keeper_, telemetry) {}

    void start() {
        threads_.reserve(options_.threads + 1);
        for (std::size_t i = 0; i < options_.threads; ++i)
            threads_.emplace_back([this] { work(); });
        threads_.emplace_back([this] { housekeep(); });
    }

    void stop() {
        stop_.request_stop();
        ports_.queue.wake();
        threads_.clear();
    }

    Result<std::size_t> run_once(const RequestContext& context, std::chrono::milliseconds wait) {
        auto leases = ports_.queue.lease(
            context,
            {.worker = name_,
             .max_entries = options_.batch_size,
             .duration = options_.lease_duration,
             .wait = wait}
        );
        if (!leases) return fail(leases);
        const std::size_t count = leases->size();
        if (count > 0) pipeline_.run(context, std::move(*leases));
        return count;
    }

    void keep_house(const RequestContext& context) {
        keeper_.extend(context);
        ports_.updater.maintain(context);
        auto depth = ports_.queue.depth(context);
        if (!depth) return;
        const auto& metrics = telemetry_.metrics;
        metrics.set(
            telemetry::catalog::job_queue_depth, {"ready"}, static_cast<double>(depth->ready)
        );
        metrics.set(
            telemetry::catalog::job_queue_depth, {"delayed"}, static_cast<double>(depth->delayed)
        );
        metrics.set(
            telemetry::catalog::job_queue_depth, {"leased"}, static_cast<double>(depth->leased)
        );
        const bool waiting = depth->oldest_accepted_at != Timestamp{};
        const std::chrono::duration<double> age = clock_.now() - depth->oldest_accepted_at;
        metrics.set(
            telemetry::catalog::job_queue_oldest_age_seconds, {}, waiting ? age.count() : 0
        );
    }

  private:
    RequestContext context() const {
        return {.request_id = name_, .correlation_id = name_, .stop = stop_.get_token()};
    }

    void work() {
        ::pthread_setname_np(::pthread_self(), "ingest");
        const RequestContext own = context();
        std::uint32_t failures = 0;
        while (!own.stop.stop_requested()) {
            if (work_once(own)) {
                failures = 0;
                continue;
            }
            const Backoff backoff{
                .first = options_.first_delay, .longest = std::chrono::seconds{10}
            };
            pause_.wait(own.stop, backoff.delay(++failures));
        }
    }

    // False when it could not even take or finish a batch.
    bool work_once(const RequestContext& own) {
        try {
            auto count = run_once(own, idle_wait);
            if (count) return true;
            telemetry_.log.warning(own, "no lease", {{"reason", count.error().message}});
        } catch (const std::exception& exception) {
            const Error error{
                .code = ErrorCode::internal, .message = "an ingest worker failed unexpectedly"
            };
            telemetry_.errors.report(own, error, exception.what());
        }
        return false;
    }

    void housekeep() {
        ::pthread_setname_np(::pthread_self(), "ingest-house");
        const RequestContext own = context();
        const auto interval = std::min(house_interval, options_.lease_duration / 6);
        while (!pause_.wait(own.stop, interval)) keep_house(own);
    }

    const IngestWorkerPorts ports_;
    const Clock& clock_;
    const telemetry::Telemetry telemetry_;
    const Options options_;
    const std::string name_;
    IngestStages stages_;
    JobAnnouncer announcer_;
    LeaseKeeper keeper_;
    IngestSettlement settlement_;
    IngestPipeline pipeline_;
    Pause pause_;
    std::stop_source stop_;
    std::vector<std::jthread> threads_;
};

IngestWorker::IngestWorker(
    const IngestWorkerPorts& ports,
    const Clock& clock,
    const telemetry::Telemetry& telemetry,
    Options options
)
    : crew_(std::make_unique<Crew>(ports, clock, telemetry, options)) {}

IngestWorker::~IngestWorker() { stop(); }

void IngestWorker::start() { crew_->start(); }

void IngestWorker::stop() { crew_->stop(); }

Result<std::size_t> IngestWorker::run_once(const RequestContext& context) {
    return crew_->run_once(context, std::chrono::milliseconds{0});
}

void IngestWorker::keep_house(const RequestContext& context) { crew_->keep_house(context); }

}  // namespace lectern::services
