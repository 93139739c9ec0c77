// Beast's client, which shares no line with the server's frames, against it.
#include <algorithm>
#include <fstream>
#include <iostream>
#include <memory>
#include <vector>

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/websocket.hpp>
#include <boost/beast/websocket/ssl.hpp>
#include <gtest/gtest.h>

#include "transport/http/server.hpp"
#include "transport/http/testing/running_server.hpp"
#include "transport/http/testing/scripted_conversation.hpp"
#include "transport/http/testing/tls_files.hpp"

extern "C" std::size_t __sanitizer_get_current_allocated_bytes() __attribute__((weak));

namespace lectern::transport::http {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace websocket = beast::websocket;
using asio::ip::tcp;
using testing::RunningServer;
using testing::TalkingHandler;
using testing::TlsFiles;

using PlainStream = websocket::stream<tcp::socket>;
using SecureStream = websocket::stream<asio::ssl::stream<tcp::socket>>;

struct Fixture : TalkingHandler {
    asio::io_context io{1};

    PlainStream connect(std::uint16_t port) {
        tcp::socket socket(io);
        socket.connect(tcp::endpoint(asio::ip::address_v4::loopback(), port));
        PlainStream stream(std::move(socket));
        stream.handshake("localhost", "/talk");
        return stream;
    }

