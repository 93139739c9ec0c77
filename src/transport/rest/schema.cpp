#include "transport/rest/schema.hpp"

#include <algorithm>
#include <array>

#include <re2/re2.h>

namespace lectern::transport::rest {
namespace {

namespace json = boost::json;

constexpr std::array<std::pair<std::string_view, JsonType>, 7> type_names{
    {{"null", JsonType::null},
     {"boolean", JsonType::boolean},
     {"integer", JsonType::integer},
     {"number", JsonType::number},
     {"string", JsonType::string},
     {"array", JsonType::array},
     {"object", JsonType::object}}
};

constexpr std::array<std::string_view, 8> annotations{
    "description",
    "examples",
    "deprecated",
    "format",
    "contentEncoding",
    "contentMediaType",
    "readOnly",
    "writeOnly"
};

std::unexpected<Error> bad(std::string_view keyword, std::string_view what) {
    return fail(
        ErrorCode::invalid_argument,
        "schema keyword " + std::string(keyword) + " " + std::string(what)
    );
}

Result<void> set_types(const json::value& value, JsonTypes& types) {
    const json::array names = value.is_array() ? value.get_array() : json::array{value};
    for (const json::value& name : names) {
        bool known = false;
        for (const auto& [text, type] : type_names) {
            if (!name.is_string() || name.get_string() != text) continue;
            types = static_cast<JsonTypes>(types | bit(type));
            known = true;
        }
        if (!known) return bad("type", "names an unknown type");
    }
    return {};
}

Result<void> set_count(std::string_view keyword, const json::value& value, std::size_t& slot) {
    json::error_code error;
    slot = value.to_number<std::size_t>(error);
    if (error) return bad(keyword, "must be a whole number from 0");
    return {};
}

Result<void> set_number(
    std::string_view keyword, const json::value& value, std::optional<double>& slot
) {
    json::error_code error;
    slot = value.to_number<double>(error);
    if (error) return bad(keyword, "must be a number");
    return {};
}

Result<void> set_pattern(const json::value& value, StringRules& rules) {
    if (!value.is_string()) return bad("pattern", "must be a string");
    const json::string& text = value.get_string();
    re2::RE2::Options options;
    options.set_log_errors(false);
    auto pattern = std::make_shared<re2::RE2>(re2::StringPiece(text.data(), text.size()), options);
    if (!pattern->ok()) return bad("pattern", "is not one that RE2 can match");
    rules.pattern = std::move(pattern);
    return {};
}

// The keywords whose value is a count or a bound; false for others.
Result<bool> apply_bound(std::string_view keyword, const json::value& value, Schema& schema) {
    const std::array<std::pair<std::string_view, std::size_t*>, 6> counts{
        {{"minProperties", &schema.object.min_properties},
         {"maxProperties", &schema.object.max_properties},
         {"minItems", &schema.array.min_items},
         {"maxItems", &schema.array.max_items},
         {"minLength", &schema.string.min_length},
         {"maxLength", &schema.string.max_length}}
    };
    for (const auto& [name, slot] : counts) {
        if (name != keyword) continue;
        if (auto set = set_count(keyword, value, *slot); !set) return fail(set);
        return true;
    }
    const std::array<std::pair<std::string_view, std::optional<double>*>, 4> bounds{
        {{"minimum", &schema.number.minimum},
         {"maximum", &schema.number.maximum},
         {"exclusiveMinimum", &schema.number.exclusive_minimum},
         {"exclusiveMaximum", &schema.number.exclusive_maximum}}
    };
    for (const auto& [name, slot] : bounds) {
        if (name != keyword) continue;
        if (auto set = set_number(keyword, value, *slot); !set) return fail(set);
        return true;
    }
    return false;
}

// The keywords that hold for a value of any type; false for others.
Result<bool> apply_general(std::string_view keyword, const json::value& value, Schema& schema) {
    if (keyword == "type") {
        if (auto set = set_types(value, schema.types); !set) return fail(set);
    } else if (keyword == "const") {
        schema.allowed = {&value};
    } else if (keyword == "enum") {
        if (!value.is_array() || value.get_array().empty())
            return bad(keyword, "must be a list with values");
        for (const json::value& allowed : value.get_array()) schema.allowed.push_back(&allowed);
    } else if (keyword == "pattern") {
        if (auto set = set_pattern(value, schema.string); !set) return fail(set);
    } else if (keyword == "uniqueItems") {
        schema.array.unique = value.is_bool() && value.get_bool();
    } else if (keyword == "title") {
        if (!value.is_string()) return bad(keyword, "must be a string");
        schema.title = value.get_string();
    } else if (keyword == "default") {
        schema.default_value = &value;
    } else {
        return std::ranges::find(annotations, keyword) != annotations.end();
    }
    return true;
}

std::string unescape(std::string_view token) {
    std::string text;
    for (std::size_t at = 0; at < token.size(); ++at) {
        const bool escape = token[at] == '~' && at + 1 < token.size();
        text += escape ? (token[++at] == '1' ? '/' : '~') : token[at];
    }
    return text;
}

}  // namespace

JsonTypes types_of(const Schema& schema) {
    if (schema.types != 0 || schema.reference == nullptr) return schema.types;
    return types_of(*schema.reference);
}

const json::value* default_of(const Schema& schema) {
    if (schema.default_value != nullptr || schema.reference == nullptr) return schema.default_value;
    return default_of(*schema.reference);
}

Result<const Schema*> SchemaSet::compile(const json::value& schema) {
    if (const auto found = compiled_.find(&schema); found != compiled_.end()) return found->second;
    Schema& made = schemas_.emplace_back();
    // Known before it is filled, so that a schema which refers to itself finds itself.
    compiled_.emplace(&schema, &made);
    if (schema.is_bool()) {
        made.never = !schema.get_bool();
        return &made;
    }
    if (!schema.is_object())
        return fail(ErrorCode::invalid_argument, "a schema must be an object or a boolean");
    if (auto filled = fill(schema.get_object(), made); !filled) return fail(filled);
    return &made;
}

const json::value* SchemaSet::find(std::string_view reference) const {
    if (!reference.starts_with("#/")) return nullptr;
    const json::value* at = &document_;
    std::string_view rest = reference.substr(2);
    while (at != nullptr) {
        const std::size_t slash = rest.find('/');
        const auto* object = at->if_object();
        at = object == nullptr ? nullptr : object->if_contains(unescape(rest.substr(0, slash)));
        if (slash == std::string_view::npos) break;
        rest.remove_prefix(slash + 1);
    }
    return at;
}

Result<void> SchemaSet::fill(const json::object& source, Schema& schema) {
    for (const json::key_value_pair& member : source) {
        if (auto applied = apply(member.key(), member.value(), schema); !applied)
            return fail(applied);
    }
    // Compared pair by pair, so the list has to be short.
    if (schema.array.unique && schema.array.max_items > 1024)
        return bad("uniqueItems", "needs maxItems up to 1024");
    return {};
}

Result<void> SchemaSet::apply(std::string_view keyword, const json::value& value, Schema& schema) {
    if (auto general = apply_general(keyword, value, schema); !general || *general) {
        return general ? Result<void>() : fail(general);
    }
    if (auto bound = apply_bound(keyword, value, schema); !bound || *bound) {
        return bound ? Result<void>() : fail(bound);
    }
    if (auto object = apply_object_keyword(keyword, value, schema); !object || *object) {
        return object ? Result<void>() : fail(object);
    }
    auto composed = apply_composition(keyword, value, schema);
    if (!composed) return fail(composed);
    if (!*composed) return bad(keyword, "is not one that the validator knows");
    return {};
}

Result<bool> SchemaSet::apply_object_keyword(
    std::string_view keyword, const json::value& value, Schema& schema
) {
    if (keyword == "properties") {
        if (!value.is_object()) return bad(keyword, "must be an object");
        for (const json::key_value_pair& member : value.get_object()) {
            auto compiled = compile(member.value());
            if (!compiled) return fail(compiled);
            schema.object.properties.emplace(member.key(), *compiled);
        }
        return true;
    }
    if (keyword == "required") {
        if (!value.is_array()) return bad(keyword, "must be a list");
        for (const json::value& name : value.get_array()) {
            if (!name.is_string()) return bad(keyword, "must list names");
            schema.object.required.emplace_back(name.get_string());
        }
        return true;
    }
    if (keyword != "additionalProperties") return false;
    if (auto compiled = compile_into(value, schema.object.additional); !compiled)
        return fail(compiled);
    return true;
}

Result<bool> SchemaSet::apply_composition(
    std::string_view keyword, const json::value& value, Schema& schema
) {
    const std::array<std::pair<std::string_view, std::vector<const Schema*>*>, 3> lists{
        {{"allOf", &schema.all_of}, {"anyOf", &schema.any_of}, {"oneOf", &schema.one_of}}
    };
    for (const auto& [name, parts] : lists) {
        if (name != keyword) continue;
        if (!value.is_array() || value.get_array().empty())
            return bad(keyword, "must be a list with schemas");
        for (const json::value& part : value.get_array()) {
            if (auto compiled = compile_into(part, parts->emplace_back()); !compiled)
                return fail(compiled);
        }
        return true;
    }
    Result<void> compiled;
    if (keyword == "items") {
        compiled = compile_into(value, schema.array.items);
    } else if (keyword == "not") {
        compiled = compile_into(value, schema.negated);
    } else if (keyword == "$ref") {
        const json::value* target = value.is_string() ? find(value.get_string()) : nullptr;
        if (target == nullptr) return bad(keyword, "names nothing in the document");
        compiled = compile_into(*target, schema.reference);
    } else {
        return false;
    }
    if (!compiled) return fail(compiled);
    return true;
}

Result<void> SchemaSet::compile_into(const json::value& value, const Schema*& slot) {
    auto compiled = compile(value);
    if (!compiled) return fail(compiled);
    slot = *compiled;
    return {};
}

}  // namespace lectern::transport::rest
