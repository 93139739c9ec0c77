#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace lectern::transport::http {

struct RequestHead;

/// Status codes of RFC 6455 §7.4.1 and of its registry. 3000 to 4999 belong to protocols on top.
namespace close_code {
inline constexpr std::uint16_t normal = 1000;
inline constexpr std::uint16_t going_away = 1001;
inline constexpr std::uint16_t protocol_error = 1002;
inline constexpr std::uint16_t unsupported_data = 1003;
inline constexpr std::uint16_t no_status = 1005;  ///< Never sent: the peer closed without a code.
inline constexpr std::uint16_t abnormal = 1006;   ///< Never sent: the connection was lost.
inline constexpr std::uint16_t invalid_text = 1007;
inline constexpr std::uint16_t policy_violation = 1008;
inline constexpr std::uint16_t message_too_big = 1009;
inline constexpr std::uint16_t internal_error = 1011;
inline constexpr std::uint16_t try_again_later = 1013;
}  // namespace close_code

struct WebSocketOptions {
    std::size_t max_message_bytes = std::size_t{1} << 20;  ///< Of one from the peer; larger: 1009.
    std::size_t max_queued_bytes = std::size_t{1} << 20;   ///< More unsent when more is sent: 1008.
    std::chrono::milliseconds close_timeout{5'000};        ///< For the peer to answer a close.
};

/// The other side of a conversation. Thread-safe; no call waits. Usable for as long as somebody
/// holds it: when the conversation is over, calls do nothing.
class WebSocketPeer {
  public:
    virtual ~WebSocketPeer() = default;

    /// Sends a text message, in the order of calls; `text` is UTF-8. A peer that has left more than
    /// `max_queued_bytes` unread is closed with 1008, and what it has not been sent is dropped.
    virtual void send(std::string text) = 0;

    /// Ends the conversation after what was sent so far. `code` is one that may be sent; `reason`
    /// (UTF-8) is cut to 123 bytes. Only the first close counts.
    virtual void close(std::uint16_t code, std::string_view reason) = 0;

    /// Whether the peer keeps up: it has left little unread. After false, `on_wake` is called once
    /// it has caught up.
    virtual bool has_room() = 0;

    /// Has `on_wake` called, once for any number of calls until then.
    virtual void wake() = 0;
    /// The same at that time. A later call replaces an earlier one.
    virtual void wake_at(std::chrono::steady_clock::time_point time) = 0;
};

/// What a handler answers an upgrade request with. Every call comes on the request pool, one at a
/// time; it may block, and then only this conversation waits. The request's context is asked to
/// stop when the peer goes away; its deadline concerns the upgrade alone. Destroyed on any thread.
class WebSocketConversation {
  public:
    virtual ~WebSocketConversation() = default;

    /// The one of `offered_subprotocols` that is spoken; empty for none.
    virtual std::string subprotocol() const { return {}; }

    /// First, when the upgrade has been granted. What is sent from here on follows the grant.
    virtual void on_open(std::shared_ptr<WebSocketPeer> peer) = 0;

    /// A whole text message, valid UTF-8, in the order in which they came. Not after a close; what
    /// was not handed over when the conversation ends is dropped.
    virtual void on_message(std::string text) = 0;

    /// Somebody asked for it (`wake`, `wake_at`), or there is room again, or neither: a look too
    /// many must do no harm.
    virtual void on_wake() {}

    /// Last, once: why it ended. The code that was sent or received first; 1005 or 1006 for none.
    virtual void on_close(std::uint16_t code) = 0;
};

/// Whether a request wants to become a conversation (RFC 6455 §4.1). Whether it does so properly is
/// looked at when a handler grants it: otherwise the answer is 400 or 426.
bool asks_for_web_socket(const RequestHead& head);

/// In the client's order of preference.
std::vector<std::string> offered_subprotocols(const RequestHead& head);

}  // namespace lectern::transport::http
