#pragma once

#include <chrono>
#include <stop_token>
#include <string>
#include <string_view>

#include "core/clock.hpp"
#include "net/http_client.hpp"
#include "telemetry/sentry/dsn.hpp"

namespace lectern::telemetry::sentry {

/// How sending one event ended.
struct Delivery {
    enum class Outcome {
        delivered,
        refused,  ///< The server does not want this event, whenever it is sent.
        later,    ///< It may be sent again.
    };

    Outcome outcome = Outcome::later;
    unsigned status = 0;                 ///< Of HTTP; 0: no answer came.
    std::chrono::milliseconds pause{0};  ///< The server wants no event before; 0: it says nothing.
    std::string reason{};                ///< Why it was not delivered, or what the server said.
};

/// Posts events to a Sentry server. One thread at a time.
class Sender final {
  public:
    struct Options {
        Dsn dsn{};
        std::string client{};   ///< Name and version, as `lectern/1.0`.
        std::string ca_file{};  ///< PEM; empty: the system's authorities.
        std::chrono::milliseconds timeout{10'000};
    };

    /// `clock` outlives it.
    Sender(Options options, const Clock& clock);

    /// Blocks, up to the timeout, or about a second after `stop` is asked for.
    Delivery send(std::string_view event_id, std::string_view payload, std::stop_token stop = {});

  private:
    const Options options_;
    const Clock& clock_;
    net::HttpClient client_;
};

}  // namespace lectern::telemetry::sentry
