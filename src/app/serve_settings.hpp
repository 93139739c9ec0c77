#pragma once

#include <optional>
#include <string_view>

#include "app/access_options.hpp"
#include "app/config.hpp"
#include "app/listen_address.hpp"
#include "core/result.hpp"
#include "transport/http/server.hpp"

namespace lectern::app {

/// What of the settings of a server has to fit together. Made before anything is opened, so that a
/// server that must not start leaves no trace.
struct ServeSettings {
    ListenAddress http{};
    ListenAddress admin{};
    std::optional<ListenAddress> grpc{};  ///< Nothing: there is no such listener.
    std::optional<transport::http::TlsOptions> tls{};
    AccessOptions access{};
};

/// `invalid_argument` names the setting that cannot be.
Result<ServeSettings> serve_settings(const Config& config);

/// Whether the listener asks its callers who they are.
enum class Callers { known, anybody };

/// The address of a listener. Where anybody may call it has to be a loopback address, unless
/// `http.insecure` says otherwise.
Result<ListenAddress> checked_address(
    const Config& config, std::string_view text, std::string_view setting, Callers callers
);

/// Of the listeners for requests: known when `auth.mode` is `required`.
Callers callers_of(const Config& config);

}  // namespace lectern::app
