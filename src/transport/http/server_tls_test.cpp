#include <memory>
#include <thread>

#include <gtest/gtest.h>
#include <openssl/ssl.h>

#include "transport/http/server.hpp"
#include "transport/http/testing/client.hpp"
#include "transport/http/testing/running_server.hpp"
#include "transport/http/testing/tls_files.hpp"

namespace lectern::transport::http {
namespace {

using namespace std::chrono_literals;
using testing::Client;
using testing::Gate;
using testing::get;
using testing::post;
using testing::RunningServer;
using testing::ScriptedHandler;
using testing::TlsFiles;

template <auto release>
struct Releases {
    template <class T>
    void operator()(T* thing) const {
        release(thing);
    }
};

/// A blocking TLS client over a connected socket.
class TlsClient final {
  public:
    explicit TlsClient(std::uint16_t port, int max_version = 0)
        : socket_(port), context_(SSL_CTX_new(TLS_client_method())) {
        SSL_CTX_set_min_proto_version(context_.get(), TLS1_VERSION);
        SSL_CTX_set_security_level(context_.get(), 0);
        SSL_CTX_set_max_proto_version(context_.get(), max_version);
        ssl_.reset(SSL_new(context_.get()));
        SSL_set_fd(ssl_.get(), socket_.native());
        is_open_ = SSL_connect(ssl_.get()) == 1;
    }

    bool is_open() const { return is_open_; }
    std::string version() const { return SSL_get_version(ssl_.get()); }

    void send(std::string_view bytes) {
        ASSERT_EQ(
            SSL_write(ssl_.get(), bytes.data(), static_cast<int>(bytes.size())),
            static_cast<int>(bytes.size())
        );
    }

    /// Until the text ends so, or the peer closes.
    std::string read_until(std::string_view end) {
        std::string text;
        char byte = 0;
        while (!text.ends_with(end) && SSL_read(ssl_.get(), &byte, 1) == 1) text.push_back(byte);
        return text;
    }

    std::string read_to_end() {
        std::string text;
        char bytes[16'384];
        for (int n = SSL_read(ssl_.get(), bytes, sizeof bytes); n > 0;
             n = SSL_read(ssl_.get(), bytes, sizeof bytes)) {
            text.append(bytes, static_cast<std::size_t>(n));
        }
        return text;
    }

    /// Whether the peer said goodbye, rather than just closing.
    bool was_told_goodbye() const {
        return (SSL_get_shutdown(ssl_.get()) & SSL_RECEIVED_SHUTDOWN) != 0;
    }
    void close() { socket_.close(); }

  private:
    Client socket_;
    std::unique_ptr<SSL_CTX, Releases<SSL_CTX_free>> context_;
    std::unique_ptr<SSL, Releases<SSL_free>> ssl_;
    bool is_open_ = false;
};

TEST(ServerTls, AnswersAndKeepsTheConnection) {
    const TlsFiles files;
    ScriptedHandler handler;
    RunningServer server(handler, {.tls = files.options()});
    TlsClient client(server.port());
    ASSERT_TRUE(client.is_open());
    EXPECT_EQ(client.version(), "TLSv1.3");
    for (int i = 0; i < 50; ++i) {
        const auto body = "n" + std::to_string(i);
        client.send(post("/echo", body));
        ASSERT_TRUE(client.read_until("\r\n\r\n").starts_with("HTTP/1.1 200"));
        ASSERT_EQ(client.read_until(body), "POST /echo " + body);
    }
}

TEST(ServerTls, CarriesLargeBodiesAndSaysGoodbye) {
    const TlsFiles files;
    ScriptedHandler handler;
    constexpr std::size_t size = std::size_t{8} << 20;
    handler.on(
        "/mirror",
        [](Request& request) { return Response{.body = std::move(request.body)}; },
        {.max_body_bytes = size}
    );
    RunningServer server(handler, {.tls = files.options()});
    TlsClient client(server.port(), TLS1_2_VERSION);
    ASSERT_TRUE(client.is_open());
    EXPECT_EQ(client.version(), "TLSv1.2");
    std::string body;
    for (int i = 0; body.size() < size; ++i) body += std::to_string(i);
    body.resize(size);
    client.send(post("/mirror", body, "Connection: close\r\n"));
    client.read_until("\r\n\r\n");
    EXPECT_TRUE(client.read_to_end() == body);
    EXPECT_TRUE(client.was_told_goodbye());
}

TEST(ServerTls, RefusesOldVersionsAndPlainText) {
    const TlsFiles files;
    ScriptedHandler handler;
    RunningServer server(handler, {.tls = files.options()});
    EXPECT_FALSE(TlsClient(server.port(), TLS1_1_VERSION).is_open());
    Client plain(server.port());
    EXPECT_EQ(plain.ask(get("/echo")).status, 0U);
    EXPECT_TRUE(TlsClient(server.port()).is_open());
}

TEST(ServerTls, ClosesASlowHandshake) {
    const TlsFiles files;
    ScriptedHandler handler;
    RunningServer server(handler, {.header_timeout = 30ms, .tls = files.options()});
    EXPECT_TRUE(Client(server.port()).is_closed());
}

TEST(ServerTls, StopsAHandlerWhoseClientWentAway) {
    const TlsFiles files;
    ScriptedHandler handler;
    Gate running;
    handler.on("/wait", [&running](Request& request) {
        Gate stopped;
        const std::stop_callback on_stop(request.head.context.stop, [&stopped] { stopped.open(); });
        running.open();
        stopped.wait();
        return Response{};
    });
    RunningServer server(handler, {.tls = files.options()});
    TlsClient client(server.port());
    client.send(get("/wait"));
    running.wait();
    client.close();
    EXPECT_EQ(handler.await_ended(1)[0].completion.status, 499U);
}

TEST(ServerTls, EndsIdleConnectionsAtAStop) {
    const TlsFiles files;
    ScriptedHandler handler;
    RunningServer server(handler, {.tls = files.options()});
    TlsClient client(server.port());
    client.send(get("/echo"));
    client.read_until("GET /echo ");
    std::jthread stopper([&server] { server.server().stop(60s); });
    EXPECT_EQ(client.read_to_end(), "");
    EXPECT_TRUE(client.was_told_goodbye());
    client.close();
}

TEST(ServerTls, SaysWhichFileIsWrong) {
    const TlsFiles files;
    ScriptedHandler handler;
    Executor pool({.name = "requests"});
    const auto start = [&handler, &pool](TlsOptions tls) {
        Server server(handler, pool, {}, {.tls = std::move(tls)});
        auto started = server.start();
        return started ? Error{} : started.error();
    };
    const auto missing =
        start({.certificate_file = "missing.pem", .key_file = files.path("key.pem")});
    EXPECT_EQ(missing.code, ErrorCode::invalid_argument);
    EXPECT_TRUE(missing.message.contains("missing.pem"));
    const auto mismatch = start(
        {.certificate_file = files.path("certificate.pem"), .key_file = files.path("other.pem")}
    );
    EXPECT_EQ(mismatch.code, ErrorCode::invalid_argument);
    EXPECT_TRUE(mismatch.message.contains("other.pem"));
}

}  // namespace
}  // namespace lectern::transport::http
