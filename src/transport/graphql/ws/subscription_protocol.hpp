#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "access/credential.hpp"
#include "access/gate.hpp"
#include "core/request_context.hpp"
#include "core/result.hpp"
#include "transport/graphql/ws/envelope.hpp"
#include "transport/graphql/ws/operation_runner.hpp"
#include "transport/http/message.hpp"
#include "transport/http/web_socket.hpp"

namespace lectern::transport::graphql::ws {

/// https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md
inline constexpr std::string_view subprotocol_name = "graphql-transport-ws";

/// The protocol's own close codes.
namespace close_code {
inline constexpr std::uint16_t bad_request = 4400;
inline constexpr std::uint16_t unauthorized = 4401;  ///< Subscribed before the acknowledgement.
inline constexpr std::uint16_t forbidden = 4403;     ///< The credential does not do.
inline constexpr std::uint16_t initialisation_timeout = 4408;
inline constexpr std::uint16_t subscriber_exists = 4409;
inline constexpr std::uint16_t too_many_initialisations = 4429;
}  // namespace close_code

struct SubscriptionOptions {
    std::chrono::milliseconds initialisation_timeout{10'000};
    std::size_t max_operations = 100;  ///< At a time on one connection; more get an `error`.
    /// How often the credential of a connection is looked at again, besides for each operation.
    std::chrono::milliseconds credential_interval{60'000};
};

/// What all connections share. Outlives them.
struct SubscriptionSite {
    access::Gate& gate;
    OperationRunner& runner;
    const SubscriptionOptions options{};
};

/// Makes the conversation for an upgrade request; `invalid_argument` when the client does not offer
/// the protocol. Whose pages may ask was decided before (`http::BrowserRules`).
Result<std::unique_ptr<http::WebSocketConversation>> open_subscriptions(
    const http::RequestHead& head, const SubscriptionSite& site
);

/// The server's side of `graphql-transport-ws` on one connection: who may talk, which operations
/// run, and in which order messages may come. What an operation is, is the runner's business. Calls
/// come one at a time, as `WebSocketConversation` says.
///
/// Results are pulled: an operation that has something is asked for it while the client keeps up,
/// in turns with the others, so a slow client costs no memory. A connection whose credential has
/// expired or was revoked is closed at its next operation, and from time to time without one.
class SubscriptionProtocol final : public http::WebSocketConversation {
  public:
    /// `head` is of the upgrade request: its context, its credential, where it came from.
    SubscriptionProtocol(const http::RequestHead& head, const SubscriptionSite& site);
    ~SubscriptionProtocol() override;
    SubscriptionProtocol(const SubscriptionProtocol&) = delete;
    SubscriptionProtocol& operator=(const SubscriptionProtocol&) = delete;

    std::string subprotocol() const override { return std::string(subprotocol_name); }
    void on_open(std::shared_ptr<http::WebSocketPeer> peer) override;
    void on_message(std::string text) override;
    void on_wake() override;
    void on_close(std::uint16_t code) override;

  private:
    enum class State { opened, acknowledged, closed };
    class Operation;

    void initialise(const ClientMessage& message);
    Result<void> authenticate();
    bool is_still_welcome();
    void look_at_credential_later();
    Result<access::Credential> shown_credential(const ClientMessage& message) const;
    void subscribe(ClientMessage message);
    void complete(std::string_view id);
    void pull_all();
    bool pull(Operation& operation);
    Operation* find(std::string_view id);
    void close(std::uint16_t code, std::string_view reason);

    const SubscriptionSite& site_;
    RequestContext context_;
    const std::string authorization_;  // of the upgrade request
    const std::string api_key_;
    const std::string remote_address_;
    std::shared_ptr<http::WebSocketPeer> peer_;  // shared with what wakes it
    std::chrono::steady_clock::time_point initialisation_deadline_;
    State state_ = State::opened;
    access::Credential credential_;  // that was good at the acknowledgement
    std::chrono::steady_clock::time_point next_look_;
    std::vector<std::unique_ptr<Operation>> operations_;
};

}  // namespace lectern::transport::graphql::ws
