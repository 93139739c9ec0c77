#pragma once

#include <array>
#include <cstddef>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/system/error_code.hpp>

namespace boost::asio::ssl {
class context;  // NOLINT(readability-identifier-naming): Asio's
}

namespace lectern::transport::http {

/// A connected byte stream, with or without TLS. Every call, and every completion, on the strand
/// that `executor` gives; at most one read and one write at a time. The buffers live until the
/// completion, the wire too.
class Wire {
  public:
    using OnDone = std::move_only_function<void(boost::system::error_code, std::size_t)>;
    using Pieces = std::array<std::string_view, 2>;

    virtual ~Wire() = default;

    virtual boost::asio::any_io_executor executor() = 0;
    virtual std::string remote_address() const = 0;
    /// Whether the kernel holds bytes that were not read yet.
    virtual bool has_unread_bytes() const = 0;

    /// The TLS handshake; nothing without TLS.
    virtual void open(OnDone done) = 0;
    virtual void read_some(std::span<char> into, OnDone done) = 0;
    virtual void write_some(Pieces pieces, OnDone done) = 0;
    /// Tells the peer that nothing follows. Not while a read or write is under way when
    /// `is_secure`.
    virtual void finish(OnDone done) = 0;
    virtual bool is_secure() const = 0;

    /// What is under way completes with an error.
    virtual void cancel() = 0;
    virtual void close() = 0;
};

/// `secure` null: plain TCP. It outlives the wire.
std::unique_ptr<Wire> make_wire(
    boost::asio::ip::tcp::socket socket, boost::asio::ssl::context* secure
);

}  // namespace lectern::transport::http
