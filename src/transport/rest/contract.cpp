#include "transport/rest/contract.hpp"

#include <algorithm>
#include <charconv>

#include "core/ascii.hpp"
#include "core/utf8.hpp"
#include "transport/rest/schema_validator.hpp"

namespace lectern::transport::rest {
namespace {

namespace json = boost::json;

const json::value* member(const json::value* value, std::string_view name) {
    const auto* object = value == nullptr ? nullptr : value->if_object();
    return object == nullptr ? nullptr : object->if_contains(name);
}

std::string_view text_member(const json::value* value, std::string_view name) {
    const auto* found = member(value, name);
    return found != nullptr && found->is_string() ? std::string_view(found->get_string())
                                                  : std::string_view();
}

std::unexpected<Error> bad(const Operation& operation, const std::string& what) {
    return fail(
        ErrorCode::invalid_argument, "operation " + std::string(operation.id) + ": " + what
    );
}

// The whole of `text` as a number, or nothing.
template <class Number>
std::optional<Number> parse_number(std::string_view text) {
    Number number{};
    const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (code != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return number;
}

// Text as what the schema wants it to be. What cannot be read stays text, which the validator then
// complains about.
json::value interpret(std::string_view text, JsonTypes types) {
    if ((types & bit(JsonType::boolean)) != 0 && (text == "true" || text == "false"))
        return text == "true";
    if ((types & (bit(JsonType::integer) | bit(JsonType::number))) != 0) {
        if (const auto whole = parse_number<std::int64_t>(text)) return *whole;
    }
    if ((types & bit(JsonType::number)) != 0) {
        if (const auto real = parse_number<double>(text)) return *real;
    }
    return json::string(text);
}

Error invalid(std::string message, std::vector<FieldViolation> violations) {
    return {
        .code = ErrorCode::invalid_argument,
        .message = std::move(message),
        .violations = std::move(violations)
    };
}

}  // namespace

Contract::Contract(json::value document) : document_(std::move(document)), schemas_(document_) {}

Result<std::unique_ptr<Contract>> Contract::create(
    std::string_view document, std::span<const Operation> operations
) {
    auto parsed = read_json(document);
    if (!parsed) return fail(parsed);
    auto contract = std::unique_ptr<Contract>(new Contract(std::move(*parsed)));
    for (const Operation& operation : operations) {
        if (auto loaded = contract->load(operation); !loaded)
            return bad(operation, loaded.error().message);
    }
    if (auto loaded = contract->load_components(); !loaded) return fail(loaded);
    return contract;
}

Result<Parameters> Contract::read_parameters(
    const Operation& operation, const Route& route, const http::RequestHead& head
) const {
    const OperationContract& contract = operations_.at(operation.id);
    Parameters parameters;
    Violations violations;
    for (const Parameter& parameter : contract.parameters) {
        read_parameter(parameter, given(parameter, route, head), parameters, violations);
    }
    find_unknown(contract, head, violations);
    if (!violations.empty())
        return fail(invalid("a parameter is not valid", std::move(violations)));
    return parameters;
}

Result<json::value> Contract::read_json_body(const Operation& operation, std::string_view body)
    const {
    const OperationContract& contract = operations_.at(operation.id);
    if (contract.json_body == nullptr) return json::value{};
    return read(*contract.json_body, body, {});
}

Result<json::value> Contract::read_component(
    std::string_view name, std::string_view text, const std::string& pointer
) const {
    return read(*components_.at(name), text, pointer);
}

Result<json::value> Contract::read(
    const Schema& schema, std::string_view text, const std::string& pointer
) {
    auto value = read_json(text);
    if (!value) return fail(value);
    auto violations = find_violations(schema, *value, pointer);
    if (!violations.empty())
        return fail(invalid("the request body is not valid", std::move(violations)));
    return value;
}

Result<void> Contract::load(const Operation& operation) {
    const json::value* path = member(member(&document_, "paths"), operation.path);
    const json::value* node = member(path, to_ascii_lower(operation.method));
    if (text_member(node, "operationId") != operation.id) {
        return fail(
            ErrorCode::invalid_argument, "is not in the document under its path and method"
        );
    }
    OperationContract contract;
    for (const json::value* list : {member(path, "parameters"), member(node, "parameters")}) {
        if (auto loaded = load_parameters(list, contract); !loaded) return fail(loaded);
    }
    const json::value* content = member(member(node, "requestBody"), "content");
    if (const json::value* body = member(member(content, "application/json"), "schema");
        body != nullptr) {
        auto compiled = schemas_.compile(*body);
        if (!compiled) return fail(compiled);
        contract.json_body = *compiled;
    }
    operations_.emplace(operation.id, std::move(contract));
    return {};
}

Result<void> Contract::load_parameters(const json::value* list, OperationContract& contract) {
    if (list == nullptr) return {};
    for (const json::value& entry : list->as_array()) {
        const json::value* source = follow(&entry);
        const json::value* schema = member(source, "schema");
        const std::string_view place = text_member(source, "in");
        if (schema == nullptr)
            return fail(ErrorCode::invalid_argument, "a parameter has no schema");
        auto compiled = schemas_.compile(*schema);
        if (!compiled) return fail(compiled);
        const json::value* required = member(source, "required");
        Parameter parameter{
            .name = std::string(text_member(source, "name")),
            .place = place == "path"     ? Place::path
                     : place == "header" ? Place::header
                                         : Place::query,
            .required = required != nullptr && required->is_bool() && required->get_bool(),
            .schema = *compiled,
        };
        if (parameter.place == Place::header) parameter.name = to_ascii_lower(parameter.name);
        parameter.label = std::string(place).append(":").append(parameter.name);
        contract.parameters.push_back(std::move(parameter));
    }
    return {};
}

Result<void> Contract::load_components() {
    const json::value* schemas = schemas_.find("#/components/schemas");
    if (schemas == nullptr) return {};
    for (const json::key_value_pair& entry : schemas->as_object()) {
        auto compiled = schemas_.compile(entry.value());
        if (!compiled) {
            return fail(
                ErrorCode::invalid_argument,
                "schema " + std::string(entry.key()) + ": " + compiled.error().message
            );
        }
        components_.emplace(std::string_view(entry.key()), *compiled);
    }
    return {};
}

const json::value* Contract::follow(const json::value* value) const {
    const std::string_view reference = text_member(value, "$ref");
    return reference.empty() ? value : schemas_.find(reference);
}

std::vector<std::string_view> Contract::given(
    const Parameter& parameter, const Route& route, const http::RequestHead& head
) {
    std::vector<std::string_view> values;
    const auto gather = [&](const auto& pairs) {
        for (const auto& [name, value] : pairs) {
            if (name == parameter.name) values.emplace_back(value);
        }
    };
    switch (parameter.place) {
        case Place::path:
            gather(route.parameters);
            break;
        case Place::query:
            gather(head.query);
            break;
        case Place::header:
            gather(head.headers);
            break;
    }
    return values;
}

void Contract::read_parameter(
    const Parameter& parameter,
    const std::vector<std::string_view>& given,
    Parameters& out,
    Violations& violations
) {
    const std::string& name = parameter.label;
    const bool many = (types_of(*parameter.schema) & bit(JsonType::array)) != 0;
    if (given.empty()) {
        const json::value* fallback = default_of(*parameter.schema);
        if (fallback != nullptr) out.set(parameter.name, *fallback);
        if (parameter.required) violations.push_back({.field = name, .description = "is missing"});
        return;
    }
    for (const std::string_view text : given) {
        if (count_characters(text)) continue;
        violations.push_back({.field = name, .description = "is not valid UTF-8"});
        return;
    }
    if (!many && given.size() > 1) {
        violations.push_back({.field = name, .description = "is given more than once"});
        return;
    }
    json::value value;
    if (many) {
        auto& list = value.emplace_array();
        const Schema* items = parameter.schema->array.items;
        for (const std::string_view text : given)
            list.push_back(interpret(text, items == nullptr ? 0 : types_of(*items)));
    } else {
        value = interpret(given.front(), types_of(*parameter.schema));
    }
    auto found = find_violations(*parameter.schema, value, name);
    std::ranges::move(found, std::back_inserter(violations));
    if (found.empty()) out.set(parameter.name, std::move(value));
}

void Contract::find_unknown(
    const OperationContract& contract, const http::RequestHead& head, Violations& violations
) {
    constexpr std::size_t limit = 20;
    for (const auto& [name, value] : head.query) {
        const bool known =
            std::ranges::any_of(contract.parameters, [&name](const Parameter& parameter) {
                return parameter.place == Place::query && parameter.name == name;
            });
        if (known || violations.size() >= limit) continue;
        violations.push_back({.field = "query:" + name, .description = "is not known"});
    }
}

}  // namespace lectern::transport::rest
