#pragma once

#include "graphql/resolvers.hpp"
#include "graphql/schema.hpp"

namespace lectern::graphql {

/// Resolvers of the meta fields and of all `__...` types (specification, section 4). `schema` must
/// outlive them. `Bindings` adds them by itself.
Resolvers introspection_resolvers(const Schema& schema);

}  // namespace lectern::graphql
