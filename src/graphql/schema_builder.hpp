#pragma once

#include <memory>
#include <set>
#include <string>
#include <vector>

#include "graphql/schema.hpp"
#include "graphql/schema_loader.hpp"
#include "graphql/type_system.hpp"

namespace lectern::graphql {

/// Turns definitions in which every type is known into a schema. Kinds may still be wrong (a union
/// of scalars): what is built is safe to look at, so that the checks can. Defaults are coerced
/// last.
class SchemaBuilder final {
  public:
    SchemaBuilder(const TypeSystem& system, ScalarCodecs codecs, SchemaErrors& errors);
    ~SchemaBuilder();

    Schema build();

  private:
    Type type(const ast::TypeReference& reference);
    const NamedType* named(const ast::Name& name) const;
    void fill(NamedType& type, const ast::TypeDefinition& definition);
    FieldDefinition field(const ast::FieldDefinition& definition, const NamedType* parent);
    std::vector<InputValue> inputs(const std::vector<ast::InputValueDefinition>& definitions);
    std::optional<std::string> deprecation(const std::vector<ast::Directive>& directives) const;
    void add_directives();
    void add_possible_types();
    void add_roots();
    void add_meta_fields();
    void list_types();
    void coerce_defaults();

    const TypeSystem& system_;
    ScalarCodecs codecs_;
    SchemaErrors& errors_;
    std::unique_ptr<Schema::Parts> parts_;
    std::set<const NamedType*> referenced_;
};

}  // namespace lectern::graphql
