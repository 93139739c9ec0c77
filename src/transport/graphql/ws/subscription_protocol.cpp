#include "transport/graphql/ws/subscription_protocol.hpp"

#include <algorithm>
#include <functional>
#include <utility>

namespace lectern::transport::graphql::ws {
namespace {

/// Then it is another operation's turn, or the next message's.
constexpr int results_at_a_time = 32;

RequestContext without_deadline(RequestContext context) {
    context.deadline.reset();
    return context;
}

/// How a connection ends that cannot be authenticated: only where another credential would help
/// is it told so.
std::uint16_t close_code_of(ErrorCode code) {
    switch (code) {
        case ErrorCode::resource_exhausted:
        case ErrorCode::deadline_exceeded:
        case ErrorCode::cancelled:
        case ErrorCode::unavailable:
            return http::close_code::try_again_later;
        case ErrorCode::unimplemented:
        case ErrorCode::internal:
            return http::close_code::internal_error;
        case ErrorCode::invalid_argument:
        case ErrorCode::unauthenticated:
        case ErrorCode::permission_denied:
        case ErrorCode::not_found:
        case ErrorCode::already_exists:
        case ErrorCode::failed_precondition:
            return close_code::forbidden;
    }
    std::unreachable();
}

}  // namespace

/// One operation that was begun and is not complete. Destroying it cancels.
class SubscriptionProtocol::Operation final {
  public:
    Operation(
        const RequestContext& connection,
        ClientMessage message,
        std::string remote_address,
        const SubscriptionSite& site,
        std::shared_ptr<http::WebSocketPeer> peer
    )
        : id_(std::move(message.id)),
          with_connection_(connection.stop, [this] { stop_.request_stop(); }) {
        auto context = connection;
        context.stop = stop_.get_token();
        stream_ = site.runner.start(
            context,
            {.payload = std::move(message.payload), .remote_address = std::move(remote_address)}
        );
        stream_->on_ready([ready = is_ready_, peer = std::move(peer)] {
            ready->store(true);
            peer->wake();
        });
    }
    ~Operation() { stop_.request_stop(); }
    Operation(const Operation&) = delete;
    Operation& operator=(const Operation&) = delete;

    const std::string& id() const { return id_; }
    /// Whether it may have a result.
    bool is_ready() const { return is_ready_->load(); }
    ResultStep next() {
        is_ready_->store(false);
        auto step = stream_->next();
        if (step.kind == ResultStep::Kind::next) is_ready_->store(true);
        return step;
    }

