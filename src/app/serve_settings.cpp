#include "app/serve_settings.hpp"

#include <chrono>
#include <string>
#include <utility>

namespace lectern::app {
namespace {

constexpr std::chrono::milliseconds shortest_gpu_interval{100};  // a sample takes a good part of it

// Both or neither, as one without the other is a mistake.
Result<std::optional<transport::http::TlsOptions>> tls_options(const Config& config) {
    const auto& certificate = config.http.tls_certificate;
    const auto& key = config.http.tls_key;
    if (certificate.empty() && key.empty()) return std::nullopt;
    if (certificate.empty() || key.empty()) {
        return fail(
            ErrorCode::invalid_argument, "http.tls_certificate and http.tls_key belong together"
        );
    }
    return transport::http::TlsOptions{.certificate_file = certificate, .key_file = key};
}

Result<std::optional<ListenAddress>> grpc_address(const Config& config) {
    if (config.grpc.listen.empty()) return std::nullopt;
    auto address = checked_address(config, config.grpc.listen, "grpc.listen", callers_of(config));
    if (!address) return fail(address);
    return std::move(*address);
}

}  // namespace

Result<ServeSettings> serve_settings(const Config& config) {
    auto http = checked_address(config, config.http.listen, "http.listen", callers_of(config));
    if (!http) return fail(http);
    auto admin = checked_address(config, config.admin.listen, "admin.listen", Callers::anybody);
    if (!admin) return fail(admin);
    auto grpc = grpc_address(config);
    if (!grpc) return fail(grpc);
    auto tls = tls_options(config);
    if (!tls) return fail(tls);
    if (!config.grpc.tls_client_ca.empty() && !*tls) {
        return fail(ErrorCode::invalid_argument, "grpc.tls_client_ca needs http.tls_certificate");
    }
    if (config.telemetry.gpu.interval < shortest_gpu_interval) {
        return fail(ErrorCode::invalid_argument, "telemetry.gpu.interval is at least 100ms");
    }
    auto access = access_options(config);
    if (!access) return fail(access);
    return ServeSettings{
        .http = std::move(*http),
        .admin = std::move(*admin),
        .grpc = std::move(*grpc),
        .tls = std::move(*tls),
        .access = std::move(*access),
    };
}

Result<ListenAddress> checked_address(
    const Config& config, std::string_view text, std::string_view setting, Callers callers
) {
    auto address = parse_listen_address(text, setting);
    if (!address || address->is_loopback() || callers == Callers::known || config.http.insecure)
        return address;
    return fail(
        ErrorCode::invalid_argument,
        std::string(setting) +
            " is not a loopback address, and nobody has to say who they are there: " +
            "put something that decides in front and pass --insecure, or listen on 127.0.0.1"
    );
}

Callers callers_of(const Config& config) {
    return config.auth.mode == "required" ? Callers::known : Callers::anybody;
}

}  // namespace lectern::app