    SecureStream connect(std::uint16_t port, asio::ssl::context& tls) {
        tcp::socket socket(io);
        socket.connect(tcp::endpoint(asio::ip::address_v4::loopback(), port));
        SecureStream stream(std::move(socket), tls);
        stream.next_layer().handshake(asio::ssl::stream_base::client);
        stream.handshake("localhost", "/talk");
        return stream;
    }
};

template <class Stream>
std::string echo(Stream& stream, const std::string& text) {
    stream.write(asio::buffer(text));
    beast::flat_buffer buffer;
    stream.read(buffer);
    EXPECT_TRUE(stream.got_text());
    return beast::buffers_to_string(buffer.data());
}

template <class Stream>
void talk_and_close(Stream& stream) {
    EXPECT_EQ(echo(stream, "hello"), "hello");
    EXPECT_EQ(echo(stream, ""), "");
    EXPECT_EQ(echo(stream, "h\xc3\xa9llo \xf0\x9f\x98\x80"), "h\xc3\xa9llo \xf0\x9f\x98\x80");
    std::string large;
    for (int i = 0; large.size() < 900'000; ++i) large += std::to_string(i);
    stream.auto_fragment(true);
    EXPECT_TRUE(echo(stream, large) == large);
    stream.ping("still there?");
    EXPECT_EQ(echo(stream, "after a ping"), "after a ping");
    stream.close({websocket::close_code::normal, "bye"});
    EXPECT_EQ(stream.reason().code, websocket::close_code::normal);
}

/// What reading ends with.
template <class Stream>
std::uint16_t code_at_end(Stream& stream) {
    beast::flat_buffer buffer;
    beast::error_code error;
    while (!error) {
        buffer.clear();
        stream.read(buffer, error);
    }
    EXPECT_EQ(error, websocket::error::closed);
    return stream.reason().code;
}

std::size_t resident_bytes() {
    if (__sanitizer_get_current_allocated_bytes != nullptr) {
        return __sanitizer_get_current_allocated_bytes();
    }
    std::ifstream status("/proc/self/statm");
    std::size_t total = 0;
    std::size_t resident = 0;
    status >> total >> resident;
    return resident * 4096;
}

TEST(WebSocketInterop, TalksToAnotherImplementation) {
    Fixture f;
    RunningServer server(f.handler);
    auto stream = f.connect(server.port());
    talk_and_close(stream);
    EXPECT_EQ(f.talk->await_closed(1), std::vector<std::uint16_t>{close_code::normal});
}

TEST(WebSocketInterop, TalksOverTls) {
    const TlsFiles files;
    Fixture f;
    RunningServer server(f.handler, {.tls = files.options()});
    asio::ssl::context tls(asio::ssl::context::tls_client);
    tls.load_verify_file(files.path("certificate.pem"));
    tls.set_verify_mode(asio::ssl::verify_peer);
    auto stream = f.connect(server.port(), tls);
    talk_and_close(stream);
    EXPECT_EQ(f.talk->await_closed(1), std::vector<std::uint16_t>{close_code::normal});
}

TEST(WebSocketInterop, IsClosedByTheServer) {
    const TlsFiles files;
    Fixture f;
    f.talk->on_message = [](WebSocketPeer& peer, const std::string& text) {
        peer.send(text);
        peer.close(4321, "enough");
    };
    RunningServer plain(f.handler);
    auto stream = f.connect(plain.port());
    EXPECT_EQ(echo(stream, "last"), "last");
    EXPECT_EQ(code_at_end(stream), 4321);
    EXPECT_EQ(stream.reason().reason, "enough");
    RunningServer secure(f.handler, {.tls = files.options()});
    asio::ssl::context tls(asio::ssl::context::tls_client);
    auto secure_stream = f.connect(secure.port(), tls);
    secure_stream.binary(true);
    secure_stream.write(asio::buffer("binary", 6));
    EXPECT_EQ(code_at_end(secure_stream), close_code::unsupported_data);
}

TEST(WebSocketInterop, DeclinesCompression) {
    Fixture f;
    RunningServer server(f.handler);
    tcp::socket socket(f.io);
    socket.connect(tcp::endpoint(asio::ip::address_v4::loopback(), server.port()));
    PlainStream stream(std::move(socket));
    websocket::permessage_deflate deflate;
    deflate.client_enable = true;
    stream.set_option(deflate);
    websocket::response_type response;
    stream.handshake(response, "localhost", "/talk");
    EXPECT_EQ(response.count("Sec-WebSocket-Extensions"), 0U);
    EXPECT_EQ(echo(stream, std::string(5000, 'x')), std::string(5000, 'x'));
}

/// Both ends are in this process, so the bound holds for the client's share too.
template <class Connect>
void hold_many(Fixture& f, Connect connect, std::size_t bound) {
    constexpr std::size_t count = 200;
    using Stream = decltype(connect());
    std::vector<std::unique_ptr<Stream>> streams;
    streams.push_back(std::make_unique<Stream>(connect()));  // what is made once
    echo(*streams.back(), "warm");
    const auto before = resident_bytes();
    while (streams.size() <= count) {
        streams.push_back(std::make_unique<Stream>(connect()));
        echo(*streams.back(), "subscribe");
    }
    const auto after = resident_bytes();
    const auto growth = after - std::min(after, before);
    EXPECT_LT(growth, bound);
    std::cout << "grown by " << growth / count / 1024 << " KiB a conversation\n";
    for (auto& stream : streams) EXPECT_EQ(echo(*stream, "still there"), "still there");
    for (auto& stream : streams) stream->close(websocket::close_code::normal);
    EXPECT_EQ(f.talk->await_closed(count + 1).size(), count + 1);
}

TEST(WebSocketInterop, TwoHundredConversationsCostLittle) {
    Fixture f;
    RunningServer server(f.handler);
    hold_many(f, [&] { return f.connect(server.port()); }, std::size_t{20} << 20);
}

TEST(WebSocketInterop, TwoHundredConversationsOverTlsCostNotMuchMore) {
    const TlsFiles files;
    Fixture f;
    RunningServer server(f.handler, {.tls = files.options()});
    asio::ssl::context tls(asio::ssl::context::tls_client);
    SSL_CTX_set_mode(tls.native_handle(), SSL_MODE_RELEASE_BUFFERS);
    // Each end of TLS holds four buffers of 17 KiB in Asio's stream.
    hold_many(f, [&] { return f.connect(server.port(), tls); }, std::size_t{60} << 20);
}

}  // namespace
}  // namespace lectern::transport::http
