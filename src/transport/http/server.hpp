#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "core/executor.hpp"
#include "core/result.hpp"
#include "telemetry/telemetry.hpp"
#include "transport/http/message.hpp"

namespace lectern::transport::http {

struct TlsOptions {
    std::string certificate_file;  ///< PEM, the chain.
    std::string key_file;          ///< PEM.
};

struct ServerOptions {
    std::string address = "127.0.0.1";
    std::uint16_t port = 0;  ///< 0: a free one.
    std::size_t io_threads = 1;
    std::size_t max_connections = 4096;     ///< Beyond: accepted and closed with 503.
    std::size_t max_header_bytes = 16'384;  ///< 431.
    std::chrono::milliseconds header_timeout{10'000
    };  ///< From the first byte of a head to its last; 408.
    std::chrono::milliseconds body_timeout{30'000};  ///< Between two parts of a body; 408.
    std::chrono::milliseconds idle_timeout{75'000
    };  ///< Between two requests of a connection; closed.
    std::chrono::milliseconds write_timeout{30'000
    };  ///< For the peer to take a part of the answer; closed.
    std::chrono::milliseconds request_timeout{60'000
    };  ///< Deadline of a context whose client set none.
    std::chrono::milliseconds heartbeat{15'000};  ///< Of streamed answers and conversations.
    std::size_t compress_from_bytes = 1024;       ///< Smaller bodies are not worth gzip.
    std::optional<TlsOptions> tls{};
    WebSocketOptions web_socket{};
};

/// An HTTP/1.1 server: keep-alive, pipelining (answers in order), `Expect: 100-continue`, chunked
/// bodies both ways, gzip for those who accept it, web sockets (RFC 6455), optional TLS. Every
/// error it makes itself is `application/problem+json`. Handlers run on `pool`; a full pool answers
/// 429, and closes a conversation that has a message with 1013. A peer of a conversation that stays
/// silent for `idle_timeout`, pings included, is lost. Thread-safe.
class Server final {
  public:
    /// `handler` and `pool` outlive the server.
    Server(
        Handler& handler,
        Executor& pool,
        const telemetry::Telemetry& telemetry,
        ServerOptions options
    );
    /// Stops at once.
    ~Server();
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    /// Binds and accepts. `invalid_argument` for an address that does not parse or cannot be bound,
    /// or TLS files that do not load.
    Result<void> start();

    /// The port it got.
    std::uint16_t port() const;

    /// Stops accepting, ends idle connections, lets exchanges under way end (their answers say
    /// `Connection: close`; streams are ended, conversations closed with 1001) for at most `grace`,
    /// then closes what is left and joins. Idempotent.
    void stop(std::chrono::milliseconds grace);

  private:
    class Core;
    std::unique_ptr<Core> core_;
};

}  // namespace lectern::transport::http
