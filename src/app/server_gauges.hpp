#pragma once

#include <filesystem>
#include <optional>

#include "app/backends.hpp"
#include "app/config.hpp"
#include "core/clock.hpp"
#include "telemetry/metric.hpp"
#include "transport/rest/probes.hpp"

namespace lectern::app {

/// A page of metrics that reads, whenever it is asked for, what is not counted as it happens: the
/// size of the embedded index, the room where its data lies, and when the certificate expires.
class ServerGauges final : public transport::rest::MetricsPage {
  public:
    /// All outlive it. `page` renders what `metrics` holds.
    ServerGauges(
        const Config& config,
        const Backends& backends,
        const telemetry::Metrics& metrics,
        const transport::rest::MetricsPage& page
    );

    transport::rest::MetricsText render(std::string_view accept) const override;

  private:
    void read_index() const;
    void read_storage() const;

    const Backends& backends_;
    const telemetry::Metrics metrics_;
    const transport::rest::MetricsPage& page_;
    const std::optional<std::filesystem::path> data_;  ///< Nothing: all is kept in memory.
};

}  // namespace lectern::app
