#include "graphql/introspection.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "graphql/quote.hpp"

namespace lectern::graphql {
namespace {

Resolved optional_text(const std::optional<std::string>& text) {
    return text ? Resolved(*text) : Resolved();
}

// Descriptions that are empty and that are absent are the same to a reader.
Resolved description(const std::string& text) { return text.empty() ? Resolved() : Resolved(text); }

Source type_source(const Type& type) { return Source::of(type); }

Source type_source(const NamedType& type) { return Source::of(Type(type, {})); }

Resolved optional_type(const NamedType* type) {
    return type == nullptr ? Resolved() : Resolved(type_source(*type));
}

Resolved types(std::span<const NamedType* const> list) {
    Resolved::Items items;
    items.reserve(list.size());
    for (const NamedType* type : list) items.emplace_back(type_source(*type));
    return items;
}

bool includes_deprecated(const FieldCall& call) {
    const Value* value = call.argument("includeDeprecated");
    return value != nullptr && value->as_bool() != nullptr && *value->as_bool();
}

template <class T>
Resolved visible(const FieldCall& call, const std::vector<T>& list) {
    const bool all = includes_deprecated(call);
    Resolved::Items items;
    items.reserve(list.size());
    for (const T& one : list)
        if (all || !one.deprecation_reason) items.emplace_back(Source::view(one));
    return items;
}

std::string_view kind_name(TypeKind kind) {
    switch (kind) {
        case TypeKind::scalar:
            return "SCALAR";
        case TypeKind::object:
            return "OBJECT";
        case TypeKind::interface:
            return "INTERFACE";
        case TypeKind::union_type:
            return "UNION";
        case TypeKind::enum_type:
            return "ENUM";
        case TypeKind::input_object:
            return "INPUT_OBJECT";
    }
    std::unreachable();
}

Resolved kind(const Type& type) {
    if (type.is_non_null()) return "NON_NULL";
    if (type.is_list()) return "LIST";
    return kind_name(type.named().kind);
}

// The named type if there is no marker around it, and it is such that `has` says so.
template <class Predicate>
const NamedType* bare(const Type& type, Predicate has) {
    const bool is_bare = !type.is_non_null() && !type.is_list();
    return is_bare && has(type.named()) ? &type.named() : nullptr;
}

bool any_kind(const NamedType&) { return true; }

void append_literal(const Value& value, const Type& type, std::string& out);

void append_list(const List& list, const Type& type, std::string& out) {
    out += '[';
    for (std::size_t i = 0; i < list.size(); ++i) {
        if (i > 0) out += ", ";
        append_literal(list[i], type, out);
    }
    out += ']';
}

void append_object(const Object& object, const NamedType& type, std::string& out) {
    out += '{';
    for (std::size_t i = 0; i < object.size(); ++i) {
        const auto& [name, value] = object.members()[i];
        if (i > 0) out += ", ";
        out += name + ": ";
        append_literal(value, type.input_field(name)->type, out);
    }
    out += '}';
}

// A default in the notation of documents, where an enum's value has no quotation marks.
void append_literal(const Value& value, const Type& type, std::string& out) {
    const NamedType& named = type.named();
    if (const List* list = value.as_list(); list != nullptr && type.is_list()) {
        append_list(*list, type.item(), out);
    } else if (const Object* object = value.as_object();
               object != nullptr && named.kind == TypeKind::input_object) {
        append_object(*object, named, out);
    } else if (value.as_string() != nullptr && named.kind == TypeKind::enum_type) {
        out += *value.as_string();
    } else {
        out += to_string(value);
    }
}

Resolved default_value(const InputValue& input) {
    if (!input.default_value) return nullptr;
    std::string text;
    append_literal(*input.default_value, input.type, text);
    return text;
}

void add_schema(Resolvers& resolvers) {
    resolvers.get<Schema>("__Schema.description", [](const Schema& schema) {
        return description(schema.description());
    });
    resolvers.get<Schema>("__Schema.types", [](const Schema& schema) {
        return types(schema.types());
    });
    resolvers.get<Schema>("__Schema.queryType", [](const Schema& schema) {
        return optional_type(schema.root(OperationKind::query));
    });
    resolvers.get<Schema>("__Schema.mutationType", [](const Schema& schema) {
        return optional_type(schema.root(OperationKind::mutation));
    });
    resolvers.get<Schema>("__Schema.subscriptionType", [](const Schema& schema) {
        return optional_type(schema.root(OperationKind::subscription));
    });
    resolvers.get<Schema>("__Schema.directives", [](const Schema& schema) {
        Resolved::Items items;
        for (const DirectiveDefinition* directive : schema.directives())
            items.emplace_back(Source::view(*directive));
        return items;
    });
}

void add_type_itself(Resolvers& resolvers) {
    resolvers.get<Type>("__Type.kind", kind);
    resolvers.get<Type>("__Type.name", [](const Type& type) {
        const NamedType* named = bare(type, any_kind);
        return named == nullptr ? Resolved() : Resolved(named->name);
    });
    resolvers.get<Type>("__Type.description", [](const Type& type) {
        const NamedType* named = bare(type, any_kind);
        return named == nullptr ? Resolved() : description(named->description);
    });
    resolvers.get<Type>("__Type.specifiedByURL", [](const Type& type) {
        const NamedType* named = bare(type, any_kind);
        return named == nullptr ? Resolved() : optional_text(named->specified_by_url);
    });
    resolvers.get<Type>("__Type.ofType", [](const Type& type) {
        if (type.is_non_null()) return Resolved(type_source(type.nullable()));
        return type.is_list() ? Resolved(type_source(type.item())) : Resolved();
    });
}

void add_type_contents(Resolvers& resolvers) {
    resolvers.each("__Type.fields", [](const FieldCall& call, const Source& source) {
        const NamedType* type = bare(source.get<Type>(), std::mem_fn(&NamedType::has_fields));
        return type == nullptr ? Resolved() : visible(call, type->fields);
    });
    resolvers.get<Type>("__Type.interfaces", [](const Type& type) {
        const NamedType* named = bare(type, std::mem_fn(&NamedType::has_fields));
        return named == nullptr ? Resolved() : types(named->interfaces);
    });
    resolvers.get<Type>("__Type.possibleTypes", [](const Type& type) {
        const NamedType* named = bare(type, std::mem_fn(&NamedType::is_abstract));
        return named == nullptr ? Resolved() : types(named->possible_types);
    });
    resolvers.each("__Type.enumValues", [](const FieldCall& call, const Source& source) {
        const NamedType* type = bare(source.get<Type>(), [](const NamedType& named) {
            return named.kind == TypeKind::enum_type;
        });
        return type == nullptr ? Resolved() : visible(call, type->enum_values);
    });
    resolvers.each("__Type.inputFields", [](const FieldCall& call, const Source& source) {
        const NamedType* type = bare(source.get<Type>(), [](const NamedType& named) {
            return named.kind == TypeKind::input_object;
        });
        return type == nullptr ? Resolved() : visible(call, type->input_fields);
    });
}

void add_field(Resolvers& resolvers) {
    resolvers.get<FieldDefinition>("__Field.name", std::mem_fn(&FieldDefinition::name));
    resolvers.get<FieldDefinition>("__Field.description", [](const FieldDefinition& field) {
        return description(field.description);
    });
    resolvers.each("__Field.args", [](const FieldCall& call, const Source& source) {
        return visible(call, source.get<FieldDefinition>().arguments);
    });
    resolvers.get<FieldDefinition>("__Field.type", [](const FieldDefinition& field) {
        return type_source(field.type);
    });
}

void add_input_value(Resolvers& resolvers) {
    resolvers.get<InputValue>("__InputValue.name", std::mem_fn(&InputValue::name));
    resolvers.get<InputValue>("__InputValue.description", [](const InputValue& input) {
        return description(input.description);
    });
    resolvers.get<InputValue>("__InputValue.type", [](const InputValue& input) {
        return type_source(input.type);
    });
    resolvers.get<InputValue>("__InputValue.defaultValue", default_value);
}

void add_enum_value(Resolvers& resolvers) {
    resolvers.get<EnumValueDefinition>("__EnumValue.name", std::mem_fn(&EnumValueDefinition::name));
    resolvers.get<EnumValueDefinition>(
        "__EnumValue.description",
        [](const EnumValueDefinition& value) { return description(value.description); }
    );
}

template <class T>
void add_deprecation(Resolvers& resolvers, const std::string& type) {
    resolvers.get<T>(type + ".isDeprecated", [](const T& definition) {
        return definition.deprecation_reason.has_value();
    });
    resolvers.get<T>(type + ".deprecationReason", [](const T& definition) {
        return optional_text(definition.deprecation_reason);
    });
}

void add_directive(Resolvers& resolvers) {
    resolvers.get<DirectiveDefinition>("__Directive.name", std::mem_fn(&DirectiveDefinition::name));
    resolvers.get<DirectiveDefinition>(
        "__Directive.description",
        [](const DirectiveDefinition& directive) { return description(directive.description); }
    );
    resolvers.get<DirectiveDefinition>(
        "__Directive.isRepeatable", std::mem_fn(&DirectiveDefinition::repeatable)
    );
    resolvers.get<DirectiveDefinition>(
        "__Directive.locations",
        [](const DirectiveDefinition& directive) {
            List names;
            for (const DirectiveLocation location : directive.locations)
                names.emplace_back(to_string(location));
            return Value(std::move(names));
        }
    );
    resolvers.each("__Directive.args", [](const FieldCall& call, const Source& source) {
        return visible(call, source.get<DirectiveDefinition>().arguments);
    });
}

void add_meta_fields(Resolvers& resolvers, const Schema& schema) {
    resolvers.each(schema.schema_field().coordinate(), [&schema](const FieldCall&, const Source&) {
        return Source::view(schema);
    });
    resolvers.each(
        schema.type_field().coordinate(),
        [&schema](const FieldCall& call, const Source&) {
            const NamedType* type = schema.type(*call.argument("name")->as_string());
            const bool is_listed = std::ranges::find(schema.types(), type) != schema.types().end();
            return is_listed ? optional_type(type) : Resolved();
        }
    );
}

}  // namespace

Resolvers introspection_resolvers(const Schema& schema) {
    Resolvers resolvers;
    add_schema(resolvers);
    add_type_itself(resolvers);
    add_type_contents(resolvers);
    add_field(resolvers);
    add_deprecation<FieldDefinition>(resolvers, "__Field");
    add_input_value(resolvers);
    add_deprecation<InputValue>(resolvers, "__InputValue");
    add_enum_value(resolvers);
    add_deprecation<EnumValueDefinition>(resolvers, "__EnumValue");
    add_directive(resolvers);
    add_meta_fields(resolvers, schema);
    return resolvers;
}

}  // namespace lectern::graphql
