#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "core/result.hpp"
#include "transport/http/message.hpp"

namespace lectern::transport::http {

/// Why the server itself refuses a request, before or instead of a handler.
struct Refusal {
    unsigned status = 400;
    Error error{};
};

/// Turns bytes into one request, without doing any I/O. Stricter than RFC 9112 asks wherever a
/// lenient reading lets two parties disagree on where a request ends: no bare LF, no folded lines,
/// no repeated or mixed body lengths, exactly one Host. One thread at a time.
class RequestParser final {
  public:
    enum class State { head, body, complete, refused };

    explicit RequestParser(std::size_t max_header_bytes);
    ~RequestParser();
    RequestParser(const RequestParser&) = delete;
    RequestParser& operator=(const RequestParser&) = delete;

    /// Looks for a whole head at the front of `input`, which must keep what earlier calls saw.
    /// Returns how many bytes the head took; 0 while it is not whole.
    std::size_t take_head(std::string_view input);

    /// Decodes body bytes from the front of `input` and appends at most `room` of them to `out`.
    /// Returns how many bytes of `input` are used up, which the next call must not see again.
    std::size_t take_body(std::string_view input, std::size_t room, std::string& out);

    State state() const { return state_; }
    /// Only when `state` is `refused`.
    const Refusal& refusal() const { return refusal_; }

    /// What is understood of the head so far, without remote address and context.
    RequestHead& head();
    bool is_http_1_0() const;
    /// Whether the client wants to go on with this connection. Only after the head.
    bool wants_keep_alive() const;
    /// Whether it waits for `100 Continue` before it sends its body. Only after the head.
    bool expects_continue() const { return expects_continue_; }
    /// What is still to come of a body whose length is declared. Only after the head.
    std::optional<std::uint64_t> declared_bytes_left() const;

  private:
    class Machine;

    std::size_t find_head_end(std::string_view input);
    void parse_head(std::string_view bytes);
    void refuse(unsigned status, ErrorCode code, std::string message);
    void check_lengths();
    void check_host();
    void check_expectation();
    void check_target();

    const std::size_t max_header_bytes_;
    std::unique_ptr<Machine> machine_;
    State state_ = State::head;
    Refusal refusal_{};
    std::size_t line_start_ = 0;
    std::size_t scanned_ = 0;
    bool expects_continue_ = false;
};

}  // namespace lectern::transport::http
