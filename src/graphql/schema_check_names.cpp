#include <map>
#include <string>
#include <vector>

#include "graphql/built_in.hpp"
#include "graphql/quote.hpp"
#include "graphql/schema_checks.hpp"

namespace lectern::graphql {
namespace {

class NameCheck final {
  public:
    NameCheck(const TypeSystem& system, SchemaErrors& errors) : system_(system), errors_(errors) {}

    void run() {
        bool has_query = false;
        for (const ast::RootOperation& root : system_.schema.operations) {
            known(root.type);
            has_query = has_query || root.kind == ast::OperationKind::query;
        }
        if (!has_query) errors_.add(system_.schema.location, "the schema has no query type");
        for (const TypeSystem::Type& type : system_.types)
            if (!type.is_built_in) check(type.definition);
        for (const TypeSystem::Directive& directive : system_.directives)
            if (!directive.is_built_in) check(directive.definition);
    }

  private:
    void check(const ast::TypeDefinition& type) {
        not_reserved(type.name);
        const std::string of = " of type " + quoted(type.name.text);
        unique(type.fields, "field", of);
        unique(type.values, "value", of);
        unique(type.inputs, "field", of);
        unique_references(type.interfaces, "interface", of);
        unique_references(type.members, "member", of);
        for (const ast::FieldDefinition& field : type.fields) {
            known(field.type.name);
            check_inputs(field.arguments, " of field " + quoted(field.name.text));
        }
        for (const ast::InputValueDefinition& input : type.inputs) known(input.type.name);
    }

    void check(const ast::DirectiveDefinition& directive) {
        not_reserved(directive.name);
        check_inputs(directive.arguments, " of directive \"@" + directive.name.text + "\"");
    }

    void check_inputs(const std::vector<ast::InputValueDefinition>& inputs, const std::string& of) {
        unique(inputs, "argument", of);
        for (const ast::InputValueDefinition& input : inputs) known(input.type.name);
    }

    void not_reserved(const ast::Name& name) {
        if (name.text.starts_with("__"))
            errors_.add(name.location, quoted(name.text) + " is reserved: it starts with \"__\"");
    }

    void known(const ast::Name& name) {
        const ast::TypeDefinition* type = system_.type(name.text);
        if (type == nullptr || name.text == meta_type_name)
            errors_.add(name.location, "type " + quoted(name.text) + " is not defined");
    }

    template <class T>
    void unique(const std::vector<T>& members, const std::string& what, const std::string& of) {
        std::map<std::string, Location> seen;
        for (const T& member : members) {
            not_reserved(member.name);
            note(seen, member.name, what, of);
        }
    }

    void unique_references(
        const std::vector<ast::Name>& names, const std::string& what, const std::string& of
    ) {
        std::map<std::string, Location> seen;
        for (const ast::Name& name : names) {
            known(name);
            note(seen, name, what, of);
        }
    }

    void note(
        std::map<std::string, Location>& seen,
        const ast::Name& name,
        const std::string& what,
        const std::string& of
    ) {
        const auto [place, is_new] = seen.try_emplace(name.text, name.location);
        if (!is_new)
            errors_.add(
                {place->second, name.location},
                what + " " + quoted(name.text) + of + " is there more than once"
            );
    }

    const TypeSystem& system_;
    SchemaErrors& errors_;
};

}  // namespace

void check_names(const TypeSystem& system, SchemaErrors& errors) {
    NameCheck(system, errors).run();
}

}  // namespace lectern::graphql
