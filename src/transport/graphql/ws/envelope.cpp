#include "transport/graphql/ws/envelope.hpp"

#include <array>
#include <optional>
#include <utility>

#include <boost/json/value.hpp>

#include "core/ascii.hpp"
#include "transport/common/json_reader.hpp"
#include "transport/common/json_writer.hpp"

namespace lectern::transport::graphql::ws {
namespace {

namespace json = boost::json;
using Type = ClientMessage::Type;

constexpr std::size_t max_id_bytes = 128;

std::optional<Type> parse_type(std::string_view name) {
    constexpr std::array<std::pair<std::string_view, Type>, 5> types{{
        {"connection_init", Type::connection_init},
        {"ping", Type::ping},
        {"pong", Type::pong},
        {"subscribe", Type::subscribe},
        {"complete", Type::complete},
    }};
    for (const auto& [known, type] : types) {
        if (known == name) return type;
    }
    return std::nullopt;
}

/// Nothing for an absent or null member.
const json::value* find(const json::object& object, std::string_view name) {
    const auto* value = object.if_contains(name);
    return value == nullptr || value->is_null() ? nullptr : value;
}

/// Clients write these as they would headers, in any case.
Result<std::string> take_credential(const json::object& payload, std::string_view name) {
    for (const auto& [key, value] : payload) {
        if (!equals_ignoring_case(key, name) || value.is_null()) continue;
        if (!value.is_string()) {
            return fail(ErrorCode::invalid_argument, std::string(name) + " must be a string");
        }
        return std::string(value.get_string());
    }
    return std::string();
}

Result<void> take_credentials(const json::object& payload, ClientMessage& message) {
    auto authorization = take_credential(payload, "authorization");
    if (!authorization) return fail(authorization);
    auto api_key = take_credential(payload, "x-api-key");
    if (!api_key) return fail(api_key);
    message.authorization = std::move(*authorization);
    message.api_key = std::move(*api_key);
    return {};
}

Result<void> check_request(const json::object& payload) {
    const auto* query = find(payload, "query");
    const auto* name = find(payload, "operationName");
    const auto* variables = find(payload, "variables");
    const auto* extensions = find(payload, "extensions");
    if (query == nullptr ? extensions == nullptr : !query->is_string()) {
        return fail(ErrorCode::invalid_argument, "query must be a string");
    }
    if (name != nullptr && !name->is_string()) {
        return fail(ErrorCode::invalid_argument, "operationName must be a string");
    }
    if (variables != nullptr && !variables->is_object()) {
        return fail(ErrorCode::invalid_argument, "variables must be an object");
    }
    if (extensions != nullptr && !extensions->is_object()) {
        return fail(ErrorCode::invalid_argument, "extensions must be an object");
    }
    return {};
}

Result<void> take_id(const json::object& object, ClientMessage& message) {
    const auto* id = find(object, "id");
    if (id == nullptr || !id->is_string() || id->get_string().empty()) {
        return fail(ErrorCode::invalid_argument, "the message needs an id");
    }
    if (id->get_string().size() > max_id_bytes) {
        return fail(ErrorCode::invalid_argument, "the id is longer than 128 bytes");
    }
    message.id = std::string(id->get_string());
    return {};
}

Result<void> take_payload(const json::object& object, ClientMessage& message) {
    const auto* payload = find(object, "payload");
    if (payload == nullptr) {
        if (message.type != Type::subscribe) return {};
        return fail(ErrorCode::invalid_argument, "the message needs a payload");
    }
    if (!payload->is_object()) {
        return fail(ErrorCode::invalid_argument, "the payload must be an object");
    }
    message.payload = write_json(*payload);
    if (message.type == Type::connection_init)
        return take_credentials(payload->get_object(), message);
    if (message.type == Type::subscribe) return check_request(payload->get_object());
    return {};
}

std::string begin_message(std::string_view type, std::string_view id) {
    std::string text = "{";
    if (!id.empty()) {
        text += "\"id\":";
        append_json_string(text, id);
        text += ',';
    }
    return text.append("\"type\":\"").append(type).append("\"");
}

std::string message_with(std::string_view type, std::string_view id, std::string_view json) {
    return begin_message(type, id).append(",\"payload\":").append(json).append("}");
}

}  // namespace

Result<ClientMessage> parse_client_message(std::string_view text) {
    const auto value = read_json(text);
    if (!value) return fail(value.error());
    if (!value->is_object()) {
        return fail(ErrorCode::invalid_argument, "the message must be an object");
    }
    const auto& object = value->get_object();
    const auto* name = find(object, "type");
    const auto type = name != nullptr && name->is_string()
                          ? parse_type(std::string_view(name->get_string()))
                          : std::nullopt;
    if (!type) return fail(ErrorCode::invalid_argument, "the message's type is unknown");
    ClientMessage message{.type = *type};
    if (*type == Type::subscribe || *type == Type::complete) {
        if (auto taken = take_id(object, message); !taken) return fail(taken);
    }
    if (*type == Type::complete) return message;
    if (auto taken = take_payload(object, message); !taken) return fail(taken);
    return message;
}

std::string connection_ack_message() { return begin_message("connection_ack", {}) + "}"; }

std::string pong_message(std::string_view json) {
    return json.empty() ? begin_message("pong", {}) + "}" : message_with("pong", {}, json);
}

std::string next_message(std::string_view id, std::string_view json) {
    return message_with("next", id, json);
}

std::string error_message(std::string_view id, std::string_view json) {
    return message_with("error", id, json);
}

std::string complete_message(std::string_view id) { return begin_message("complete", id) + "}"; }

std::string error_list(const Error& error) {
    std::string text = R"([{"message":)";
    append_json_string(text, error.message);
    text += R"(,"extensions":{"code":)";
    append_json_string(text, to_string(error.code));
    return text + "}}]";
}

}  // namespace lectern::transport::graphql::ws
