#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "transport/http/message.hpp"
#include "transport/http/testing/running_server.hpp"

namespace lectern::transport::http::testing {

/// What a test says and hears in the conversations made from it. Shared by the test and those.
/// Thread-safe; the scripts are set before the first.
class Talk final : public std::enable_shared_from_this<Talk> {
  public:
    using OnMessage = std::function<void(WebSocketPeer&, const std::string&)>;

    std::string subprotocol{};
    std::function<void(WebSocketPeer&)> on_open = [](WebSocketPeer&) {};
    OnMessage on_message = [](WebSocketPeer& peer, const std::string& text) { peer.send(text); };
    std::function<void(WebSocketPeer&)> on_wake = [](WebSocketPeer&) {};

    std::unique_ptr<WebSocketConversation> make_conversation();

    /// That of the first conversation, once it is open.
    std::shared_ptr<WebSocketPeer> await_peer();
    /// The codes of those that ended, once there are `count`, and their conversations are gone.
    std::vector<std::uint16_t> await_closed(std::size_t count);
    /// How often a call came while another ran, before `on_open` or after `on_close`.
    std::size_t faults();

  private:
    class Conversation;

    std::mutex mutex_;
    std::condition_variable changed_;
    std::shared_ptr<WebSocketPeer> peer_;
    std::vector<std::uint16_t> codes_;
    std::size_t released_ = 0;
    std::size_t faults_ = 0;
};

/// A handler whose `/talk` grants every upgrade.
struct TalkingHandler {
    TalkingHandler();

    ScriptedHandler handler;
    std::shared_ptr<Talk> talk = std::make_shared<Talk>();
};

}  // namespace lectern::transport::http::testing
