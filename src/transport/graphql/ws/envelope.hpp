#pragma once

#include <string>
#include <string_view>

#include "core/result.hpp"

namespace lectern::transport::graphql::ws {

/// A message of the client, as
/// https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md has them.
struct ClientMessage {
    enum class Type { connection_init, ping, pong, subscribe, complete };
    Type type = Type::ping;
    std::string id{};             ///< Of `subscribe` and `complete`; not empty.
    std::string payload{};        ///< JSON text of an object; empty when there is none.
    std::string authorization{};  ///< From the payload of `connection_init`.
    std::string api_key{};        ///< The same.
};

/// Reads one message. `invalid_argument` says what is wrong with it: not JSON, not a message that a
/// client may send, a member of another type than the protocol says, an id of more than 128 bytes.
/// The payload of `subscribe` has a `query`, or `extensions` that may name one.
Result<ClientMessage> parse_client_message(std::string_view text);

/// What the server sends. `json` is JSON text, of an object for `next` and of a list for `error`.
std::string connection_ack_message();
std::string pong_message(std::string_view json);
std::string next_message(std::string_view id, std::string_view json);
std::string error_message(std::string_view id, std::string_view json);
std::string complete_message(std::string_view id);

/// A list of one GraphQL error, with the code in its `extensions`.
std::string error_list(const Error& error);

}  // namespace lectern::transport::graphql::ws
