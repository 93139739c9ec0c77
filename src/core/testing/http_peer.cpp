#include "core/testing/http_peer.hpp"

#include <array>
#include <cstdlib>
#include <stdexcept>
#include <utility>

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "core/ascii.hpp"

namespace lectern {
namespace {

// What TLS begins with; there is none here.
constexpr char client_hello = 0x16;

// Until there are `size` bytes in all; false when the peer hangs up before.
bool read_up_to(int connection, std::string& text, std::size_t size) {
    std::array<char, 65536> part{};
    while (text.size() < size) {
        const ssize_t count = ::recv(connection, part.data(), part.size(), 0);
        if (count <= 0) return false;
        text.append(part.data(), static_cast<std::size_t>(count));
    }
    return true;
}

HttpPeer::Request read_head(std::string head) {
    HttpPeer::Request request{.line = head.substr(0, head.find("\r\n"))};
    head.erase(0, request.line.size() + 2);
    while (!head.empty()) {
        const std::string line = head.substr(0, head.find("\r\n"));
        head.erase(0, line.size() + 2);
        const auto colon = line.find(": ");
        if (colon != std::string::npos)
            request.headers[to_ascii_lower(line.substr(0, colon))] = line.substr(colon + 2);
    }
    return request;
}

std::optional<HttpPeer::Request> read_request(int connection) {
    std::string text;
    while (!text.contains("\r\n\r\n")) {
        const bool has_more = read_up_to(connection, text, text.size() + 1);
        if (!has_more || text[0] == client_hello) return std::nullopt;
    }
    const auto end = text.find("\r\n\r\n");
    auto request = read_head(text.substr(0, end + 2));
    request.body = text.substr(end + 4);
    const auto size = std::strtoull(request.headers["content-length"].c_str(), nullptr, 10);
    if (!read_up_to(connection, request.body, size)) return std::nullopt;
    return request;
}

}  // namespace

std::string HttpPeer::Request::path() const {
    const auto begin = line.find(' ') + 1;
    return line.substr(begin, line.find(' ', begin) - begin);
}

HttpPeer::HttpPeer(Handler handler)
    : handler_(std::move(handler)), listener_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = ::htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* const generic = reinterpret_cast<sockaddr*>(&address);
    if (::bind(listener_, generic, size) != 0 || ::listen(listener_, 16) != 0 ||
        ::getsockname(listener_, generic, &size) != 0)
        throw std::runtime_error("no loopback port");
    port_ = ::ntohs(address.sin_port);
    thread_ = std::jthread([this] { serve(); });
}

HttpPeer::~HttpPeer() {
    ::shutdown(listener_, SHUT_RDWR);
    thread_.join();
    for (const int connection : silent_) ::close(connection);
    ::close(listener_);
}

void HttpPeer::serve() {
    while (true) {
        const int connection = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
        if (connection < 0) return;
        talk(connection);
    }
}

void HttpPeer::talk(int connection) {
    auto request = read_request(connection);
    const auto text = request ? handler_(std::move(*request)) : std::string();
    if (!text) return silent_.push_back(connection);
    ::send(connection, text->data(), text->size(), MSG_NOSIGNAL);
    ::close(connection);
}

std::string http_answer(std::string_view status, std::string_view body, std::string_view headers) {
    std::string text = "HTTP/1.1 ";
    text.append(status).append("\r\nConnection: close\r\nContent-Length: ");
    text.append(std::to_string(body.size())).append("\r\n");
    return text.append(headers).append("\r\n").append(body);
}

}  // namespace lectern
