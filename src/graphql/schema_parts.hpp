#pragma once

#include <array>
#include <cstddef>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "graphql/schema.hpp"

namespace lectern::graphql {

/// What a schema consists of, apart so that a schema can move without its types moving.
struct Schema::Parts {
    std::string description;
    std::map<std::string, std::unique_ptr<NamedType>, std::less<>> types;
    std::map<std::string, std::unique_ptr<DirectiveDefinition>, std::less<>> directives;
    /// What introspection shows: not the built-in scalars that nothing refers to.
    std::vector<const NamedType*> listed_types;
    std::vector<const DirectiveDefinition*> listed_directives;
    std::array<const NamedType*, 3> roots{};  ///< By `OperationKind`.
    /// Has the fields `__schema`, `__type` and `__typename`, and is no type of the schema.
    NamedType meta;
    std::size_t field_count = 0;
};

}  // namespace lectern::graphql
