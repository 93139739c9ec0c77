#include "telemetry/tracing/testing/otlp_receiver.hpp"

#include <array>
#include <stdexcept>
#include <utility>

#include <arpa/inet.h>
#include <boost/json.hpp>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "core/ascii.hpp"

namespace lectern::telemetry::testing {
namespace {

// False at the end of the connection.
bool read_more(int connection, std::string& text) {
    std::array<char, 65'536> buffer{};
    const ssize_t got = ::recv(connection, buffer.data(), buffer.size(), 0);
    if (got <= 0) return false;
    text.append(buffer.data(), static_cast<std::size_t>(got));
    return true;
}

OtlpReceiver::Received head_of(std::string_view head) {
    OtlpReceiver::Received request;
    const auto path = head.find(' ') + 1;
    request.path = head.substr(path, head.find(' ', path) - path);
    while (true) {
        const auto end = head.find("\r\n");
        if (end == std::string_view::npos) return request;
        head.remove_prefix(end + 2);
        const auto line = head.substr(0, head.find("\r\n"));
        const auto colon = line.find(": ");
        if (colon == std::string_view::npos) continue;
        request.headers.emplace(to_ascii_lower(line.substr(0, colon)), line.substr(colon + 2));
    }
}

}  // namespace

OtlpReceiver::OtlpReceiver() {
    listener_ = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = ::htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* plain = reinterpret_cast<sockaddr*>(&address);
    if (::bind(listener_, plain, size) != 0 || ::listen(listener_, 16) != 0 ||
        ::getsockname(listener_, plain, &size) != 0) {
        throw std::runtime_error("cannot listen");
    }
    port_ = ::ntohs(address.sin_port);
    thread_ = std::jthread([this] { serve(); });
}

OtlpReceiver::~OtlpReceiver() {
    {
        const std::lock_guard lock(mutex_);
        is_over_ = true;
    }
    changed_.notify_all();
    ::shutdown(listener_, SHUT_RDWR);
    thread_.join();
    ::close(listener_);
}

void OtlpReceiver::answer(unsigned status) {
    const std::lock_guard lock(mutex_);
    status_ = status;
}

void OtlpReceiver::hang(bool is_hanging) {
    const std::lock_guard lock(mutex_);
    is_hanging_ = is_hanging;
    changed_.notify_all();
}

void OtlpReceiver::wait_for_requests(std::size_t count) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return received_.size() >= count; });
}

std::vector<OtlpReceiver::Received> OtlpReceiver::received() {
    const std::lock_guard lock(mutex_);
    return received_;
}

std::vector<boost::json::object> OtlpReceiver::spans() {
    std::vector<boost::json::object> spans;
    for (const Received& request : received()) {
        for (const auto& resource : request.body.at("resourceSpans").as_array()) {
            for (const auto& scope : resource.at("scopeSpans").as_array()) {
                for (const auto& span : scope.at("spans").as_array())
                    spans.push_back(span.as_object());
            }
        }
    }
    return spans;
}

void OtlpReceiver::serve() {
    while (true) {
        const int connection = ::accept(listener_, nullptr, nullptr);
        if (connection < 0) return;
        serve_one(connection);
        ::close(connection);
    }
}

void OtlpReceiver::serve_one(int connection) {
    std::string text;
    while (!text.contains("\r\n\r\n")) {
        if (!read_more(connection, text)) return;
    }
    const auto end = text.find("\r\n\r\n");
    Received request = head_of(std::string_view(text).substr(0, end + 2));
    const std::size_t size = std::stoul(request.headers.at("content-length"));
    while (text.size() < end + 4 + size) {
        if (!read_more(connection, text)) return;
    }
    request.body = boost::json::parse(std::string_view(text).substr(end + 4)).as_object();
    const unsigned status = take(std::move(request));
    const std::string answer = "HTTP/1.1 " + std::to_string(status) +
                               " Told\r\nContent-Type: application/json\r\nConnection: close\r\n"
                               "Content-Length: 2\r\n\r\n{}";
    ::send(connection, answer.data(), answer.size(), MSG_NOSIGNAL);
}

unsigned OtlpReceiver::take(Received request) {
    std::unique_lock lock(mutex_);
    received_.push_back(std::move(request));
    changed_.notify_all();
    changed_.wait(lock, [this] { return !is_hanging_ || is_over_; });
    return status_;
}

std::string attribute(const boost::json::object& span, std::string_view name) {
    const auto* attributes = span.if_contains("attributes");
    if (attributes == nullptr) return "(none)";
    for (const auto& one : attributes->as_array()) {
        if (one.at("key").as_string() != name) continue;
        const auto& value = one.at("value").as_object();
        const auto& first = value.begin()->value();
        return first.is_string() ? std::string(first.as_string()) : boost::json::serialize(first);
    }
    return "(none)";
}

}  // namespace lectern::telemetry::testing
