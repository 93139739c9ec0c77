#include "telemetry/sentry/testing/scripted_server.hpp"

#include <array>
#include <cstdlib>
#include <stdexcept>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>
#include <zlib.h>

#include "core/ascii.hpp"

namespace lectern::telemetry::sentry::testing {
namespace {

constexpr std::chrono::seconds patience{30};

std::string gunzip(const std::string& bytes) {
    z_stream stream{};
    ::inflateInit2(&stream, 15 + 16);
    std::string out(16U << 20, '\0');
    stream.next_in = const_cast<Bytef*>(reinterpret_cast<const Bytef*>(bytes.data()));
    stream.avail_in = static_cast<uInt>(bytes.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    ::inflate(&stream, Z_FINISH);
    out.resize(stream.total_out);
    ::inflateEnd(&stream);
    return out;
}

// What TLS begins with; there is none here.
constexpr char client_hello = 0x16;

// Reads up to `size` bytes in all; false when the peer hangs up before.
bool read_up_to(int connection, std::string& text, std::size_t size) {
    std::array<char, 65536> part{};
    while (text.size() < size) {
        const ssize_t count = ::recv(connection, part.data(), part.size(), 0);
        if (count <= 0) return false;
        text.append(part.data(), static_cast<std::size_t>(count));
    }
    return true;
}

bool read_request(int connection, ScriptedServer::Request& request) {
    std::string text;
    while (!text.contains("\r\n\r\n")) {
        if (!read_up_to(connection, text, text.size() + 1) || text[0] == client_hello) return false;
    }
    const auto end = text.find("\r\n\r\n");
    std::string head = text.substr(0, end + 2);
    request.line = head.substr(0, head.find("\r\n"));
    head.erase(0, request.line.size() + 2);
    while (!head.empty()) {
        const std::string line = head.substr(0, head.find("\r\n"));
        head.erase(0, line.size() + 2);
        const auto colon = line.find(": ");
        request.headers[to_ascii_lower(line.substr(0, colon))] = line.substr(colon + 2);
    }
    request.body = text.substr(end + 4);
    const auto size = static_cast<std::size_t>(
        std::strtoull(request.headers["content-length"].c_str(), nullptr, 10)
    );
    if (!read_up_to(connection, request.body, size)) return false;
    if (request.headers["content-encoding"] == "gzip") request.body = gunzip(request.body);
    request.at = std::chrono::steady_clock::now();
    return true;
}

}  // namespace

ScriptedServer::ScriptedServer() {
    listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = ::htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    if (::bind(listener_, reinterpret_cast<sockaddr*>(&address), size) != 0 ||
        ::listen(listener_, 16) != 0 ||
        ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) != 0)
        throw std::runtime_error("no loopback port");
    port_ = ::ntohs(address.sin_port);
    thread_ = std::jthread([this] { serve(); });
}

ScriptedServer::~ScriptedServer() {
    {
        const std::lock_guard lock(mutex_);
        ended_ = true;
    }
    ::shutdown(listener_, SHUT_RDWR);
    thread_.join();
    for (const int connection : silent_) ::close(connection);
    ::close(listener_);
}

std::string ScriptedServer::dsn() const {
    return "http://key@127.0.0.1:" + std::to_string(port_) + "/7";
}

void ScriptedServer::answer_next(Answer answer) {
    const std::lock_guard lock(mutex_);
    next_.push_back(std::move(answer));
}

void ScriptedServer::answer_all(Answer answer) {
    const std::lock_guard lock(mutex_);
    otherwise_ = std::move(answer);
}

std::vector<ScriptedServer::Request> ScriptedServer::wait_for(std::size_t count) {
    std::unique_lock lock(mutex_);
    if (!changed_.wait_for(lock, patience, [&] { return requests_.size() >= count; }))
        throw std::runtime_error("the requests did not come");
    return requests_;
}

std::vector<ScriptedServer::Request> ScriptedServer::requests() const {
    const std::lock_guard lock(mutex_);
    return requests_;
}

void ScriptedServer::serve() {
    while (true) {
        const int connection = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
        if (connection < 0) return;
        talk(connection);
    }
}

void ScriptedServer::talk(int connection) {
    Request request;
    if (!read_request(connection, request)) {
        ::close(connection);
        return;
    }
    Answer answer;
    {
        const std::lock_guard lock(mutex_);
        answer = next_.empty() ? otherwise_ : next_.front();
        if (!next_.empty()) next_.pop_front();
        if (answer.is_silent) silent_.push_back(connection);
        requests_.push_back(std::move(request));
    }
    changed_.notify_all();
    if (answer.is_silent) return;
    std::string text = answer.body;
    if (!answer.is_garbage) {
        text = "HTTP/1.1 " + answer.status +
               "\r\nConnection: close\r\nContent-Length: " + std::to_string(answer.body.size()) +
               "\r\n" + answer.headers + "\r\n" + answer.body;
    }
    ::send(connection, text.data(), text.size(), MSG_NOSIGNAL);
    ::close(connection);
}

}  // namespace lectern::telemetry::sentry::testing
