#include "access/testing/issuer_server.hpp"

#include <array>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "core/assert.hpp"

namespace lectern::access::testing {
namespace {

// Of `GET /path HTTP/1.1`; empty when the peer went away before its head was complete.
std::string read_path(int connection) {
    std::string head;
    std::array<char, 4096> part{};
    while (!head.contains("\r\n\r\n")) {
        const ssize_t count = ::recv(connection, part.data(), part.size(), 0);
        if (count <= 0) return {};
        head.append(part.data(), static_cast<std::size_t>(count));
    }
    const auto begin = head.find(' ') + 1;
    return head.substr(begin, head.find(' ', begin) - begin);
}

}  // namespace

IssuerServer::IssuerServer() : listener_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = ::htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* const generic = reinterpret_cast<sockaddr*>(&address);
    LECTERN_ASSERT(::bind(listener_, generic, size) == 0);
    LECTERN_ASSERT(::listen(listener_, 16) == 0);
    LECTERN_ASSERT(::getsockname(listener_, generic, &size) == 0);
    port_ = ::ntohs(address.sin_port);
    thread_ = std::jthread([this] { serve(); });
}

IssuerServer::~IssuerServer() {
    ::shutdown(listener_, SHUT_RDWR);
    thread_.join();
    ::close(listener_);
}

std::string IssuerServer::url() const { return "http://127.0.0.1:" + std::to_string(port_); }

void IssuerServer::publish(const std::string& path, Page page) {
    const std::lock_guard lock(mutex_);
    pages_[path] = std::move(page);
}

void IssuerServer::set_down(bool down) {
    const std::lock_guard lock(mutex_);
    down_ = down;
}

void IssuerServer::on_request(std::function<void()> hook) {
    const std::lock_guard lock(mutex_);
    hook_ = std::move(hook);
}

int IssuerServer::requests(const std::string& path) const {
    const std::lock_guard lock(mutex_);
    const auto found = requests_.find(path);
    return found == requests_.end() ? 0 : found->second;
}

void IssuerServer::serve() {
    while (true) {
        const int connection = ::accept(listener_, nullptr, nullptr);
        if (connection < 0) return;
        if (const std::string path = read_path(connection); !path.empty()) {
            const std::string text = answer(path);
            ::send(connection, text.data(), text.size(), MSG_NOSIGNAL);
        }
        ::close(connection);
    }
}

std::string IssuerServer::answer(const std::string& path) {
    std::unique_lock lock(mutex_);
    ++requests_[path];
    const auto hook = hook_;
    lock.unlock();
    if (hook) hook();
    lock.lock();
    if (down_) return {};
    const auto found = pages_.find(path);
    const Page page = found != pages_.end() ? found->second : Page{.status = "404 Not Found"};
    return "HTTP/1.1 " + page.status +
           "\r\nConnection: close\r\nContent-Length: " + std::to_string(page.body.size()) + "\r\n" +
           page.headers + "\r\n" + page.body;
}

}  // namespace lectern::access::testing
