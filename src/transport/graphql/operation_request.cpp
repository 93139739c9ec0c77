#include "transport/graphql/operation_request.hpp"

#include "transport/graphql/value_text.hpp"

namespace lectern::transport::graphql {
namespace {

std::unexpected<Error> wrong(std::string_view member, std::string_view what) {
    return fail(Error{
        .code = ErrorCode::invalid_argument,
        .message = std::string(member).append(" ").append(what),
        .violations = {{.field = std::string("/").append(member), .description = std::string(what)}
        },
    });
}

Result<std::optional<std::string>> text_member(
    const language::Object& object, std::string_view name
) {
    const language::Value* value = object.find(name);
    if (value == nullptr || value->is_null()) return std::nullopt;
    if (value->as_string() == nullptr) return wrong(name, "must be a string");
    return *value->as_string();
}

Result<language::Object> object_member(language::Object& object, std::string_view name) {
    language::Value* value = object.find(name);
    if (value == nullptr || value->is_null()) return language::Object();
    if (value->as_object() == nullptr) return wrong(name, "must be an object");
    return std::move(*value->as_object());
}

Result<OperationRequest> read_members(language::Object members) {
    auto query = text_member(members, "query");
    if (!query) return fail(query);
    auto name = text_member(members, "operationName");
    if (!name) return fail(name);
    auto variables = object_member(members, "variables");
    if (!variables) return fail(variables);
    auto extensions = object_member(members, "extensions");
    if (!extensions) return fail(extensions);
    return OperationRequest{
        .query = std::move(*query),
        .operation_name = std::move(*name),
        .variables = std::move(*variables),
        .extensions = std::move(*extensions),
    };
}

}  // namespace

Result<OperationRequest> read_operation_request(std::string_view json) {
    auto value = read_value(json);
    if (!value) return fail(value);
    if (value->as_list() != nullptr)
        return fail(ErrorCode::invalid_argument, "lists of requests are not taken");
    if (value->as_object() == nullptr)
        return fail(ErrorCode::invalid_argument, "the request must be a JSON object");
    return read_members(std::move(*value->as_object()));
}

Result<OperationRequest> read_operation_request(
    const std::vector<std::pair<std::string, std::string>>& parameters
) {
    language::Object members;
    for (const auto& [name, text] : parameters) {
        if (members.contains(name)) return wrong(name, "is given more than once");
        if (name != "variables" && name != "extensions") {
            members.append(name, text);
            continue;
        }
        auto value = read_value(text);
        if (!value) return wrong(name, "must be JSON: " + value.error().message);
        members.append(name, std::move(*value));
    }
    return read_members(std::move(members));
}

}  // namespace lectern::transport::graphql
