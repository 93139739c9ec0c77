#include "transport/http/testing/web_socket_client.hpp"

#include <array>

#include <gtest/gtest.h>

namespace lectern::transport::http::testing {
namespace {

std::uint64_t big_endian(std::string_view bytes) {
    std::uint64_t value = 0;
    for (const char byte : bytes) value = value * 256 + static_cast<std::uint8_t>(byte);
    return value;
}

std::string length_bytes(std::uint64_t length, int count) {
    std::string bytes;
    for (int i = count - 1; i >= 0; --i) {
        bytes.push_back(static_cast<char>((length >> (8 * i)) % 256));
    }
    return bytes;
}

}  // namespace

std::string upgrade(std::string_view path, std::string_view header_lines) {
    return get(
        path,
        std::string("Upgrade: websocket\r\nConnection: Upgrade\r\n"
                    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n")
            .append(header_lines)
    );
}

std::string masked_frame(std::uint8_t first_byte, std::string_view payload) {
    constexpr std::array<std::uint8_t, 4> mask{0x37, 0xfa, 0x21, 0x3d};
    std::string frame(1, static_cast<char>(first_byte));
    if (payload.size() < 126) {
        frame.push_back(static_cast<char>(0x80 + payload.size()));
    } else if (payload.size() < 65'536) {
        frame.append("\xfe").append(length_bytes(payload.size(), 2));
    } else {
        frame.append("\xff").append(length_bytes(payload.size(), 8));
    }
    for (const auto byte : mask) frame.push_back(static_cast<char>(byte));
    for (std::size_t i = 0; i < payload.size(); ++i) {
        frame.push_back(static_cast<char>(static_cast<std::uint8_t>(payload[i]) ^ mask[i % 4]));
    }
    return frame;
}

WebSocketClient::WebSocketClient(
    std::uint16_t port, std::string_view path, std::string_view header_lines
)
    : socket_(port), answer_(socket_.ask(upgrade(path, header_lines))) {}

bool WebSocketClient::send_close(std::uint16_t code) {
    return send(masked_frame(0x88, length_bytes(code, 2)));
}

ServerFrame WebSocketClient::read_frame() {
    const auto head = socket_.take(2);
    if (head.size() < 2) return {};
    auto length = static_cast<std::uint64_t>(static_cast<std::uint8_t>(head[1]));
    if (length == 126) length = big_endian(socket_.take(2));
    if (length == 127) length = big_endian(socket_.take(8));
    return {.first_byte = static_cast<std::uint8_t>(head[0]), .payload = socket_.take(length)};
}

std::string WebSocketClient::read_text() {
    auto frame = read_frame();
    EXPECT_EQ(frame.first_byte, 0x81);
    return std::move(frame.payload);
}

std::uint16_t WebSocketClient::read_close() {
    auto frame = read_frame();
    while (frame.first_byte != 0 && frame.first_byte != 0x88) frame = read_frame();
    if (frame.payload.size() < 2) return 0;
    return static_cast<std::uint16_t>(big_endian(std::string_view(frame.payload).substr(0, 2)));
}

}  // namespace lectern::transport::http::testing