  private:
    const std::string id_;
    // Shared with the stream's wake, which may come late.
    const std::shared_ptr<std::atomic<bool>> is_ready_ = std::make_shared<std::atomic<bool>>(true);
    std::stop_source stop_;
    const std::stop_callback<std::function<void()>> with_connection_;
    std::unique_ptr<ResultStream> stream_;
};

Result<std::unique_ptr<http::WebSocketConversation>> open_subscriptions(
    const http::RequestHead& head, const SubscriptionSite& site
) {
    const auto offered = http::offered_subprotocols(head);
    if (std::ranges::find(offered, subprotocol_name) == offered.end()) {
        return fail(
            ErrorCode::invalid_argument, "the subprotocol graphql-transport-ws must be offered"
        );
    }
    return std::make_unique<SubscriptionProtocol>(head, site);
}

SubscriptionProtocol::SubscriptionProtocol(
    const http::RequestHead& head, const SubscriptionSite& site
)
    : site_(site),
      context_(without_deadline(head.context)),
      authorization_(head.header("authorization")),
      api_key_(head.header("x-api-key")),
      remote_address_(head.remote_address) {}

SubscriptionProtocol::~SubscriptionProtocol() = default;

void SubscriptionProtocol::on_open(std::shared_ptr<http::WebSocketPeer> peer) {
    peer_ = std::move(peer);
    initialisation_deadline_ =
        std::chrono::steady_clock::now() + site_.options.initialisation_timeout;
    peer_->wake_at(initialisation_deadline_);
}

void SubscriptionProtocol::on_message(std::string text) {
    if (state_ == State::closed) return;
    auto message = parse_client_message(text);
    if (!message) {
        close(close_code::bad_request, message.error().message);
        return;
    }
    switch (message->type) {
        case ClientMessage::Type::connection_init:
            initialise(*message);
            return;
        case ClientMessage::Type::ping:
            peer_->send(pong_message(message->payload));
            return;
        case ClientMessage::Type::pong:
            return;
        case ClientMessage::Type::subscribe:
            subscribe(std::move(*message));
            return;
        case ClientMessage::Type::complete:
            complete(message->id);
            return;
    }
}

void SubscriptionProtocol::on_wake() {
    switch (state_) {
        case State::opened:
            if (std::chrono::steady_clock::now() < initialisation_deadline_) {
                peer_->wake_at(initialisation_deadline_);
            } else {
                close(close_code::initialisation_timeout, "Connection initialisation timeout");
            }
            return;
        case State::acknowledged:
            if (std::chrono::steady_clock::now() >= next_look_ && !is_still_welcome()) return;
            pull_all();
            return;
        case State::closed:
            return;
    }
}

void SubscriptionProtocol::on_close(std::uint16_t) {
    state_ = State::closed;
    operations_.clear();
}

void SubscriptionProtocol::initialise(const ClientMessage& message) {
    if (state_ != State::opened) {
        close(close_code::too_many_initialisations, "Too many initialisation requests");
        return;
    }
    auto credential = shown_credential(message);
    if (!credential) {
        close(close_code::forbidden, "Forbidden");
        return;
    }
    credential_ = std::move(*credential);
    if (const auto known = authenticate(); !known) {
        const auto code = close_code_of(known.error().code);
        close(code, code == close_code::forbidden ? "Forbidden" : "The server cannot authenticate");
        return;
    }
    state_ = State::acknowledged;
    look_at_credential_later();
    peer_->send(connection_ack_message());
}

Result<void> SubscriptionProtocol::authenticate() {
    const access::Origin origin{.protocol = "graphql", .remote_address = remote_address_};
    auto principal = site_.gate.authenticate(context_, origin, credential_);
    if (!principal) return fail(principal);
    context_.principal = std::move(*principal);
    return {};
}

/// Whether the credential still does; the connection is closed when it does not. Where that cannot
/// be found out, it is as it was.
bool SubscriptionProtocol::is_still_welcome() {
    const auto known = authenticate();
    if (!known && close_code_of(known.error().code) == close_code::forbidden) {
        close(close_code::forbidden, "Forbidden");
        return false;
    }
    look_at_credential_later();
    return true;
}

void SubscriptionProtocol::look_at_credential_later() {
    next_look_ = std::chrono::steady_clock::now() + site_.options.credential_interval;
    peer_->wake_at(next_look_);
}

/// That of the payload, if there is one: browsers cannot set headers, but proxies do.
Result<access::Credential> SubscriptionProtocol::shown_credential(const ClientMessage& message
) const {
    if (!message.authorization.empty() || !message.api_key.empty()) {
        return access::read_credential(message.authorization, message.api_key);
    }
    return access::read_credential(authorization_, api_key_);
}

void SubscriptionProtocol::subscribe(ClientMessage message) {
    if (state_ != State::acknowledged) {
        close(close_code::unauthorized, "Unauthorized");
        return;
    }
    if (!is_still_welcome()) return;
    if (find(message.id) != nullptr) {
        const auto reason = "Subscriber for " + message.id + " already exists";
        close(close_code::subscriber_exists, reason);
        return;
    }
    if (operations_.size() >= site_.options.max_operations) {
        const Error error{
            .code = ErrorCode::resource_exhausted,
            .message = "too many operations on this connection",
        };
        peer_->send(error_message(message.id, error_list(error)));
        return;
    }
    auto operation =
        std::make_unique<Operation>(context_, std::move(message), remote_address_, site_, peer_);
    if (pull(*operation)) operations_.push_back(std::move(operation));
}

void SubscriptionProtocol::complete(std::string_view id) {
    // An unknown one has completed here while the client's message was on its way.
    std::erase_if(operations_, [id](const auto& operation) { return operation->id() == id; });
}

void SubscriptionProtocol::pull_all() {
    // Whoever was first is last the next time, when there may be no room for all.
    if (!operations_.empty()) std::ranges::rotate(operations_, operations_.begin() + 1);
    std::erase_if(operations_, [this](const auto& operation) {
        return operation->is_ready() && !pull(*operation);
    });
}

/// Sends what the operation has; whether it goes on.
bool SubscriptionProtocol::pull(Operation& operation) {
    for (int i = 0; i < results_at_a_time; ++i) {
        if (!peer_->has_room()) return true;  // which wakes when there is
        const auto step = operation.next();
        switch (step.kind) {
            case ResultStep::Kind::waiting:
                return true;
            case ResultStep::Kind::next:
                peer_->send(next_message(operation.id(), step.json));
                break;
            case ResultStep::Kind::refused:
                peer_->send(error_message(operation.id(), step.json));
                return false;
            case ResultStep::Kind::complete:
                peer_->send(complete_message(operation.id()));
                return false;
        }
    }
    peer_->wake();
    return true;
}

SubscriptionProtocol::Operation* SubscriptionProtocol::find(std::string_view id) {
    const auto found = std::ranges::find_if(operations_, [id](const auto& operation) {
        return operation->id() == id;
    });
    return found == operations_.end() ? nullptr : found->get();
}

void SubscriptionProtocol::close(std::uint16_t code, std::string_view reason) {
    state_ = State::closed;
    operations_.clear();
    peer_->close(code, reason);
}

}  // namespace lectern::transport::graphql::ws
