#include "graphql/ast.hpp"

#include <utility>

namespace lectern::graphql::ast {

std::string_view to_string(OperationKind kind) {
    switch (kind) {
        case OperationKind::query:
            return "query";
        case OperationKind::mutation:
            return "mutation";
        case OperationKind::subscription:
            return "subscription";
    }
    std::unreachable();
}

}  // namespace lectern::graphql::ast
