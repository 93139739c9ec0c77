#include "graphql/type_system.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

#include "graphql/quote.hpp"

namespace lectern::graphql {
namespace {

template <class T>
void append(std::vector<T>& to, const std::vector<T>& from) {
    to.insert(to.end(), from.begin(), from.end());
}

class Gathering final {
  public:
    Gathering(const ast::Document& document, const ast::Document& built_in, SchemaErrors& errors)
        : document_(document), built_in_(built_in), errors_(errors) {}

    TypeSystem run() {
        for (const ast::Definition& definition : built_in_.definitions) add(definition, true);
        for (const ast::Definition& definition : document_.definitions) add(definition, false);
        for (const ast::Definition& definition : document_.definitions) extend(definition);
        add_default_roots();
        return std::move(system_);
    }

  private:
    void add(const ast::Definition& definition, bool is_built_in) {
        if (const auto* type = std::get_if<ast::TypeDefinition>(&definition)) {
            if (!type->extension) add_type(*type, is_built_in);
        } else if (const auto* directive = std::get_if<ast::DirectiveDefinition>(&definition)) {
            add_directive(*directive, is_built_in);
        } else if (const auto* schema = std::get_if<ast::SchemaDefinition>(&definition)) {
            if (!schema->extension) add_schema(*schema);
        } else if (const auto* operation = std::get_if<ast::OperationDefinition>(&definition)) {
            errors_.add(operation->location, "an operation may not stand in a schema");
        } else if (const auto* fragment = std::get_if<ast::FragmentDefinition>(&definition)) {
            errors_.add(fragment->location, "a fragment may not stand in a schema");
        }
    }

    void add_type(const ast::TypeDefinition& type, bool is_built_in) {
        const auto [place, is_new] =
            system_.type_index.try_emplace(type.name.text, system_.types.size());
        if (is_new) {
            system_.types.push_back({type, is_built_in});
            return;
        }
        const TypeSystem::Type& present = system_.types[place->second];
        if (present.is_built_in) {
            redefine_built_in(type, present.definition.kind);
            return;
        }
        errors_.add(
            {present.definition.name.location, type.name.location},
            "type " + quoted(type.name.text) + " is defined more than once"
        );
    }

    /// A built-in scalar may be spelled out, which changes nothing.
    void redefine_built_in(const ast::TypeDefinition& type, ast::TypeKind kind) {
        if (type.name.text.starts_with("__")) {
            errors_.add(type.name.location, quoted(type.name.text) + " is reserved");
        } else if (type.kind != kind) {
            errors_.add(type.name.location, quoted(type.name.text) + " is a built-in scalar");
        }
    }

    void add_directive(const ast::DirectiveDefinition& directive, bool is_built_in) {
        const auto [place, is_new] =
            system_.directive_index.try_emplace(directive.name.text, system_.directives.size());
        if (is_new) {
            system_.directives.push_back({directive, is_built_in});
            return;
        }
        TypeSystem::Directive& present = system_.directives[place->second];
        if (present.is_built_in) {
            present = {directive, false};
            return;
        }
        errors_.add(
            {present.definition.name.location, directive.name.location},
            "directive \"@" + directive.name.text + "\" is defined more than once"
        );
    }

    void add_schema(const ast::SchemaDefinition& schema) {
        if (system_.has_schema_definition) {
            errors_.add(schema.location, "the schema is defined more than once");
            return;
        }
        system_.has_schema_definition = true;
        system_.schema.location = schema.location;
        system_.schema.description = schema.description;
        extend_schema(schema);
    }

    void extend(const ast::Definition& definition) {
        if (const auto* type = std::get_if<ast::TypeDefinition>(&definition)) {
            if (type->extension) extend_type(*type);
        } else if (const auto* schema = std::get_if<ast::SchemaDefinition>(&definition)) {
            if (schema->extension) extend_schema(*schema);
        }
    }

    void extend_type(const ast::TypeDefinition& extension) {
        const auto found = system_.type_index.find(extension.name.text);
        if (found == system_.type_index.end()) {
            errors_.add(
                extension.name.location,
                "type " + quoted(extension.name.text) + " is extended but not defined"
            );
            return;
        }
        ast::TypeDefinition& type = system_.types[found->second].definition;
        if (extension.name.text.starts_with("__")) {
            errors_.add(extension.name.location, quoted(extension.name.text) + " is reserved");
            return;
        }
        if (type.kind != extension.kind) {
            errors_.add(
                {type.location, extension.location},
                "type " + quoted(extension.name.text) + " is extended as another kind of type"
            );
            return;
        }
        append(type.directives, extension.directives);
        append(type.interfaces, extension.interfaces);
        append(type.fields, extension.fields);
        append(type.members, extension.members);
        append(type.values, extension.values);
        append(type.inputs, extension.inputs);
    }

    void extend_schema(const ast::SchemaDefinition& from) {
        append(system_.schema.directives, from.directives);
        for (const ast::RootOperation& root : from.operations) {
            const auto present =
                std::ranges::find(system_.schema.operations, root.kind, &ast::RootOperation::kind);
            if (present == system_.schema.operations.end()) {
                system_.schema.operations.push_back(root);
            } else {
                errors_.add(
                    {present->location, root.location},
                    "the schema has more than one " + std::string(to_string(root.kind)) + " type"
                );
            }
        }
    }

    void add_default_roots() {
        static constexpr std::array<std::pair<ast::OperationKind, std::string_view>, 3> names{{
            {ast::OperationKind::query, "Query"},
            {ast::OperationKind::mutation, "Mutation"},
            {ast::OperationKind::subscription, "Subscription"},
        }};
        if (system_.has_schema_definition) return;
        for (const auto& [kind, name] : names) {
            const ast::TypeDefinition* type = system_.type(name);
            const auto& roots = system_.schema.operations;
            const bool is_set =
                std::ranges::find(roots, kind, &ast::RootOperation::kind) != roots.end();
            if (type == nullptr || is_set) continue;
            system_.schema.operations.push_back({type->location, kind, type->name});
        }
    }

    const ast::Document& document_;
    const ast::Document& built_in_;
    SchemaErrors& errors_;
    TypeSystem system_;
};

}  // namespace

void SchemaErrors::add(Location location, std::string message) {
    add(std::vector{location}, std::move(message));
}

void SchemaErrors::add(std::vector<Location> locations, std::string message) {
    errors_.push_back(
        {.kind = ErrorKind::schema, .message = std::move(message), .locations = std::move(locations)
        }
    );
}

const ast::TypeDefinition* TypeSystem::type(std::string_view name) const {
    const auto found = type_index.find(name);
    return found == type_index.end() ? nullptr : &types[found->second].definition;
}

const ast::DirectiveDefinition* TypeSystem::directive(std::string_view name) const {
    const auto found = directive_index.find(name);
    return found == directive_index.end() ? nullptr : &directives[found->second].definition;
}

TypeSystem gather_type_system(
    const ast::Document& document, const ast::Document& built_in, SchemaErrors& errors
) {
    return Gathering(document, built_in, errors).run();
}

}  // namespace lectern::graphql
