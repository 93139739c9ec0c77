#include "net/http_client.hpp"

#include <array>
#include <string>
#include <thread>

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "telemetry/recording.hpp"

namespace lectern::net {
namespace {

// Takes one connection, reads until `until` was seen, answers with fixed bytes and hangs up.
class OneAnswer {
  public:
    OneAnswer(std::string until, std::string answer)
        : until_(std::move(until)), answer_(std::move(answer)) {
        listener_ = ::socket(AF_INET, SOCK_STREAM, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = ::htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        EXPECT_EQ(::bind(listener_, reinterpret_cast<sockaddr*>(&address), size), 0);
        EXPECT_EQ(::listen(listener_, 1), 0);
        EXPECT_EQ(::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size), 0);
        port_ = ::ntohs(address.sin_port);
        thread_ = std::jthread([this] { serve(); });
    }
    ~OneAnswer() {
        if (thread_.joinable()) thread_.join();
        ::close(listener_);
    }
    OneAnswer(const OneAnswer&) = delete;
    OneAnswer& operator=(const OneAnswer&) = delete;

    std::string url() const { return "http://127.0.0.1:" + std::to_string(port_) + "/path"; }

    // What the client sent, once it was answered.
    std::string received() {
        thread_.join();
        return received_;
    }

  private:
    void serve() {
        const int connection = ::accept(listener_, nullptr, nullptr);
        std::array<char, 4096> part{};
        while (!received_.contains(until_)) {
            const ssize_t count = ::recv(connection, part.data(), part.size(), 0);
            if (count <= 0) break;
            received_.append(part.data(), static_cast<std::size_t>(count));
        }
        ::send(connection, answer_.data(), answer_.size(), MSG_NOSIGNAL);
        ::close(connection);
    }

    const std::string until_;
    const std::string answer_;
    int listener_ = -1;
    std::uint16_t port_ = 0;
    std::string received_;
    std::jthread thread_;
};

TEST(HttpClient, GivesStatusHeadersAndBody) {
    OneAnswer server(
        "\r\n\r\n", "HTTP/1.1 404 Not Found\r\nX-Name:  value\r\nContent-Length: 5\r\n\r\nhello"
    );
    HttpClient client;
    const auto response = client.send({}, {.url = server.url()});
    ASSERT_TRUE(response) << response.error().message;
    EXPECT_EQ(response->status, 404U);
    EXPECT_EQ(response->header("x-name"), "value");
    EXPECT_EQ(response->body, "hello");
    EXPECT_TRUE(server.received().starts_with("GET /path HTTP/1.1\r\n"));
}

TEST(HttpClient, PassesOnWhoAsksAndTheTrace) {
    OneAnswer server("\r\n\r\n", "HTTP/1.1 204 No Content\r\n\r\n");
    RequestContext context;
    context.request_id = "r1";
    context.trace = *parse_traceparent("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
    context.trace.state = "vendor=opaque";
    context.baggage = "region=north";
    HttpClient client;
    ASSERT_TRUE(client.send(context, {.url = server.url()}));
    const std::string received = server.received();
    EXPECT_TRUE(received.contains("X-Request-ID: r1\r\n"));
    EXPECT_TRUE(received.contains(
        "traceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01\r\n"
    ));
    EXPECT_TRUE(received.contains("tracestate: vendor=opaque\r\n"));
    EXPECT_TRUE(received.contains("baggage: region=north\r\n"));
}

TEST(HttpClient, SendsTheIdOfItsOwnSpan) {
    OneAnswer server("\r\n\r\n", "HTTP/1.1 204 No Content\r\n\r\n");
    telemetry::Recording recording;
    RequestContext context;
    context.trace = *parse_traceparent("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
    HttpClient client({}, recording.telemetry().tracer);
    ASSERT_TRUE(client.send(context, {.url = server.url()}));
    const auto spans = recording.spans();
    ASSERT_EQ(spans.size(), 1U);
    EXPECT_TRUE(spans[0].ended);
    EXPECT_TRUE(server.received().contains("traceparent: " + spans[0].context.traceparent()));
}

TEST(HttpClient, SendsABodyInParts) {
    OneAnswer server("0\r\n\r\n", "HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n");
    int parts = 0;
    HttpClient client;
    const auto response = client.send(
        {},
        {.method = "POST",
         .url = server.url(),
         .body_parts = [&parts]() -> std::optional<std::string> {
             return ++parts <= 3 ? std::optional("part" + std::to_string(parts) + "\n")
                                 : std::nullopt;
         }}
    );
    ASSERT_TRUE(response) << response.error().message;
    const std::string received = server.received();
    EXPECT_TRUE(received.starts_with("POST "));
    EXPECT_TRUE(received.contains("Transfer-Encoding: chunked"));
    EXPECT_TRUE(received.contains("part1\n"));
    EXPECT_TRUE(received.contains("part3\n"));
}

TEST(HttpClient, HandsABodyOverAsItComes) {
    OneAnswer server(
        "\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n3\r\ndef\r\n0\r\n\r\n"
    );
    std::string seen;
    HttpClient client;
    const auto response =
        client.send({}, {.url = server.url(), .on_body = [&seen](std::string_view part) {
                             seen += part;
                             return true;
                         }});
    ASSERT_TRUE(response);
    EXPECT_EQ(seen, "abcdef");
    EXPECT_EQ(response->body, "");
}

TEST(HttpClient, RefusesAnAnswerThatIsTooLarge) {
    OneAnswer server(
        "\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n" + std::string(100, 'x')
    );
    HttpClient client({.max_response_bytes = 99});
    EXPECT_EQ(client.send({}, {.url = server.url()}).error().code, ErrorCode::resource_exhausted);
}

TEST(HttpClient, IsUnavailableWhenNobodyAnswers) {
    HttpClient client;
    // Port 1 (tcpmux) is one that nothing listens on and no test is given.
    const auto response = client.send({}, {.url = "http://127.0.0.1:1/"});
    EXPECT_EQ(response.error().code, ErrorCode::unavailable);
}

TEST(HttpClient, DoesNotStartWhatIsAlreadyOver) {
    std::stop_source stop;
    stop.request_stop();
    RequestContext context;
    context.stop = stop.get_token();
    HttpClient client;
    EXPECT_EQ(
        client.send(context, {.url = "http://127.0.0.1:1/"}).error().code, ErrorCode::cancelled
    );
}

TEST(PercentEncode, KeepsUnreservedCharactersAlone) {
    EXPECT_EQ(percent_encode("aZ0-._~"), "aZ0-._~");
    EXPECT_EQ(percent_encode("a/b c%\xc3\xa9"), "a%2Fb%20c%25%C3%A9");
}

}  // namespace
}  // namespace lectern::net
