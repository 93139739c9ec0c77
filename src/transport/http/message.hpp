#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/request_context.hpp"
#include "core/result.hpp"
#include "transport/http/web_socket.hpp"

namespace lectern::transport::http {

using Header = std::pair<std::string, std::string>;

/// What is known of a request before its body is read.
struct RequestHead {
    std::string method{};  ///< Upper case, as sent.
    std::string target{};  ///< As sent, e.g. `/v1/retrieve?q=a%20b`.
    std::string path{};    ///< Without query, not percent-decoded.
    std::vector<std::pair<std::string, std::string>> query{};  ///< Percent-decoded, in order.
    std::vector<Header> headers{};                             ///< Names in lower case, in order.
    std::string remote_address{};
    bool is_encrypted = false;  ///< It came over TLS.
    RequestContext context{};   ///< Adopted from the headers.
    /// What a handler found out in `handle` and wants to see again in `finished`: the server looks
    /// at neither.
    std::string endpoint{};
    std::optional<ErrorCode> outcome{};

    /// The first header of that (lower-case) name, or empty.
    std::string_view header(std::string_view name) const;
};

/// Reads a body that is not held in memory, part by part. One thread at a time.
class BodyReader {
  public:
    virtual ~BodyReader() = default;

    /// Blocks until a part is there; nothing at the end of the body. Fails with `invalid_argument`
    /// when the body is malformed or over the limit, with `deadline_exceeded` when the client is
    /// too slow and with `cancelled` when it went away.
    virtual Result<std::optional<std::string>> read() = 0;
};

struct Request {
    RequestHead head{};
    std::string body{};                    ///< Whole, unless the plan asked for a stream.
    std::unique_ptr<BodyReader> stream{};  ///< When the plan asked for one.
};

/// A response body that comes in parts over time, e.g. server-sent events.
class BodySource {
  public:
    virtual ~BodySource() = default;

    /// What can be sent now: empty when there is nothing yet, nothing at the end. Called on the
    /// request pool, one call at a time; must not wait.
    virtual std::optional<std::string> next() = 0;

    /// `wake` (thread-safe, quick) is to be called when `next` has something. Called once, before
    /// the first `next`.
    virtual void on_ready(std::function<void()> wake) = 0;

    /// Sent when nothing else was for a while, so that dead peers are noticed; empty for none.
    virtual std::string heartbeat() const { return {}; }
};

struct Response {
    unsigned status = 200;
    std::vector<Header> headers{
    };  ///< Without Content-Length, Transfer-Encoding, Date, Connection.
    std::string body{};
    std::unique_ptr<BodySource> stream{};  ///< Instead of `body`: sent chunked.
    /// Instead of all of the above but `headers`: grants an upgrade, with 101. A request that is
    /// not a proper upgrade gets a problem.
    std::unique_ptr<WebSocketConversation> web_socket{};
};

/// What the server has to know before it reads a body.
struct RoutePlan {
    std::string endpoint =
        "unmatched";  ///< Route template, the label of metrics and logs. A bounded set.
    std::size_t max_body_bytes = 0;  ///< Larger: 413.
    bool stream_body = false;  ///< Hand the body over as it arrives; `max_body_bytes` still holds.
};

/// How an exchange ended, also one that never reached a handler.
struct Completion {
    std::string endpoint{};
    unsigned status = 0;             ///< 499 when the client went away before an answer.
    std::size_t request_bytes = 0;   ///< Of the body; of a conversation's frames after a 101.
    std::size_t response_bytes = 0;  ///< The same, as sent.
    std::chrono::nanoseconds duration{
    };  ///< From the first byte of the head to the last of the answer, or of the conversation.
};

/// What the server calls. Thread-safe.
class Handler {
  public:
    virtual ~Handler() = default;

    /// On an I/O thread: quick, without blocking. Unknown routes get a plan too, and `handle`
    /// answers them.
    virtual RoutePlan plan(const RequestHead& head) = 0;

    /// On the request pool; may block.
    virtual Response handle(Request& request, const RoutePlan& plan) = 0;

    /// Once for every exchange, after it: metrics and access log. Quick. For malformed HTTP the
    /// head is what was understood of it.
    virtual void finished(const RequestHead& head, const Completion& completion) = 0;
};

}  // namespace lectern::transport::http
