#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "graphql/quote.hpp"
#include "graphql/schema_checks.hpp"

namespace lectern::graphql {
namespace {

bool is_deprecated(const std::vector<ast::Directive>& directives) {
    return std::ranges::any_of(directives, [](const ast::Directive& directive) {
        return directive.name.text == "deprecated";
    });
}

class TypeCheck final {
  public:
    TypeCheck(const TypeSystem& system, const Schema& schema, SchemaErrors& errors)
        : system_(system), schema_(schema), errors_(errors) {}

    void run() {
        check_roots();
        for (const TypeSystem::Type& type : system_.types)
            if (!type.is_built_in) check(type.definition);
        for (const TypeSystem::Directive& directive : system_.directives)
            if (!directive.is_built_in) check_inputs(directive.definition.arguments, "argument");
        for (const TypeSystem::Type& type : system_.types) {
            if (type.definition.kind == ast::TypeKind::input_object)
                follow(*schema_.type(type.definition.name.text));
        }
    }

  private:
    void check_roots() {
        std::set<std::string, std::less<>> seen;
        for (const ast::RootOperation& root : system_.schema.operations) {
            const std::string what = "the " + std::string(to_string(root.kind)) + " type ";
            if (schema_.type(root.type.text)->kind != TypeKind::object)
                errors_.add(root.type.location, what + quoted(root.type.text) + " is no object");
            if (!seen.insert(root.type.text).second)
                errors_.add(
                    root.type.location,
                    what + quoted(root.type.text) + " is the type of other operations as well"
                );
        }
    }

    void check(const ast::TypeDefinition& type) {
        const bool has_fields =
            type.kind == ast::TypeKind::object || type.kind == ast::TypeKind::interface;
        if (has_fields && type.fields.empty()) empty(type, "fields");
        if (type.kind == ast::TypeKind::union_type && type.members.empty()) empty(type, "members");
        if (type.kind == ast::TypeKind::enum_type && type.values.empty()) empty(type, "values");
        if (type.kind == ast::TypeKind::input_object && type.inputs.empty()) empty(type, "fields");

        for (const ast::FieldDefinition& field : type.fields) check_field(field);
        check_inputs(type.inputs, "field");
        for (const ast::Name& member : type.members) {
            if (schema_.type(member.text)->kind != TypeKind::object)
                errors_.add(
                    member.location,
                    "member " + quoted(member.text) + " of union " + quoted(type.name.text) +
                        " is no object"
                );
        }
    }

    void empty(const ast::TypeDefinition& type, const std::string& what) {
        errors_.add(type.location, "type " + quoted(type.name.text) + " has no " + what);
    }

    void check_field(const ast::FieldDefinition& field) {
        if (!schema_.type(field.type.name.text)->is_output())
            errors_.add(
                field.type.location,
                "field " + quoted(field.name.text) +
                    " has an input type: " + quoted(field.type.name.text)
            );
        check_inputs(field.arguments, "argument");
    }

    void check_inputs(
        const std::vector<ast::InputValueDefinition>& inputs, const std::string& what
    ) {
        for (const ast::InputValueDefinition& input : inputs) {
            if (!schema_.type(input.type.name.text)->is_input())
                errors_.add(
                    input.type.location,
                    what + " " + quoted(input.name.text) +
                        " is of no input type: " + quoted(input.type.name.text)
                );
            const bool is_required = input.type.shape.is_non_null() && !input.default_value;
            if (is_required && is_deprecated(input.directives))
                errors_.add(
                    input.location,
                    what + " " + quoted(input.name.text) + " is required and cannot be deprecated"
                );
        }
    }

    /// Depth first along the fields that every value must have; a way back is a value without end.
    void follow(const NamedType& type) {
        if (done_.contains(&type)) return;
        if (!under_way_.insert(&type).second) {
            errors_.add(
                system_.type(type.name)->location,
                "input type " + quoted(type.name) + " contains itself through non-null fields"
            );
            return;
        }
        for (const InputValue& field : type.input_fields) {
            const bool is_contained = field.type.is_non_null() && !field.type.is_list() &&
                                      field.type.named().kind == TypeKind::input_object;
            if (is_contained) follow(field.type.named());
        }
        under_way_.erase(&type);
        done_.insert(&type);
    }

    const TypeSystem& system_;
    const Schema& schema_;
    SchemaErrors& errors_;
    std::set<const NamedType*> under_way_;
    std::set<const NamedType*> done_;
};

}  // namespace

void check_types(const TypeSystem& system, const Schema& schema, SchemaErrors& errors) {
    TypeCheck(system, schema, errors).run();
}

}  // namespace lectern::graphql
