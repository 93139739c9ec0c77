#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "graphql/ast.hpp"
#include "graphql/error.hpp"

namespace lectern::graphql {

/// Collects what is wrong with a schema.
class SchemaErrors final {
  public:
    void add(Location location, std::string message);
    void add(std::vector<Location> locations, std::string message);
    bool empty() const { return errors_.empty(); }
    std::vector<GraphQlError> take() { return std::move(errors_); }

  private:
    std::vector<GraphQlError> errors_;
};

/// The definitions of a schema by kind, extensions added to what they extend.
struct TypeSystem {
    struct Type {
        ast::TypeDefinition definition;
        bool is_built_in = false;
    };
    struct Directive {
        ast::DirectiveDefinition definition;
        bool is_built_in = false;
    };

    ast::SchemaDefinition schema;  ///< Roots by default names added.
    bool has_schema_definition = false;
    std::vector<Type> types;  ///< In the order of the document.
    std::vector<Directive> directives;
    std::map<std::string, std::size_t, std::less<>> type_index;
    std::map<std::string, std::size_t, std::less<>> directive_index;

    const ast::TypeDefinition* type(std::string_view name) const;
    const ast::DirectiveDefinition* directive(std::string_view name) const;
};

/// Merges a document with the built-in definitions. Reports definitions that are not of a type
/// system, that are there twice, and extensions of what is not there or of another kind. The
/// document may define built-in scalars and directives itself: those then stand for the built-in
/// ones.
TypeSystem gather_type_system(
    const ast::Document& document, const ast::Document& built_in, SchemaErrors& errors
);

}  // namespace lectern::graphql
