#include "graphql/resolvers.hpp"

namespace lectern::graphql {
namespace {

Resolved resolved(const Source& owner, const Value& value, const Type& type) {
    if (type.is_list()) {
        const List* list = value.as_list();
        if (list == nullptr) return value;
        Resolved::Items items;
        items.reserve(list->size());
        for (const Value& item : *list) items.push_back(resolved(owner, item, type.item()));
        return items;
    }
    const Object* object = value.as_object();
    if (object == nullptr) return value;
    if (const Value* error = object->find("__error"); error && error->as_string())
        return fail(ErrorCode::internal, *error->as_string());
    if (type.named().is_leaf()) return value;
    return owner.part(value);
}

Resolved member(const Source& parent, const FieldDefinition& field) {
    if (!parent.is<Value>()) return nullptr;
    const Object* object = parent.get<Value>().as_object();
    const Value* value = object == nullptr ? nullptr : object->find(field.name);
    return value == nullptr ? Resolved() : resolved(parent, *value, field.type);
}

std::vector<Resolved> members(const FieldCall& call, std::span<const Source> parents) {
    std::vector<Resolved> results;
    results.reserve(parents.size());
    for (const Source& parent : parents) results.push_back(member(parent, call.field));
    return results;
}

std::string_view type_name(const Source& source) {
    const Object* object = source.is<Value>() ? source.get<Value>().as_object() : nullptr;
    const Value* name = object == nullptr ? nullptr : object->find("__typename");
    const std::string* text = name == nullptr ? nullptr : name->as_string();
    return text == nullptr ? std::string_view() : *text;
}

}  // namespace

Resolvers value_resolvers() {
    Resolvers resolvers;
    resolvers.otherwise(members, type_name);
    return resolvers;
}

}  // namespace lectern::graphql
