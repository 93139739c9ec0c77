#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "transport/http/testing/client.hpp"

namespace lectern::transport::http::testing {

/// The request of RFC 6455 §1.3, with more header lines.
std::string upgrade(std::string_view path, std::string_view header_lines = {});

/// A frame as a client sends it: masked.
std::string masked_frame(std::uint8_t first_byte, std::string_view payload);

/// As a server has sent it.
struct ServerFrame {
    std::uint8_t first_byte = 0;  ///< 0 when the peer closed before.
    std::string payload{};

    bool operator==(const ServerFrame&) const = default;
};

/// A web socket client that sends whatever frames it is told.
class WebSocketClient final {
  public:
    /// Connects and asks for an upgrade.
    WebSocketClient(std::uint16_t port, std::string_view path, std::string_view header_lines = {});

    /// What the upgrade was answered with.
    const Answer& answer() const { return answer_; }
    bool send_text(std::string_view text) { return socket_.send(masked_frame(0x81, text)); }
    bool send_close(std::uint16_t code);
    bool send(std::string_view bytes) { return socket_.send(bytes); }

    ServerFrame read_frame();
    /// Of the next frame, which is a text message.
    std::string read_text();
    /// The code of the next close frame, whatever comes before; 0 when there is none.
    std::uint16_t read_close();
    Client& socket() { return socket_; }

  private:
    Client socket_;
    Answer answer_;
};

}  // namespace lectern::transport::http::testing
