#pragma once

#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/access_parts.hpp"
#include "app/config.hpp"
#include "app/listen_address.hpp"
#include "app/observability.hpp"
#include "app/serve_settings.hpp"
#include "app/server_gauges.hpp"
#include "app/system.hpp"
#include "core/executor.hpp"
#include "transport/graphql/graphql_api.hpp"
#include "transport/grpc/server.hpp"
#include "transport/http/browser_rules.hpp"
#include "transport/http/mounted_handlers.hpp"
#include "transport/http/server.hpp"
#include "transport/rest/admin_api.hpp"
#include "transport/rest/probes.hpp"
#include "transport/rest/rest_api.hpp"

namespace lectern::app {

/// Where the life of a server stands, as the probes tell it.
class Lifecycle final : public transport::rest::Probes {
  public:
    enum class Phase { starting, serving, stopping };

    /// `updater` outlives it.
    explicit Lifecycle(const services::IndexUpdater& updater) : updater_(updater) {}

    void enter(Phase phase) { phase_.store(phase); }

    std::vector<std::string> not_ready() const override;
    std::vector<std::string> not_started() const override;

  private:
    const services::IndexUpdater& updater_;
    std::atomic<Phase> phase_ = Phase::starting;
};

/// A whole server: listeners over a system, started and stopped in a fixed order. One thread.
class LecternServer final {
  public:
    /// `observability` and what the foundation was laid on outlive it.
    static Result<std::unique_ptr<LecternServer>> create(
        const Config& config,
        ServeSettings settings,
        Foundation foundation,
        Observability& observability
    );
    ~LecternServer();

    /// The admin listener answers at once, then the index catches up, workers start, and the
    /// listeners of the protocols open.
    Result<void> start();

    /// Not ready, stop accepting, drain, let batches end, make audit trail and index durable.
    /// Idempotent.
    void stop();

    ListenAddress http_address() const;
    ListenAddress admin_address() const;
    /// Nothing without gRPC listener.
    std::optional<ListenAddress> grpc_address() const;

  private:
    LecternServer(
        const Config& config,
        ServeSettings settings,
        Foundation foundation,
        Observability& observability
    );
    Result<void> bind_protocols();
    Result<void> bind_graphql();
    void bind_grpc();
    Result<void> start_listeners();
    void stop_listeners();
    Result<void> catch_up();
    void warn_of_open_doors() const;
    double request_load() const;

    const Config& config_;
    const ServeSettings settings_;
    Observability& observability_;
    const telemetry::Telemetry telemetry_;
    System system_;
    Lifecycle lifecycle_;
    Executor request_pool_;
    Executor admin_pool_;  // so that probes and metrics answer while requests wait
    AccessParts access_;
    ServerGauges metrics_page_;
    std::unique_ptr<transport::rest::RestApi> rest_;
    std::unique_ptr<transport::rest::AdminApi> admin_;
    std::unique_ptr<transport::graphql::GraphqlApi> graphql_;
    std::unique_ptr<transport::http::MountedHandlers> mounted_;  ///< REST with GraphQL beside it.
    std::unique_ptr<transport::http::BrowserRules> browser_rules_;
    std::unique_ptr<transport::http::Server> http_listener_;
    std::unique_ptr<transport::http::Server> admin_listener_;
    std::unique_ptr<transport::grpc::Server> grpc_listener_;  ///< Null without one.
    bool stopped_ = false;
};

}  // namespace lectern::app
