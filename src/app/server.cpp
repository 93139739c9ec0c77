#include "app/server.hpp"

#include <utility>

#include "app/version.hpp"

namespace lectern::app {
namespace {

// A document of the largest size fits in every form: a line of NDJSON also holds what base64 or
// escapes add to it.
transport::rest::RestOptions rest_options(const Config& config) {
    return {
        .max_line_bytes = 2 * config.ingest.max_document_bytes,
        .max_file_bytes = config.ingest.max_document_bytes,
    };
}

transport::http::ServerOptions listener_options(
    const Config& config, const ListenAddress& address
) {
    transport::http::ServerOptions options{
        .address = address.host,
        .port = address.port,
        .io_threads = config.http.io_threads,
        .max_connections = config.http.max_connections,
        .header_timeout = config.http.header_timeout,
        .body_timeout = config.http.body_timeout,
        .idle_timeout = config.http.idle_timeout,
        .request_timeout = config.http.request_timeout,
    };
    return options;
}

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

Result<ListenAddress> checked_address(
    const Config& config, std::string_view text, std::string_view setting
) {
    auto address = parse_listen_address(text, setting);
    if (address && !address->is_loopback() && !config.http.insecure) {
        return fail(
            ErrorCode::invalid_argument,
            std::string(setting) +
                " is not a loopback address, and nobody has to say who they are: " +
                "put something that decides in front and pass --insecure, or listen on 127.0.0.1"
        );
    }
    return address;
}

}  // namespace

std::vector<std::string> Lifecycle::not_ready() const {
    switch (phase_.load()) {
        case Phase::starting:
            return {"start-up"};
        case Phase::stopping:
            return {"shutdown"};
        case Phase::serving:
            break;
    }
    if (updater_.is_behind()) return {"index"};
    return {};
}

std::vector<std::string> Lifecycle::not_started() const {
    if (phase_.load() == Phase::starting) return {"index"};
    return {};
}

Result<std::unique_ptr<LecternServer>> LecternServer::create(
    const Config& config, Foundation foundation, Observability& observability
) {
    auto http = checked_address(config, config.http.listen, "http.listen");
    if (!http) return fail(http);
    auto admin = checked_address(config, config.admin.listen, "admin.listen");
    if (!admin) return fail(admin);
    std::unique_ptr<LecternServer> server(new LecternServer(
        config, std::move(foundation), observability, std::move(*http), std::move(*admin)
    ));
    if (auto bound = server->bind_protocols(); !bound) return fail(bound);
    return server;
}

LecternServer::LecternServer(
    const Config& config,
    Foundation foundation,
    Observability& observability,
    ListenAddress http,
    ListenAddress admin
)
    : config_(config),
      observability_(observability),
      telemetry_(observability.telemetry()),
      http_address_(std::move(http)),
      admin_address_(std::move(admin)),
      system_(std::move(foundation)),
      lifecycle_(system_.updater),
      request_pool_(
          {.name = "requests",
           .threads = config.http.request_threads,
           .queue_capacity = config.http.request_queue}
      ),
      admin_pool_({.name = "admin", .threads = 1, .queue_capacity = 16}) {}

LecternServer::~LecternServer() { stop(); }

Result<void> LecternServer::bind_protocols() {
    auto rest = transport::rest::RestApi::create(
        {
            .services = system_.services(),
            .probes = lifecycle_,
            .metrics = observability_,
        },
        telemetry_,
        rest_options(config_)
    );
    if (!rest) return fail(rest);
    rest_ = std::move(*rest);
    auto admin = transport::rest::AdminApi::create(lifecycle_, observability_, telemetry_);
    if (!admin) return fail(admin);
    admin_ = std::move(*admin);

    auto tls = tls_options(config_);
    if (!tls) return fail(tls);
    auto options = listener_options(config_, http_address_);
    options.tls = std::move(*tls);
    http_listener_ = std::make_unique<transport::http::Server>(
        *rest_, request_pool_, telemetry_, std::move(options)
    );
    admin_listener_ = std::make_unique<transport::http::Server>(
        *admin_, admin_pool_, telemetry_, listener_options(config_, admin_address_)
    );
    return {};
}

Result<void> LecternServer::start() {
    if (auto started = admin_listener_->start(); !started) return started;
    if (auto done = catch_up(); !done) return done;
    system_.worker.start();
    if (auto started = http_listener_->start(); !started) return started;
    lifecycle_.enter(Lifecycle::Phase::serving);
    telemetry_.log.write(
        telemetry::LogLevel::info,
        nullptr,
        "serving",
        {{"address", http_address().text()}, {"version", version}}
    );
    if (config_.http.insecure) {
        telemetry_.log.write(
            telemetry::LogLevel::warning,
            nullptr,
            "listening without authentication on addresses of others"
        );
    }
    return {};
}

Result<void> LecternServer::catch_up() {
    const RequestContext context{.request_id = "start-up"};
    const auto applied = system_.updater.catch_up(context);
    if (!applied) return fail(applied.error());
    if (*applied > 0)
        telemetry_.log.info(context, "index caught up with the store", {{"count", *applied}});
    return {};
}

void LecternServer::stop() {
    if (std::exchange(stopped_, true)) return;
    const RequestContext context{.request_id = "shutdown"};
    lifecycle_.enter(Lifecycle::Phase::stopping);
    http_listener_->stop(config_.http.shutdown_grace);
    request_pool_.shut_down();
    system_.worker.stop();
    if (auto flushed = system_.updater.flush(context); !flushed) {
        telemetry_.log.error(
            context, "the index could not be made durable", {{"error", flushed.error().message}}
        );
    }
    admin_listener_->stop(std::chrono::milliseconds{0});
    admin_pool_.shut_down();
    telemetry_.log.info(context, "stopped");
    observability_.log().flush();
}

ListenAddress LecternServer::http_address() const {
    return {.host = http_address_.host, .port = http_listener_->port()};
}

ListenAddress LecternServer::admin_address() const {
    return {.host = admin_address_.host, .port = admin_listener_->port()};
}

}  // namespace lectern::app
