#include "app/server.hpp"

#include <thread>
#include <utility>

#include "app/version.hpp"

namespace lectern::app {
namespace {

// How long a stop waits for the last audit records.
constexpr std::chrono::seconds audit_patience{5};

// A document of the largest size fits in every form: a line of NDJSON also holds what base64 or
// escapes add to it.
transport::rest::RestOptions rest_options(const Config& config) {
    return {
        .max_line_bytes = 2 * config.ingest.max_document_bytes,
        .max_file_bytes = config.ingest.max_document_bytes,
    };
}

transport::graphql::GraphqlOptions graphql_options(const Config& config) {
    const auto& settings = config.graphql;
    transport::graphql::GraphqlOptions options{
        .max_body_bytes = settings.max_body_bytes,
        .operation_timeout = config.http.request_timeout,
    };
    options.engine.introspection = settings.introspection;
    options.engine.persisted.max_queries = settings.persisted_queries;
    options.engine.preparation.parse.max_bytes = settings.max_document_bytes;
    options.engine.preparation.parse.max_tokens = settings.max_tokens;
    auto& limits = options.engine.preparation.query;
    limits.max_depth = settings.max_depth;
    limits.max_complexity = settings.max_complexity;
    limits.max_aliases = settings.max_aliases;
    limits.max_root_fields = settings.max_root_fields;
    return options;
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
    const Config& config,
    ServeSettings settings,
    Foundation foundation,
    Observability& observability
) {
    std::unique_ptr<LecternServer> server(
        new LecternServer(config, std::move(settings), std::move(foundation), observability)
    );
    if (auto bound = server->bind_protocols(); !bound) {
        server->stopped_ = true;  // nothing was started, and not all of it is there
        return fail(bound);
    }
    return server;
}

LecternServer::LecternServer(
    const Config& config,
    ServeSettings settings,
    Foundation foundation,
    Observability& observability
)
    : config_(config),
      settings_(std::move(settings)),
      observability_(observability),
      telemetry_(observability.telemetry()),
      system_(std::move(foundation)),
      lifecycle_(system_.updater),
      request_pool_(
          {.name = "requests",
           .threads = config.http.request_threads,
           .queue_capacity = config.http.request_queue}
      ),
      admin_pool_({.name = "admin", .threads = 1, .queue_capacity = 16}),
      access_(
          *system_.foundation.backends,
          system_.foundation.clock,
          telemetry_,
          settings_.access,
          [this] { return request_load(); }
      ),
      metrics_page_(config, *system_.foundation.backends, telemetry_.metrics, observability) {}

LecternServer::~LecternServer() { stop(); }

Result<void> LecternServer::bind_protocols() {
    auto rest = transport::rest::RestApi::create(
        {
            .services = system_.services(),
            .gate = access_.gate,
            .keys = access_.keys,
            .audit = access_.audit,
            .probes = lifecycle_,
            .metrics = metrics_page_,
            .log_level = observability_.log_level(),
        },
        telemetry_,
        rest_options(config_)
    );
    if (!rest) return fail(rest);
    rest_ = std::move(*rest);
    auto admin = transport::rest::AdminApi::create(
        lifecycle_, metrics_page_, observability_.log_level(), telemetry_
    );
    if (!admin) return fail(admin);
    admin_ = std::move(*admin);

    if (auto bound = bind_graphql(); !bound) return bound;
    browser_rules_ = std::make_unique<transport::http::BrowserRules>(
        *mounted_, settings_.access.cors, settings_.tls.has_value()
    );
    auto options = listener_options(config_, settings_.http);
    options.tls = settings_.tls;
    http_listener_ = std::make_unique<transport::http::Server>(
        *browser_rules_, request_pool_, telemetry_, std::move(options)
    );
    admin_listener_ = std::make_unique<transport::http::Server>(
        *admin_, admin_pool_, telemetry_, listener_options(config_, settings_.admin)
    );
    if (settings_.grpc) bind_grpc();
    return {};
}

Result<void> LecternServer::bind_graphql() {
    auto graphql = transport::graphql::GraphqlApi::create(
        {
            .services = system_.services(),
            .administration = {.keys = access_.keys, .audit = access_.audit},
            .gate = access_.gate,
        },
        request_pool_,
        telemetry_,
        graphql_options(config_)
    );
    if (!graphql) return fail(graphql);
    graphql_ = std::move(*graphql);
    mounted_ = std::make_unique<transport::http::MountedHandlers>(
        *rest_, std::vector<transport::http::MountedHandlers::Mount>{{"/graphql", *graphql_}}
    );
    return {};
}

void LecternServer::bind_grpc() {
    transport::grpc::ServerOptions options{
        .address = settings_.grpc->host,
        .port = settings_.grpc->port,
        .max_message_bytes = config_.grpc.max_message_bytes,
        .request_timeout = config_.http.request_timeout,
        .max_connection_age = config_.grpc.max_connection_age,
    };
    if (settings_.tls) {
        options.tls = {
            .certificate_file = settings_.tls->certificate_file,
            .key_file = settings_.tls->key_file,
            .client_ca_file = config_.grpc.tls_client_ca,
        };
    }
    grpc_listener_ = std::make_unique<transport::grpc::Server>(
        transport::grpc::Server::Parts{
            .services = system_.services(),
            .keys = access_.keys,
            .audit = access_.audit,
            .gate = access_.gate,
            .pool = request_pool_,
        },
        telemetry_,
        std::move(options)
    );
}

Result<void> LecternServer::start_listeners() {
    if (auto started = http_listener_->start(); !started) return started;
    if (grpc_listener_ == nullptr) return {};
    return grpc_listener_->start();
}

// Side by side, so that together they take no longer than the grace of one.
void LecternServer::stop_listeners() {
    std::jthread stopping;
    if (grpc_listener_ != nullptr) {
        stopping = std::jthread([this] { grpc_listener_->stop(config_.http.shutdown_grace); });
    }
    http_listener_->stop(config_.http.shutdown_grace);
}

Result<void> LecternServer::start() {
    if (auto started = admin_listener_->start(); !started) return started;
    if (auto done = catch_up(); !done) return done;
    system_.worker.start();
    system_.retention.start();
    if (auto started = start_listeners(); !started) return started;
    lifecycle_.enter(Lifecycle::Phase::serving);
    if (grpc_listener_ != nullptr) grpc_listener_->set_serving(true);
    telemetry_.log.write(
        telemetry::LogLevel::info,
        nullptr,
        "serving",
        {{"address", http_address().text()}, {"version", version}}
    );
    warn_of_open_doors();
    return {};
}

// At every start, so that nobody who reads the log can think otherwise.
void LecternServer::warn_of_open_doors() const {
    if (access_.gate.is_open()) {
        telemetry_.log.write(
            telemetry::LogLevel::warning,
            nullptr,
            "nobody has to say who they are, and everybody may do everything"
        );
    }
    if (config_.http.insecure) {
        telemetry_.log.write(
            telemetry::LogLevel::warning,
            nullptr,
            "listening without authentication on addresses of others is allowed"
        );
    }
}

double LecternServer::request_load() const {
    if (config_.http.request_queue == 0) return 0;
    return static_cast<double>(request_pool_.queued()) /
           static_cast<double>(config_.http.request_queue);
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
    stop_listeners();
    request_pool_.shut_down();
    system_.worker.stop();
    system_.retention.stop();
    if (auto flushed = access_.trail.flush(audit_patience); !flushed) {
        telemetry_.log.error(
            context, "the audit trail could not be written", {{"error", flushed.error().message}}
        );
    }
    if (auto flushed = system_.updater.flush(context); !flushed) {
        telemetry_.log.error(
            context, "the index could not be made durable", {{"error", flushed.error().message}}
        );
    }
    admin_listener_->stop(std::chrono::milliseconds{0});
    admin_pool_.shut_down();
    telemetry_.log.info(context, "stopped");
    observability_.shut_down();
}

ListenAddress LecternServer::http_address() const {
    return {.host = settings_.http.host, .port = http_listener_->port()};
}

ListenAddress LecternServer::admin_address() const {
    return {.host = settings_.admin.host, .port = admin_listener_->port()};
}

std::optional<ListenAddress> LecternServer::grpc_address() const {
    if (grpc_listener_ == nullptr) return std::nullopt;
    return ListenAddress{.host = settings_.grpc->host, .port = grpc_listener_->port()};
}

}  // namespace lectern::app
