#include "graphql/built_in.hpp"

#include "core/assert.hpp"
#include "graphql/parser.hpp"

namespace lectern::graphql {
namespace {

// What is named here, and its order, is the specification's; deprecated arguments and input fields
// are its successor's, as the reference implementation has them.
constexpr std::string_view built_in_sdl = R"(
"A whole number from -2147483648 to 2147483647."
scalar Int
"A number of double precision (IEEE 754)."
scalar Float
"Text in Unicode."
scalar String
"True or false."
scalar Boolean
"Identifies an object; written as a string, read from a string or an integer."
scalar ID

"Leaves the field or fragment out when the condition is true."
directive @skip("Whether to leave it out." if: Boolean!) on FIELD | FRAGMENT_SPREAD | INLINE_FRAGMENT
"Takes the field or fragment in only when the condition is true."
directive @include("Whether to take it in." if: Boolean!) on FIELD | FRAGMENT_SPREAD | INLINE_FRAGMENT
"Marks what should not be used any more."
directive @deprecated(
  "Why, and what to use instead (Markdown)."
  reason: String = "No longer supported"
) on FIELD_DEFINITION | ARGUMENT_DEFINITION | INPUT_FIELD_DEFINITION | ENUM_VALUE
"Names the text that specifies a scalar type."
directive @specifiedBy("Where the text is." url: String!) on SCALAR

"What the server can do: its types, directives and root operations."
type __Schema {
  description: String
  "All types."
  types: [__Type!]!
  "Where queries start."
  queryType: __Type!
  "Where mutations start, if there are any."
  mutationType: __Type
  "Where subscriptions start, if there are any."
  subscriptionType: __Type
  "All directives."
  directives: [__Directive!]!
}

"A type, or a list or non-null marker around one; `kind` tells which fields are not null."
type __Type {
  kind: __TypeKind!
  name: String
  description: String
  specifiedByURL: String
  fields(includeDeprecated: Boolean = false): [__Field!]
  interfaces: [__Type!]
  possibleTypes: [__Type!]
  enumValues(includeDeprecated: Boolean = false): [__EnumValue!]
  inputFields(includeDeprecated: Boolean = false): [__InputValue!]
  ofType: __Type
}

"What kind of type a `__Type` is."
enum __TypeKind {
  "A leaf with values of its own."
  SCALAR
  "Has fields, and perhaps interfaces."
  OBJECT
  "Has fields, perhaps interfaces, and possible types."
  INTERFACE
  "Has possible types."
  UNION
  "A leaf with the values in `enumValues`."
  ENUM
  "Has input fields."
  INPUT_OBJECT
  "A list of `ofType`."
  LIST
  "`ofType` without null."
  NON_NULL
}

"A field of an object or interface."
type __Field {
  name: String!
  description: String
  args(includeDeprecated: Boolean = false): [__InputValue!]!
  type: __Type!
  isDeprecated: Boolean!
  deprecationReason: String
}

"An argument of a field or directive, or a field of an input object."
type __InputValue {
  name: String!
  description: String
  type: __Type!
  "In the notation of documents; null when there is none."
  defaultValue: String
  isDeprecated: Boolean!
  deprecationReason: String
}

"A value of an enum."
type __EnumValue {
  name: String!
  description: String
  isDeprecated: Boolean!
  deprecationReason: String
}

"A directive that documents may use."
type __Directive {
  name: String!
  description: String
  isRepeatable: Boolean!
  locations: [__DirectiveLocation!]!
  args(includeDeprecated: Boolean = false): [__InputValue!]!
}

"Where a directive may stand."
enum __DirectiveLocation {
  QUERY
  MUTATION
  SUBSCRIPTION
  FIELD
  FRAGMENT_DEFINITION
  FRAGMENT_SPREAD
  INLINE_FRAGMENT
  VARIABLE_DEFINITION
  SCHEMA
  SCALAR
  OBJECT
  FIELD_DEFINITION
  ARGUMENT_DEFINITION
  INTERFACE
  UNION
  ENUM
  ENUM_VALUE
  INPUT_OBJECT
  INPUT_FIELD_DEFINITION
}

type __Meta {
  "The types of this server."
  __schema: __Schema!
  "The type of that name."
  __type(name: String!): __Type
  "The name of the object's type."
  __typename: String!
}
)";

ast::Document parse_built_in() {
    auto document = parse(built_in_sdl, ParseLimits::trusted());
    LECTERN_ASSERT(document.has_value());
    return *std::move(document);
}

}  // namespace

const ast::Document& built_in_definitions() {
    static const ast::Document document = parse_built_in();
    return document;
}

}  // namespace lectern::graphql
