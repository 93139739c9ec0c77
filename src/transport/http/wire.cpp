#include "transport/http/wire.hpp"

#include <utility>

#include <boost/asio/buffer.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl/stream.hpp>

namespace lectern::transport::http {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

std::array<asio::const_buffer, 2> buffers_of(Wire::Pieces pieces) {
    return {asio::buffer(pieces[0]), asio::buffer(pieces[1])};
}

std::string address_of(const tcp::socket& socket) {
    error_code ignored;
    return socket.remote_endpoint(ignored).address().to_string();
}

void close_socket(tcp::socket& socket) {
    error_code ignored;
    socket.shutdown(tcp::socket::shutdown_both, ignored);
    socket.close(ignored);
}

bool has_bytes(const tcp::socket& socket) {
    error_code ignored;
    return socket.available(ignored) > 0;
}

class PlainWire final : public Wire {
  public:
    explicit PlainWire(tcp::socket socket) : socket_(std::move(socket)) {}

    asio::any_io_executor executor() override { return socket_.get_executor(); }
    std::string remote_address() const override { return address_of(socket_); }
    bool has_unread_bytes() const override { return has_bytes(socket_); }
    bool is_secure() const override { return false; }

    void open(OnDone done) override { complete(std::move(done), {}); }

    void read_some(std::span<char> into, OnDone done) override {
        socket_.async_read_some(asio::buffer(into.data(), into.size()), std::move(done));
    }

    void write_some(Pieces pieces, OnDone done) override {
        socket_.async_write_some(buffers_of(pieces), std::move(done));
    }

    void finish(OnDone done) override {
        error_code error;
        socket_.shutdown(tcp::socket::shutdown_send, error);
        complete(std::move(done), error);
    }

    void cancel() override {
        error_code ignored;
        socket_.cancel(ignored);
    }

    void close() override { close_socket(socket_); }

  private:
    void complete(OnDone done, error_code error) {
        asio::post(socket_.get_executor(), [error, done = std::move(done)]() mutable {
            done(error, 0);
        });
    }

    tcp::socket socket_;
};

class SecureWire final : public Wire {
  public:
    SecureWire(tcp::socket socket, asio::ssl::context& context)
        : stream_(std::move(socket), context) {}

    asio::any_io_executor executor() override { return stream_.get_executor(); }
    std::string remote_address() const override { return address_of(stream_.next_layer()); }
    bool has_unread_bytes() const override { return has_bytes(stream_.next_layer()); }
    bool is_secure() const override { return true; }

    void open(OnDone done) override {
        stream_.async_handshake(
            asio::ssl::stream_base::server,
            [done = std::move(done)](error_code error) mutable { done(error, 0); }
        );
    }

    void read_some(std::span<char> into, OnDone done) override {
        stream_.async_read_some(asio::buffer(into.data(), into.size()), std::move(done));
    }

    void write_some(Pieces pieces, OnDone done) override {
        stream_.async_write_some(buffers_of(pieces), std::move(done));
    }

    void finish(OnDone done) override {
        stream_.async_shutdown([done = std::move(done)](error_code error) mutable {
            done(error, 0);
        });
    }

    void cancel() override {
        error_code ignored;
        stream_.next_layer().cancel(ignored);
    }

    void close() override { close_socket(stream_.next_layer()); }

  private:
    asio::ssl::stream<tcp::socket> stream_;
};

}  // namespace

std::unique_ptr<Wire> make_wire(tcp::socket socket, asio::ssl::context* secure) {
    if (secure == nullptr) return std::make_unique<PlainWire>(std::move(socket));
    return std::make_unique<SecureWire>(std::move(socket), *secure);
}

}  // namespace lectern::transport::http
