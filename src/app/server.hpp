#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "app/config.hpp"
#include "app/listen_address.hpp"
#include "app/observability.hpp"
#include "app/system.hpp"
#include "core/executor.hpp"
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
        const Config& config, Foundation foundation, Observability& observability
    );
    ~LecternServer();

    /// The admin listener answers at once, then the index catches up, workers start, and the REST
    /// listener opens.
    Result<void> start();

    /// Not ready, stop accepting, drain, let batches end, make the index durable. Idempotent.
    void stop();

    ListenAddress http_address() const;
    ListenAddress admin_address() const;

  private:
    LecternServer(
        const Config& config,
        Foundation foundation,
        Observability& observability,
        ListenAddress http,
        ListenAddress admin
    );
    Result<void> bind_protocols();
    Result<void> catch_up();

    const Config& config_;
    Observability& observability_;
    const telemetry::Telemetry telemetry_;
    const ListenAddress http_address_;
    const ListenAddress admin_address_;
    System system_;
    Lifecycle lifecycle_;
    std::unique_ptr<transport::rest::RestApi> rest_;
    std::unique_ptr<transport::rest::AdminApi> admin_;
    Executor request_pool_;
    Executor admin_pool_;  // so that probes and metrics answer while requests wait
    std::unique_ptr<transport::http::Server> http_listener_;
    std::unique_ptr<transport::http::Server> admin_listener_;
    bool stopped_ = false;
};

}  // namespace lectern::app
