#include <algorithm>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "graphql/quote.hpp"
#include "graphql/schema_checks.hpp"
#include "graphql/variables.hpp"

namespace lectern::graphql {
namespace {

DirectiveLocation location_of(ast::TypeKind kind) {
    switch (kind) {
        case ast::TypeKind::scalar:
            return DirectiveLocation::scalar;
        case ast::TypeKind::object:
            return DirectiveLocation::object;
        case ast::TypeKind::interface:
            return DirectiveLocation::interface;
        case ast::TypeKind::union_type:
            return DirectiveLocation::union_type;
        case ast::TypeKind::enum_type:
            return DirectiveLocation::enum_type;
        case ast::TypeKind::input_object:
            return DirectiveLocation::input_object;
    }
    std::unreachable();
}

std::string at(const std::string& name) { return "directive \"@" + name + "\""; }

class DirectiveCheck final {
  public:
    DirectiveCheck(const TypeSystem& system, const Schema& schema, SchemaErrors& errors)
        : system_(system), schema_(schema), errors_(errors) {}

    void run() {
        check_uses(system_.schema.directives, DirectiveLocation::schema);
        for (const TypeSystem::Type& type : system_.types) check(type.definition);
        for (const TypeSystem::Directive& directive : system_.directives) {
            check_inputs(directive.definition.arguments, DirectiveLocation::argument_definition);
            check_circle(directive.definition);
        }
    }

  private:
    void check(const ast::TypeDefinition& type) {
        check_uses(type.directives, location_of(type.kind));
        for (const ast::FieldDefinition& field : type.fields) {
            check_uses(field.directives, DirectiveLocation::field_definition);
            check_inputs(field.arguments, DirectiveLocation::argument_definition);
        }
        for (const ast::EnumValueDefinition& value : type.values)
            check_uses(value.directives, DirectiveLocation::enum_value);
        check_inputs(type.inputs, DirectiveLocation::input_field_definition);
    }

    void check_inputs(
        const std::vector<ast::InputValueDefinition>& inputs, DirectiveLocation location
    ) {
        for (const ast::InputValueDefinition& input : inputs)
            check_uses(input.directives, location);
    }

    void check_uses(const std::vector<ast::Directive>& uses, DirectiveLocation location) {
        std::set<std::string> seen;
        for (const ast::Directive& use : uses) {
            const DirectiveDefinition* definition = schema_.directive(use.name.text);
            if (definition == nullptr) {
                errors_.add(use.location, at(use.name.text) + " is not defined");
                continue;
            }
            if (!definition->may_stand_on(location))
                errors_.add(
                    use.location,
                    at(use.name.text) + " may not stand on " + std::string(to_string(location))
                );
            if (!seen.insert(use.name.text).second && !definition->repeatable)
                errors_.add(use.location, at(use.name.text) + " is there more than once");
            check_arguments(use, *definition);
        }
    }

    void check_arguments(const ast::Directive& use, const DirectiveDefinition& definition) {
        std::set<std::string> seen;
        for (const ast::Argument& argument : use.arguments) {
            const std::string name = "argument " + quoted(argument.name.text);
            if (definition.argument(argument.name.text) == nullptr)
                errors_.add(argument.name.location, at(use.name.text) + " has no " + name);
            if (!seen.insert(argument.name.text).second)
                errors_.add(
                    argument.name.location,
                    name + " of " + at(use.name.text) + " is there more than once"
                );
        }
        auto coerced = coerce_arguments(definition.arguments, use.arguments, use.location, {});
        if (!coerced) {
            GraphQlError error = std::move(coerced).error();
            errors_.add(error.locations, at(use.name.text) + ": " + error.message);
        }
    }

    /// A directive must not be used, however indirectly, by what defines it.
    void check_circle(const ast::DirectiveDefinition& directive) {
        std::vector<std::string> open;
        std::set<std::string> seen;
        std::set<std::string> seen_types;
        const auto gather = [&](const std::vector<ast::Directive>& uses) {
            for (const ast::Directive& use : uses) open.push_back(use.name.text);
        };
        const auto gather_inputs = [&](const std::vector<ast::InputValueDefinition>& inputs) {
            for (const ast::InputValueDefinition& input : inputs) {
                gather(input.directives);
                gather_type(input.type.name.text, seen_types, open);
            }
        };
        gather_inputs(directive.arguments);
        while (!open.empty()) {
            const std::string name = std::move(open.back());
            open.pop_back();
            if (name == directive.name.text) {
                errors_.add(directive.location, at(name) + " is used by its own definition");
                return;
            }
            const ast::DirectiveDefinition* next = system_.directive(name);
            if (next != nullptr && seen.insert(name).second) gather_inputs(next->arguments);
        }
    }

    /// The directives on a type, its values or fields, and on the types of its fields.
    void gather_type(
        const std::string& name, std::set<std::string>& seen, std::vector<std::string>& uses
    ) {
        if (!seen.insert(name).second) return;
        const ast::TypeDefinition& type = *system_.type(name);
        const auto gather = [&](const std::vector<ast::Directive>& directives) {
            for (const ast::Directive& use : directives) uses.push_back(use.name.text);
        };
        gather(type.directives);
        for (const ast::EnumValueDefinition& value : type.values) gather(value.directives);
        for (const ast::InputValueDefinition& input : type.inputs) {
            gather(input.directives);
            gather_type(input.type.name.text, seen, uses);
        }
    }

    const TypeSystem& system_;
    const Schema& schema_;
    SchemaErrors& errors_;
};

}  // namespace

void check_directives(const TypeSystem& system, const Schema& schema, SchemaErrors& errors) {
    DirectiveCheck(system, schema, errors).run();
}

}  // namespace lectern::graphql
