#pragma once

#include "graphql/schema.hpp"
#include "graphql/type_system.hpp"

namespace lectern::graphql {

// What section 3 of the specification demands of a type system, in the order in which it can be
// asked: each check may rely on those before it having found nothing.

/// Names: reserved ones, members that are there twice, types that nobody defines, a schema without
/// a query type.
void check_names(const TypeSystem& system, SchemaErrors& errors);

/// Root types, input and output positions, empty types, members of unions, circles among input
/// objects, deprecation of what is required.
void check_types(const TypeSystem& system, const Schema& schema, SchemaErrors& errors);

/// That objects and interfaces have what their interfaces promise.
void check_interfaces(const TypeSystem& system, const Schema& schema, SchemaErrors& errors);

/// Where directives stand, how often, with what arguments; and that none is defined by itself.
void check_directives(const TypeSystem& system, const Schema& schema, SchemaErrors& errors);

}  // namespace lectern::graphql
