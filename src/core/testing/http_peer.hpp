#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace lectern {

/// A web server on a loopback port for tests, one connection a request, one after the other.
class HttpPeer final {
  public:
    struct Request {
        std::string line{};                            ///< `GET /path HTTP/1.1`.
        std::map<std::string, std::string> headers{};  ///< Names in lower case.
        std::string body{};

        std::string path() const;
    };

    /// Gives the bytes to send before the connection is closed, on the server's thread. Nothing:
    /// the connection stays open, without a word, until the server goes.
    using Handler = std::function<std::optional<std::string>(Request)>;

    /// Throws when there is no port.
    explicit HttpPeer(Handler handler);
    /// A handler that is running has to return.
    ~HttpPeer();
    HttpPeer(const HttpPeer&) = delete;
    HttpPeer& operator=(const HttpPeer&) = delete;

    std::uint16_t port() const { return port_; }
    /// `http://127.0.0.1:<port>`.
    std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }

  private:
    void serve();
    void talk(int connection);

    const Handler handler_;
    int listener_ = -1;
    std::uint16_t port_ = 0;
    std::vector<int> silent_;  // of the thread
    std::jthread thread_;
};

/// An answer of HTTP; `headers` each with its line end.
std::string http_answer(
    std::string_view status, std::string_view body, std::string_view headers = {}
);

}  // namespace lectern
