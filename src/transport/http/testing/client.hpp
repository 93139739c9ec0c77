#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace lectern::transport::http::testing {

/// An answer as it stood on the wire, its body decoded from chunks.
struct Answer {
    unsigned status = 0;                                         ///< 0 when no whole answer came.
    std::vector<std::pair<std::string, std::string>> headers{};  ///< Names in lower case.
    std::string body{};
    bool is_whole = false;  ///< The body reached its end as its framing says.

    std::string header(std::string_view name) const;
};

/// A blocking client that sends exactly the bytes it is told. Gives up, as a failure of the test,
/// after 30 seconds of silence.
class Client final {
  public:
    explicit Client(std::uint16_t port);
    ~Client();
    Client(Client&& other) noexcept;
    Client& operator=(Client&&) = delete;

    /// False when the peer has closed.
    bool send(std::string_view bytes);
    /// Sends until the peer takes nothing for a while; how many bytes it took.
    std::size_t send_until_stalled(std::string_view bytes);
    /// Up to and with `end`; shorter when the peer closes before.
    std::string read_until(std::string_view end);
    /// `to_head`: the answer has no body whatever its header says.
    Answer read_answer(bool to_head = false);
    /// One chunk of a chunked body; empty for the last, or when the peer closes before.
    std::string read_chunk();
    Answer ask(std::string_view request);
    /// That many bytes; fewer when the peer closes before.
    std::string take(std::size_t size);
    /// Waits for the peer to close without another byte.
    bool is_closed();
    void finish_sending();
    /// For those who speak TLS over it. Stays this object's.
    int native() const { return socket_; }
    void close();
    /// Closes with a reset.
    void reset();

  private:
    bool receive();

    int socket_;
    std::string buffer_;
};

/// A GET of that path with the given extra header lines.
std::string get(std::string_view path, std::string_view header_lines = {});
/// A POST with Content-Length.
std::string post(std::string_view path, std::string_view body, std::string_view header_lines = {});

}  // namespace lectern::transport::http::testing
