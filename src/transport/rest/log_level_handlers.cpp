#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "core/quantity.hpp"
#include "transport/rest/handlers.hpp"
#include "transport/rest/responses.hpp"

namespace lectern::transport::rest {
namespace {

using telemetry::LogLevelControl;

boost::json::object encode(const LogLevelControl::State& state) {
    boost::json::object encoded{
        {"level", to_string(state.level)}, {"configured_level", to_string(state.configured)}
    };
    if (state.expires_in) {
        const auto seconds = std::chrono::ceil<std::chrono::seconds>(*state.expires_in).count();
        encoded["expires_in"] = std::to_string(seconds) + "s";
    }
    return encoded;
}

bool is_loopback(std::string_view address) {
    return address.starts_with("127.") || address == "::1" || address.starts_with("::ffff:127.");
}

// A page in a browser on this machine is of this machine too, but always says where it is from when
// it wants to change something.
Result<void> check_caller(const http::RequestHead& head, LogLevelCallers callers) {
    if (callers == LogLevelCallers::authorised) return {};
    if (!is_loopback(head.remote_address))
        return fail(
            ErrorCode::permission_denied,
            "this listener changes the log level for its own machine alone"
        );
    if (!head.header("origin").empty())
        return fail(
            ErrorCode::permission_denied, "this listener changes nothing for pages in a browser"
        );
    return {};
}

Result<http::Response> change(LogLevelControl& control, Call& call, LogLevelCallers callers) {
    const http::RequestHead& head = call.request.head;
    if (auto good = check_caller(head, callers); !good) return fail(good);
    const auto level = telemetry::parse_log_level(call.json().at("level").as_string());
    if (!level) return fail(ErrorCode::invalid_argument, "there is no such log level");
    call.target = to_string(*level);
    auto duration = std::optional<std::chrono::milliseconds>(LogLevelControl::usual);
    if (const auto* expires_in = call.json().if_contains("expires_in"))
        duration = parse_duration(expires_in->as_string());
    if (!duration) return fail(ErrorCode::invalid_argument, "expires_in is no duration");
    auto state = control.set(call.context, head.remote_address, *level, *duration);
    if (!state) return fail(state);
    return json_response(encode(*state));
}

}  // namespace

void bind_log_level(Bindings& bindings, LogLevelControl& control, LogLevelCallers callers) {
    bindings.bind("getLogLevel", [&control](Call&) -> Result<http::Response> {
        return json_response(encode(control.state()));
    });
    bindings.bind("setLogLevel", [&control, callers](Call& call) -> Result<http::Response> {
        return change(control, call, callers);
    });
}

}  // namespace lectern::transport::rest
