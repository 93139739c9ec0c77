#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.hpp"
#include "graphql/ast.hpp"
#include "graphql/type_shape.hpp"
#include "graphql/value.hpp"

namespace lectern::graphql {

using ast::OperationKind;
using ast::TypeKind;

struct NamedType;

/// A named type with its list and non-null markers. A small value; valid as long as its schema.
class Type final {
  public:
    Type(const NamedType& named, TypeShape shape) : named_(&named), shape_(shape) {}

    /// The type within all markers.
    const NamedType& named() const { return *named_; }
    TypeShape shape() const { return shape_; }
    bool is_non_null() const { return shape_.is_non_null(); }
    bool is_list() const { return shape_.is_list(); }
    Type nullable() const { return {*named_, shape_.nullable()}; }
    Type required() const { return {*named_, shape_.required()}; }
    Type item() const { return {*named_, shape_.item()}; }

    bool operator==(const Type&) const = default;

  private:
    const NamedType* named_;
    TypeShape shape_;
};

/// `[Name!]!`.
std::string to_string(const Type& type);

/// An argument or a field of an input object.
struct InputValue {
    std::string name;
    std::string description;
    Type type;
    /// As written, and coerced to `type`.
    std::optional<ast::Value> default_literal;
    std::optional<Value> default_value;
    std::optional<std::string> deprecation_reason;
    std::vector<ast::Directive> directives;

    /// Non-null and without a default.
    bool is_required() const { return type.is_non_null() && !default_literal; }
};

struct FieldDefinition {
    std::string name;
    std::string description;
    std::vector<InputValue> arguments;
    Type type;
    std::optional<std::string> deprecation_reason;
    std::vector<ast::Directive> directives;
    /// The type that defines it; of `__typename`, which every composite type has, null.
    const NamedType* parent = nullptr;
    /// Counts the fields of the schema from 0, for tables beside it.
    std::uint32_t ordinal = 0;

    const InputValue* argument(std::string_view argument_name) const;
    /// `Type.field`.
    std::string coordinate() const;
};

struct EnumValueDefinition {
    std::string name;
    std::string description;
    std::optional<std::string> deprecation_reason;
    std::vector<ast::Directive> directives;
};

/// How the values of a scalar type are checked and changed. An empty function takes every value as
/// it is. The message of an error ends up in a client's error. Called from any thread.
struct ScalarCodec {
    /// A variable's value, or a literal (enum values as strings, integers beyond 64 bits as
    /// doubles).
    std::function<Result<Value>(const Value&)> parse{};
    /// What a resolver returned, never null.
    std::function<Result<Value>(const Value&)> serialize{};
};

/// A type that the schema defines. Lists that its kind does not have are empty.
struct NamedType {
    TypeKind kind = TypeKind::scalar;
    std::string name;
    std::string description;
    std::optional<std::string> specified_by_url;
    std::vector<ast::Directive> directives;
    std::vector<FieldDefinition> fields;       ///< Object, interface: in the order of the SDL.
    std::vector<const NamedType*> interfaces;  ///< Object, interface.
    /// Of an interface all objects that implement it, of a union its members, of an object itself.
    std::vector<const NamedType*> possible_types;
    std::vector<EnumValueDefinition> enum_values;
    std::vector<InputValue> input_fields;
    ScalarCodec codec;         ///< Custom scalars.
    bool is_built_in = false;  ///< Scalars of the specification, `__...` types.

    bool is_leaf() const { return kind == TypeKind::scalar || kind == TypeKind::enum_type; }
    bool is_composite() const { return has_fields() || kind == TypeKind::union_type; }
    bool has_fields() const { return kind == TypeKind::object || kind == TypeKind::interface; }
    bool is_abstract() const { return kind == TypeKind::interface || kind == TypeKind::union_type; }
    bool is_input() const { return is_leaf() || kind == TypeKind::input_object; }
    bool is_output() const { return kind != TypeKind::input_object; }

    /// Null when there is none of that name. Does not know `__typename`: see `Schema::field`.
    const FieldDefinition* field(std::string_view field_name) const;
    const InputValue* input_field(std::string_view field_name) const;
    const EnumValueDefinition* enum_value(std::string_view value_name) const;
    bool implements(const NamedType& interface) const;
};

enum class DirectiveLocation {
    query,
    mutation,
    subscription,
    field,
    fragment_definition,
    fragment_spread,
    inline_fragment,
    variable_definition,
    schema,
    scalar,
    object,
    field_definition,
    argument_definition,
    interface,
    union_type,
    enum_type,
    enum_value,
    input_object,
    input_field_definition,
};

/// As in documents: `FRAGMENT_SPREAD`.
std::string_view to_string(DirectiveLocation location);
std::optional<DirectiveLocation> parse_directive_location(std::string_view name);

struct DirectiveDefinition {
    std::string name;
    std::string description;
    std::vector<InputValue> arguments;
    bool repeatable = false;
    std::vector<DirectiveLocation> locations;
    bool is_built_in = false;

    const InputValue* argument(std::string_view argument_name) const;
    bool may_stand_on(DirectiveLocation location) const;
};

/// A checked type system (specification, section 3) with the built-in scalars and directives and
/// the types of introspection. Made by `load_schema`. Immutable, so any thread may read it; it may
/// be moved, which leaves all pointers into it valid.
class Schema final {
  public:
    Schema(Schema&&) noexcept;
    Schema& operator=(Schema&&) noexcept;
    ~Schema();

    const std::string& description() const;

    /// Null when there is none of that name.
    const NamedType* type(std::string_view name) const;
    const DirectiveDefinition* directive(std::string_view name) const;
    /// Null when the schema has no such operations; never null for queries.
    const NamedType* root(OperationKind kind) const;

    /// In order of name; those of introspection are among them.
    std::span<const NamedType* const> types() const;
    std::span<const DirectiveDefinition* const> directives() const;

    /// The field `name` of a composite type, meta fields included: `__typename` everywhere,
    /// `__schema` and `__type` on the query root. Null when there is none.
    const FieldDefinition* field(const NamedType& parent, std::string_view name) const;
    const FieldDefinition& typename_field() const;
    const FieldDefinition& schema_field() const;
    const FieldDefinition& type_field() const;
    /// One more than the greatest `FieldDefinition::ordinal`.
    std::size_t field_count() const;

    /// Whether values of `concrete` can be where `abstract` is asked for; equal types included.
    bool is_possible(const NamedType& abstract, const NamedType& concrete) const;
    /// Whether some object type is possible for both (specification, 5.5.2.3).
    bool do_overlap(const NamedType& left, const NamedType& right) const;
    /// Covariance of output types (specification, `IsValidImplementationFieldType`).
    bool is_subtype(const Type& candidate, const Type& of) const;

    /// The type that a reference in a document means; nothing when its name is unknown.
    std::optional<Type> resolve(const ast::TypeReference& reference) const;

  private:
    friend class SchemaBuilder;
    struct Parts;
    explicit Schema(std::unique_ptr<Parts> parts);

    std::unique_ptr<Parts> parts_;
};

}  // namespace lectern::graphql
