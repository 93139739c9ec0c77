#include "transport/http/testing/client.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <utility>

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "core/ascii.hpp"
#include "core/assert.hpp"

namespace lectern::transport::http::testing {
namespace {

std::size_t number(std::string_view text, int base) {
    std::size_t value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value, base);
    return value;
}

Answer parse_head(std::string_view head) {
    Answer answer;
    if (!head.ends_with("\r\n\r\n") || !head.starts_with("HTTP/1.1 ")) return answer;
    answer.status = static_cast<unsigned>(number(head.substr(9, 3), 10));
    head.remove_prefix(head.find("\r\n") + 2);
    while (head != "\r\n") {
        const auto line = head.substr(0, head.find("\r\n"));
        const auto colon = line.find(": ");
        answer.headers.emplace_back(to_ascii_lower(line.substr(0, colon)), line.substr(colon + 2));
        head.remove_prefix(line.size() + 2);
    }
    return answer;
}

}  // namespace

std::string Answer::header(std::string_view name) const {
    for (const auto& [key, value] : headers) {
        if (key == name) return value;
    }
    return "";
}

Client::Client(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const timeval patience{.tv_sec = 30, .tv_usec = 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    ::setsockopt(socket_, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    LECTERN_ASSERT(
        ::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0
    );
}

Client::Client(Client&& other) noexcept
    : socket_(std::exchange(other.socket_, -1)), buffer_(std::move(other.buffer_)) {}

Client::~Client() { close(); }

void Client::close() {
    if (socket_ >= 0) ::close(std::exchange(socket_, -1));
}

void Client::reset() {
    const linger at_once{.l_onoff = 1, .l_linger = 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    close();
}

void Client::finish_sending() { ::shutdown(socket_, SHUT_WR); }

bool Client::send(std::string_view bytes) {
    while (!bytes.empty()) {
        const auto sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR) continue;
        if (sent < 0) {
            EXPECT_NE(errno, EAGAIN) << "the server does not read";
            return false;
        }
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
}

std::size_t Client::send_until_stalled(std::string_view bytes) {
    constexpr int stalled_after_ms = 300;
    std::size_t sent = 0;
    pollfd writable{.fd = socket_, .events = POLLOUT, .revents = 0};
    while (sent < bytes.size() && ::poll(&writable, 1, stalled_after_ms) == 1) {
        const auto size =
            ::send(socket_, bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (size < 0 && errno != EAGAIN) break;
        if (size > 0) sent += static_cast<std::size_t>(size);
    }
    return sent;
}

bool Client::receive() {
    std::array<char, 16'384> bytes;
    const auto size = ::recv(socket_, bytes.data(), bytes.size(), 0);
    if (size > 0) buffer_.append(bytes.data(), static_cast<std::size_t>(size));
    EXPECT_FALSE(size < 0 && errno == EAGAIN) << "the server is silent";
    return size > 0;
}

std::string Client::take(std::size_t size) {
    while (buffer_.size() < size && receive()) continue;
    auto bytes = buffer_.substr(0, size);
    buffer_.erase(0, size);
    return bytes;
}

std::string Client::read_until(std::string_view end) {
    auto found = buffer_.find(end);
    while (found == std::string::npos && receive()) found = buffer_.find(end);
    return take(found == std::string::npos ? buffer_.size() : found + end.size());
}

std::string Client::read_chunk() {
    const auto line = read_until("\r\n");
    const auto size = number(line, 16);
    auto chunk = take(size + 2);
    chunk.resize(chunk.size() - std::min<std::size_t>(2, chunk.size()));
    return chunk;
}

Answer Client::read_answer(bool to_head) {
    auto answer = parse_head(read_until("\r\n\r\n"));
    if (answer.status == 0) return answer;
    const bool is_bodiless =
        to_head || answer.status < 200 || answer.status == 204 || answer.status == 304;
    if (is_bodiless) {
        answer.is_whole = true;
    } else if (answer.header("transfer-encoding") == "chunked") {
        while (!answer.is_whole) {
            const auto size_line = read_until("\r\n");
            if (!size_line.ends_with("\r\n")) break;
            answer.body += take(number(size_line, 16));
            const auto end = take(2);
            answer.is_whole = size_line == "0\r\n" && end == "\r\n";
        }
    } else if (!answer.header("content-length").empty()) {
        const auto size = number(answer.header("content-length"), 10);
        answer.body = take(size);
        answer.is_whole = answer.body.size() == size;
    } else {
        while (receive()) continue;
        answer.body = take(buffer_.size());
        answer.is_whole = true;
    }
    return answer;
}

Answer Client::ask(std::string_view request) {
    send(request);
    return read_answer();
}

bool Client::is_closed() {
    while (buffer_.empty() && receive()) continue;
    EXPECT_EQ(buffer_, "");
    return buffer_.empty();
}

std::string get(std::string_view path, std::string_view header_lines) {
    return std::string("GET ")
        .append(path)
        .append(" HTTP/1.1\r\nHost: h\r\n")
        .append(header_lines)
        .append("\r\n");
}

std::string post(std::string_view path, std::string_view body, std::string_view header_lines) {
    return std::string("POST ")
        .append(path)
        .append(" HTTP/1.1\r\nHost: h\r\nContent-Length: ")
        .append(std::to_string(body.size()))
        .append("\r\n")
        .append(header_lines)
        .append("\r\n")
        .append(body);
}

}  // namespace lectern::transport::http::testing
