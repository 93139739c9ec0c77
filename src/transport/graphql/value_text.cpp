#include "transport/graphql/value_text.hpp"

#include <cstdint>
#include <utility>

#include <boost/json/value.hpp>

#include "transport/common/json_reader.hpp"
#include "transport/common/json_writer.hpp"

namespace lectern::transport::graphql {
namespace {

namespace json = boost::json;

language::Value from_json(const json::value& value) {
    switch (value.kind()) {
        case json::kind::null:
            return nullptr;
        case json::kind::bool_:
            return value.get_bool();
        case json::kind::int64:
            return value.get_int64();
        case json::kind::uint64:
            return static_cast<double>(value.get_uint64());
        case json::kind::double_:
            return value.get_double();
        case json::kind::string:
            return std::string(value.get_string());
        case json::kind::array: {
            language::List list;
            list.reserve(value.get_array().size());
            for (const json::value& element : value.get_array()) list.push_back(from_json(element));
            return list;
        }
        case json::kind::object:
            break;
    }
    language::Object object;
    object.reserve(value.get_object().size());
    for (const json::key_value_pair& member : value.get_object()) {
        object.append(std::string(member.key()), from_json(member.value()));
    }
    return object;
}

void append_list(std::string& text, const language::List& list) {
    text += '[';
    bool first = true;
    for (const language::Value& element : list) {
        if (!first) text += ',';
        first = false;
        append_value(text, element);
    }
    text += ']';
}

void append_object(std::string& text, const language::Object& object) {
    text += '{';
    bool first = true;
    for (const language::Member& member : object.members()) {
        if (!first) text += ',';
        first = false;
        append_json_string(text, member.name);
        text += ':';
        append_value(text, member.value);
    }
    text += '}';
}

struct Appender {
    std::string& text;

    void operator()(std::monostate) const { text += "null"; }
    void operator()(bool flag) const { text += flag ? "true" : "false"; }
    void operator()(std::int64_t whole) const { append_json_number(text, whole); }
    void operator()(double real) const { append_json_number(text, real); }
    void operator()(const std::string& string) const { append_json_string(text, string); }
    void operator()(const language::List& list) const { append_list(text, list); }
    void operator()(const language::Object& object) const { append_object(text, object); }
};

language::Value encode(const domain::Value& value) {
    if (std::holds_alternative<std::monostate>(value.data)) return nullptr;
    if (const auto* flag = std::get_if<bool>(&value.data)) return *flag;
    if (const auto* whole = std::get_if<std::int64_t>(&value.data)) return *whole;
    if (const auto* real = std::get_if<double>(&value.data)) return *real;
    if (const auto* string = std::get_if<std::string>(&value.data)) return *string;
    if (const auto* object = std::get_if<domain::Object>(&value.data))
        return graphql::encode(*object);
    language::List list;
    for (const domain::Value& element : std::get<domain::List>(value.data))
        list.push_back(encode(element));
    return list;
}

domain::Value decode_value(const language::Value& value) {
    if (value.is_null()) return {};
    if (const auto* object = value.as_object()) return {decode_object(*object)};
    if (const auto* list = value.as_list()) {
        domain::List decoded;
        decoded.reserve(list->size());
        for (const language::Value& element : *list) decoded.push_back(decode_value(element));
        return {std::move(decoded)};
    }
    if (const bool* flag = value.as_bool()) return {*flag};
    if (const auto* whole = value.as_int()) return {*whole};
    if (const auto* real = value.as_double()) return {*real};
    return {*value.as_string()};
}

}  // namespace

Result<language::Value> read_value(std::string_view json) {
    auto value = read_json(json);
    if (!value) return fail(value);
    return from_json(*value);
}

void append_value(std::string& text, const language::Value& value) {
    std::visit(Appender{text}, value.data());
}

language::Value encode(const domain::Object& object) {
    language::Object encoded;
    encoded.reserve(object.size());
    for (const auto& [name, value] : object) encoded.append(name, encode(value));
    return encoded;
}

language::Value encode(const domain::Scalar& scalar) {
    return std::visit([](const auto& value) { return language::Value(value); }, scalar);
}

domain::Object decode_object(const language::Object& object) {
    domain::Object decoded;
    for (const language::Member& member : object.members()) {
        decoded.insert_or_assign(member.name, decode_value(member.value));
    }
    return decoded;
}

std::optional<domain::Scalar> decode_scalar(const language::Value& value) {
    if (const bool* flag = value.as_bool()) return *flag;
    if (const auto* whole = value.as_int()) return *whole;
    if (const auto* real = value.as_double()) return *real;
    if (const auto* string = value.as_string()) return *string;
    return std::nullopt;
}

}  // namespace lectern::transport::graphql
