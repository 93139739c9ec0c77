#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "graphql/source.hpp"
#include "graphql/type_shape.hpp"

/// The document as the parser leaves it: plain values in the order of the text, nothing looked up,
/// nothing checked beyond the grammar (https://spec.graphql.org/October2021/, appendix B.3).
namespace lectern::graphql::ast {

struct Name {
    std::string text;
    Location location;
};

enum class ValueKind {
    variable,
    integer,
    real,
    string,
    boolean,
    null,
    enum_value,
    list,
    object,
};

struct ObjectField;

/// A literal or a variable.
struct Value {
    ValueKind kind = ValueKind::null;
    bool block = false;  ///< A string that was written as a block string.
    Location location;   ///< Of a variable: its `$`.
    /// A variable's name without `$`, a number as it was written, a string's content (UTF-8,
    /// escapes and indentation resolved), `true` or `false`, an enum value's name.
    std::string text;
    std::vector<Value> items;         ///< Of a list.
    std::vector<ObjectField> fields;  ///< Of an object.
};

struct ObjectField {
    Name name;
    Value value;
};

/// `[Name!]!`. `location` is where it starts: the first `[`, or the name.
struct TypeReference {
    Name name;
    TypeShape shape;
    Location location;
};

struct Argument {
    Name name;
    Value value;
};

struct Directive {
    Location location;  ///< Of its `@`.
    Name name;          ///< Without `@`.
    std::vector<Argument> arguments;
};

struct Selection;

/// Empty means that there is none: the grammar has no empty braces.
struct SelectionSet {
    Location location;  ///< Of its `{`.
    std::vector<Selection> selections;

    bool empty() const { return selections.empty(); }
};

struct Field {
    std::optional<Name> alias;
    Name name;
    std::vector<Argument> arguments;
    std::vector<Directive> directives;
    SelectionSet selection_set;

    const std::string& response_key() const { return alias ? alias->text : name.text; }
    Location location() const { return alias ? alias->location : name.location; }
};

struct FragmentSpread {
    Location location;  ///< Of its `...`.
    Name name;
    std::vector<Directive> directives;
};

struct InlineFragment {
    Location location;  ///< Of its `...`.
    std::optional<Name> type_condition;
    std::vector<Directive> directives;
    SelectionSet selection_set;
};

struct Selection {
    std::variant<Field, FragmentSpread, InlineFragment> node;
};

enum class OperationKind { query, mutation, subscription };

/// `query`, `mutation` or `subscription`.
std::string_view to_string(OperationKind kind);

struct VariableDefinition {
    Name name;  ///< Without `$`; its location is that of the `$`.
    TypeReference type;
    std::optional<Value> default_value;
    std::vector<Directive> directives;
};

struct OperationDefinition {
    Location location;
    OperationKind kind = OperationKind::query;
    std::optional<Name> name;
    std::vector<VariableDefinition> variables;
    std::vector<Directive> directives;
    SelectionSet selection_set;
};

struct FragmentDefinition {
    Location location;
    Name name;
    Name type_condition;
    std::vector<Directive> directives;
    SelectionSet selection_set;
};

struct RootOperation {
    Location location;
    OperationKind kind = OperationKind::query;
    Name type;
};

/// `schema {...}` or `extend schema ...`.
struct SchemaDefinition {
    Location location;
    bool extension = false;
    std::optional<std::string> description;
    std::vector<Directive> directives;
    std::vector<RootOperation> operations;
};

/// An argument or a field of an input object. Like every definition below it starts at its
/// description, if it has one.
struct InputValueDefinition {
    Location location;
    std::optional<std::string> description;
    Name name;
    TypeReference type;
    std::optional<Value> default_value;
    std::vector<Directive> directives;
};

struct FieldDefinition {
    Location location;
    std::optional<std::string> description;
    Name name;
    std::vector<InputValueDefinition> arguments;
    TypeReference type;
    std::vector<Directive> directives;
};

struct EnumValueDefinition {
    Location location;
    std::optional<std::string> description;
    Name name;
    std::vector<Directive> directives;
};

enum class TypeKind { scalar, object, interface, union_type, enum_type, input_object };

/// The definition of a type, or an extension to one. Lists that its kind does not have are empty.
struct TypeDefinition {
    Location location;
    TypeKind kind = TypeKind::scalar;
    bool extension = false;
    std::optional<std::string> description;
    Name name;
    std::vector<Directive> directives;
    std::vector<Name> interfaces;              ///< Object, interface.
    std::vector<FieldDefinition> fields;       ///< Object, interface.
    std::vector<Name> members;                 ///< Union.
    std::vector<EnumValueDefinition> values;   ///< Enum.
    std::vector<InputValueDefinition> inputs;  ///< Input object.
};

struct DirectiveDefinition {
    Location location;
    std::optional<std::string> description;
    Name name;  ///< Without `@`.
    std::vector<InputValueDefinition> arguments;
    bool repeatable = false;
    std::vector<Name> locations;
};

using Definition = std::variant<
    OperationDefinition,
    FragmentDefinition,
    SchemaDefinition,
    TypeDefinition,
    DirectiveDefinition>;

struct Document {
    std::vector<Definition> definitions;
};

}  // namespace lectern::graphql::ast
