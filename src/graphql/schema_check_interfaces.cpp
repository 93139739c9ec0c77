#include <string>

#include "graphql/quote.hpp"
#include "graphql/schema_checks.hpp"

namespace lectern::graphql {
namespace {

template <class T>
Location location_of(const std::vector<T>& definitions, std::string_view name, Location otherwise) {
    for (const T& definition : definitions)
        if (definition.name.text == name) return definition.location;
    return otherwise;
}

class InterfaceCheck final {
  public:
    InterfaceCheck(const TypeSystem& system, const Schema& schema, SchemaErrors& errors)
        : system_(system), schema_(schema), errors_(errors) {}

    void run() {
        for (const TypeSystem::Type& type : system_.types) {
            for (const ast::Name& interface : type.definition.interfaces)
                check(type.definition, interface);
        }
    }

  private:
    void check(const ast::TypeDefinition& definition, const ast::Name& name) {
        const NamedType& type = *schema_.type(definition.name.text);
        const NamedType& interface = *schema_.type(name.text);
        if (interface.kind != TypeKind::interface) {
            errors_.add(
                name.location,
                "type " + quoted(type.name) + " implements " + quoted(name.text) +
                    ", which is no interface"
            );
            return;
        }
        if (&type == &interface) {
            errors_.add(name.location, "interface " + quoted(type.name) + " implements itself");
            return;
        }
        for (const NamedType* inherited : interface.interfaces) {
            if (inherited != &type && type.implements(*inherited)) continue;
            const std::string problem = inherited == &type
                                            ? " implements itself through " + quoted(name.text)
                                            : " must implement " + quoted(inherited->name) +
                                                  ", because " + quoted(name.text) + " does";
            errors_.add(name.location, "type " + quoted(type.name) + problem);
        }
        for (const FieldDefinition& promised : interface.fields)
            check_field(definition, type, promised);
    }

    void check_field(
        const ast::TypeDefinition& definition,
        const NamedType& type,
        const FieldDefinition& promised
    ) {
        const FieldDefinition* field = type.field(promised.name);
        if (field == nullptr) {
            errors_.add(
                definition.name.location,
                "type " + quoted(type.name) + " lacks field " + quoted(promised.coordinate())
            );
            return;
        }
        const Location location = location_of(definition.fields, field->name, definition.location);
        if (!schema_.is_subtype(field->type, promised.type))
            errors_.add(
                location,
                "field " + quoted(field->coordinate()) + " is of type " + to_string(field->type) +
                    ", but " + quoted(promised.coordinate()) + " is of type " +
                    to_string(promised.type)
            );
        check_arguments(*field, promised, location);
    }

    void check_arguments(
        const FieldDefinition& field, const FieldDefinition& promised, Location location
    ) {
        for (const InputValue& expected : promised.arguments) {
            const InputValue* argument = field.argument(expected.name);
            if (argument == nullptr) {
                errors_.add(
                    location,
                    "field " + quoted(field.coordinate()) + " lacks argument " +
                        quoted(expected.name) + " of " + quoted(promised.coordinate())
                );
            } else if (argument->type != expected.type) {
                errors_.add(
                    location,
                    "argument " + quoted(expected.name) + " of field " +
                        quoted(field.coordinate()) + " is of type " + to_string(argument->type) +
                        ", but that of " + quoted(promised.coordinate()) + " is of type " +
                        to_string(expected.type)
                );
            }
        }
        for (const InputValue& argument : field.arguments) {
            if (argument.is_required() && promised.argument(argument.name) == nullptr)
                errors_.add(
                    location,
                    "argument " + quoted(argument.name) + " of field " +
                        quoted(field.coordinate()) + " is required, but " +
                        quoted(promised.coordinate()) + " does not have it"
                );
        }
    }

    const TypeSystem& system_;
    const Schema& schema_;
    SchemaErrors& errors_;
};

}  // namespace

void check_interfaces(const TypeSystem& system, const Schema& schema, SchemaErrors& errors) {
    InterfaceCheck(system, schema, errors).run();
}

}  // namespace lectern::graphql
