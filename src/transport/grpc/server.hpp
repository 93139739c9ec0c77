#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "access/audit_service.hpp"
#include "access/gate.hpp"
#include "access/key_service.hpp"
#include "core/executor.hpp"
#include "core/result.hpp"
#include "services/services.hpp"
#include "telemetry/telemetry.hpp"

namespace lectern::transport::grpc {

struct TlsOptions {
    std::string certificate_file{};  ///< PEM, the chain.
    std::string key_file{};          ///< PEM.
    /// PEM, authorities whose certificates clients must show; empty: clients show none.
    std::string client_ca_file{};
};

struct ServerOptions {
    std::string address = "127.0.0.1";
    std::uint16_t port = 0;  ///< 0: a free one.
    std::size_t max_message_bytes = std::size_t{96}
                                    << 20U;  ///< Of a client; larger: `resource_exhausted`.
    std::size_t max_metadata_bytes = std::size_t{32} << 10U;
    std::size_t max_streamed_documents = 10'000'000;      ///< Of one `IngestStream`.
    std::chrono::milliseconds request_timeout{60'000};    ///< Of unary calls whose client set none.
    std::chrono::milliseconds keepalive_time{60'000};     ///< Silence after which a peer is pinged.
    std::chrono::milliseconds keepalive_timeout{20'000};  ///< For its answer; closed.
    std::chrono::milliseconds min_ping_interval{10'000
    };  ///< Of clients that ping; more often: closed.
    /// After it a client is asked to connect anew, so that load spreads; 0: never. Calls go on.
    std::chrono::milliseconds max_connection_age{0};
    std::optional<TlsOptions> tls{};
};

/// The gRPC interface of `api/proto`, with reflection and health by service. Calls run on `pool`;
/// one that finds it full is answered `resource_exhausted`. Thread-safe.
class Server final {
  public:
    /// What the services call, who may, and where they run; all outlive the server.
    struct Parts {
        services::Services services;
        access::KeyService& keys;
        access::AuditService& audit;
        access::Gate& gate;
        Executor& pool;
    };

    Server(Parts parts, const telemetry::Telemetry& telemetry, ServerOptions options);
    /// Stops at once.
    ~Server();
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    /// Binds and accepts; health says `NOT_SERVING`. `invalid_argument` for an address that cannot
    /// be bound, or TLS files that do not load.
    Result<void> start();

    /// What health says of every service.
    void set_serving(bool is_serving);

    /// The port it got.
    std::uint16_t port() const { return port_; }

    /// Says `NOT_SERVING`, accepts nothing more, ends the streams that have no end of their own
    /// with `unavailable`, lets other calls end for at most `grace`, then cancels what is left and
    /// waits for it. Idempotent.
    void stop(std::chrono::milliseconds grace);

  private:
    class Core;

    std::unique_ptr<Core> core_;
    std::uint16_t port_ = 0;
};

}  // namespace lectern::transport::grpc
