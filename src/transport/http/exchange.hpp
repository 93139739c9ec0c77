#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <memory>
#include <stop_token>

#include "transport/http/body_pipe.hpp"
#include "transport/http/message.hpp"
#include "transport/http/request_parser.hpp"
#include "transport/http/web_socket_line.hpp"

namespace lectern::transport::http {

/// One request and its answer. Shared by the session and, from hand-over until `is_handled`, the
/// task on the request pool, which owns `request`, `plan` and `response` meanwhile.
struct Exchange {
    explicit Exchange(std::size_t max_header_bytes) : parser(max_header_bytes) {}

    RequestParser parser;
    Request request{};
    RoutePlan plan{};
    Response response{};
    std::shared_ptr<BodyPipe> pipe{
    };  ///< When the body is streamed; shared with the handler's reader.
    std::unique_ptr<WebSocketLine> line{};  ///< When the answer is a conversation, which is open.
    std::stop_source stop{};
    std::atomic<bool> is_handled = false;

    std::chrono::steady_clock::time_point started = std::chrono::steady_clock::now();
    std::size_t request_bytes = 0;
    std::size_t response_bytes = 0;
    unsigned status = 0;          ///< What was sent, 499 when that did not succeed.
    bool is_handed_over = false;  ///< To the request pool.
    bool is_answerable = false;   ///< `response` holds what is to be sent.
    bool is_input_over = false;   ///< The client had finished sending before the handler began.
    bool is_client_gone = false;  ///< Before it could be answered.
    bool is_body_broken =
        false;  ///< What follows on the connection cannot be told apart from the body.
    bool is_continue_due = false;  ///< The client waits for `100 Continue`.
    bool keeps_connection = false;
    bool is_conversation_over = false;  ///< It is told, or being told.
    bool is_complete = false;           ///< The handler was told.
};

}  // namespace lectern::transport::http
