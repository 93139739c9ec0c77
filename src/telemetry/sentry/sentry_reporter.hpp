#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/clock.hpp"
#include "telemetry/error_reporter.hpp"
#include "telemetry/scrub/scrubber.hpp"
#include "telemetry/sentry/breadcrumbs.hpp"
#include "telemetry/sentry/delivery_queue.hpp"
#include "telemetry/sentry/repetition_bound.hpp"

namespace lectern::telemetry::sentry {

/// What every event of a process says of it.
struct Origin {
    std::string release{};
    std::string environment{};
    std::string server_name{};
};

/// Makes events of reports: where they came from, what was logged before, which request it was. To
/// be put behind the scrubber. Costs the reporting thread the walk over its stack and no I/O.
/// Thread-safe.
class SentryReporter final : public ErrorSink {
  public:
    struct Options {
        Origin origin{};
        double sample_rate = 1;  ///< The part of reports that is sent, 0 to 1.
        std::size_t breadcrumb_count = 50;
        std::string tenant_key{};  ///< See `tenant_mark`.
        RepetitionBound::Options repetitions{};
        const scrub::Scrubber* scrubber =
            nullptr;  ///< For ids that callers choose; null: as they are.
    };

    /// All outlive it.
    SentryReporter(
        Options options, const Clock& clock, const Breadcrumbs& breadcrumbs, DeliveryQueue& queue
    );

    /// Reports with codes that tell of a caller's mistake, of a bound or of time that ran out are
    /// passed over, whoever makes them.
    void report(const RequestContext* context, const Error& error, std::string_view detail)
        override;

  private:
    void fill_request(Event& event, const RequestContext& context) const;
    std::string scrubbed(std::string_view text, const RequestContext& context) const;

    const Options options_;
    const Clock& clock_;
    const Breadcrumbs& breadcrumbs_;
    DeliveryQueue& queue_;
    RepetitionBound repetitions_;
};

/// Whether an error of this code is worth a report.
bool is_unexpected(ErrorCode code);

}  // namespace lectern::telemetry::sentry
