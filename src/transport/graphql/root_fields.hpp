#pragma once

#include <set>
#include <string>
#include <string_view>

#include "graphql/ast.hpp"
#include "transport/graphql/language.hpp"

namespace lectern::transport::graphql {

/// What an operation asks of its root.
struct RootFields {
    std::set<std::string_view> names{};  ///< Without meta fields. Of the document's text.
    bool introspects = false;            ///< `__schema` or `__type` is among them.
};

/// Of a valid document; fragments are followed. `@skip` and `@include` are not looked at.
RootFields root_fields_of(
    const language::ast::Document& document, const language::ast::OperationDefinition& operation
);

/// The label of the operation: the name of its one root field, `multiple`, or `introspection` when
/// it asks for meta fields alone.
std::string endpoint_of(const RootFields& fields);

}  // namespace lectern::transport::graphql
