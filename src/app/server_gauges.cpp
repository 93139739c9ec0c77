#include "app/server_gauges.hpp"

#include <chrono>

#include "app/certificate_expiry.hpp"
#include "telemetry/metric_catalog.hpp"

namespace lectern::app {
namespace {

std::optional<std::filesystem::path> data_folder(const Config& config) {
    if (config.storage.kind == "memory") return std::nullopt;
    return config.data.directory;
}

}  // namespace

ServerGauges::ServerGauges(
    const Config& config,
    const Backends& backends,
    const telemetry::Metrics& metrics,
    const transport::rest::MetricsPage& page
)
    : backends_(backends), metrics_(metrics), page_(page), data_(data_folder(config)) {
    // Listeners read their certificate once, so that it is this one until the end.
    const auto expiry = certificate_expiry(config.http.tls_certificate);
    if (!expiry) return;
    const std::chrono::duration<double> since_epoch = expiry->time_since_epoch();
    metrics_.set(
        telemetry::catalog::tls_certificate_expiry_timestamp_seconds, {}, since_epoch.count()
    );
}

transport::rest::MetricsText ServerGauges::render(std::string_view accept) const {
    read_index();
    read_storage();
    return page_.render(accept);
}

void ServerGauges::read_index() const {
    const auto size = backends_.index_size();
    if (!size) return;
    metrics_.set(telemetry::catalog::index_segments, {}, static_cast<double>(size->segments));
    metrics_.set(telemetry::catalog::index_chunks, {}, static_cast<double>(size->chunks));
    metrics_.set(telemetry::catalog::index_bytes, {}, static_cast<double>(size->bytes));
}

void ServerGauges::read_storage() const {
    if (!data_) return;
    std::error_code error;
    const auto space = std::filesystem::space(*data_, error);
    if (error) return;
    metrics_.set(telemetry::catalog::storage_size_bytes, {}, static_cast<double>(space.capacity));
    metrics_.set(telemetry::catalog::storage_free_bytes, {}, static_cast<double>(space.available));
}

}  // namespace lectern::app
