#include "telemetry/tracing/otlp_exporter.hpp"

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include <opentelemetry/exporters/otlp/otlp_grpc_exporter_factory.h>
#include <opentelemetry/exporters/otlp/otlp_grpc_exporter_options.h>
#include <opentelemetry/exporters/otlp/otlp_http_exporter_factory.h>
#include <opentelemetry/exporters/otlp/otlp_http_exporter_options.h>

#include "core/assert.hpp"

namespace lectern::telemetry {
namespace {

namespace otlp = opentelemetry::exporter::otlp;
namespace sdk = opentelemetry::sdk;
using Exporter = std::unique_ptr<sdk::trace::SpanExporter>;

std::string with_scheme(const std::string& endpoint) {
    return endpoint.contains("://") ? endpoint : "http://" + endpoint;
}

// A base address gets the path of the standard, an address with a path stays as it is.
std::string traces_url(const std::string& endpoint) {
    std::string url = with_scheme(endpoint);
    const auto path = url.find('/', url.find("://") + 3);
    if (path == std::string::npos) return url + "/v1/traces";
    if (path + 1 == url.size()) return url + "v1/traces";
    return url;
}

// Fails when the SDK told an error meanwhile.
class HonestExporter final : public sdk::trace::SpanExporter {
  public:
    HonestExporter(Exporter next, const SdkLog& log) : next_(std::move(next)), log_(log) {}

    std::unique_ptr<sdk::trace::Recordable> MakeRecordable() noexcept override {
        return next_->MakeRecordable();
    }
    sdk::common::ExportResult Export(
        const opentelemetry::nostd::span<std::unique_ptr<sdk::trace::Recordable>>& spans
    ) noexcept override {
        const std::uint64_t before = log_.errors();
        const auto result = next_->Export(spans);
        return log_.errors() == before ? result : sdk::common::ExportResult::kFailure;
    }
    bool ForceFlush(std::chrono::microseconds timeout) noexcept override {
        return next_->ForceFlush(timeout);
    }
    bool Shutdown(std::chrono::microseconds timeout) noexcept override {
        return next_->Shutdown(timeout);
    }

  private:
    const Exporter next_;
    const SdkLog& log_;
};

// The plan has checked them. One of the settings replaces those of the environment of its name.
void add_headers(const TracingSettings& settings, otlp::OtlpHeaders& headers) {
    const auto pairs = parse_pairs(settings.headers, "headers");
    LECTERN_ASSERT(pairs.has_value());
    for (const auto& [name, value] : *pairs) {
        headers.erase(name);
        headers.emplace(name, value);
    }
}

void set_unless_empty(const std::string& setting, std::string& option) {
    if (!setting.empty()) option = setting;
}

template <class Options>
void set_timeout(const TracingSettings& settings, Options& options) {
    if (settings.timeout.count() > 0) options.timeout = settings.timeout;
}

// What is not set stays as the SDK found it in the environment.
Exporter make_grpc(const TracingSettings& settings) {
    otlp::OtlpGrpcExporterOptions options;
    if (!settings.endpoint.empty()) {
        options.endpoint = with_scheme(settings.endpoint);
        options.use_ssl_credentials =
            options.endpoint.starts_with("https://") || !settings.tls_ca.empty();
    }
    set_unless_empty(settings.tls_ca, options.ssl_credentials_cacert_path);
    set_timeout(settings, options);
    add_headers(settings, options.metadata);
    return otlp::OtlpGrpcExporterFactory::Create(options);
}

Exporter make_http(const TracingSettings& settings, bool is_json) {
    otlp::OtlpHttpExporterOptions options;
    options.use_json_name = true;  // as the standard has it
    options.content_type =
        is_json ? otlp::HttpRequestContentType::kJson : otlp::HttpRequestContentType::kBinary;
    if (!settings.endpoint.empty()) options.url = traces_url(settings.endpoint);
    set_unless_empty(settings.tls_ca, options.ssl_ca_cert_path);
    set_unless_empty(settings.tls_certificate, options.ssl_client_cert_path);
    set_unless_empty(settings.tls_key, options.ssl_client_key_path);
    set_timeout(settings, options);
    add_headers(settings, options.http_headers);
    return otlp::OtlpHttpExporterFactory::Create(options);
}

Exporter make_exporter(const TracingPlan& plan) {
    switch (plan.target) {
        case SpanExport::otlp_grpc:
            return make_grpc(plan.settings);
        case SpanExport::otlp_http_protobuf:
            return make_http(plan.settings, false);
        case SpanExport::otlp_http_json:
            return make_http(plan.settings, true);
        case SpanExport::none:
            break;
    }
    LECTERN_ASSERT(false);
    return nullptr;
}

}  // namespace

Exporter make_otlp_exporter(const TracingPlan& plan, const SdkLog& sdk_log) {
    return std::make_unique<HonestExporter>(make_exporter(plan), sdk_log);
}

}  // namespace lectern::telemetry
