#include "graphql/error.hpp"

#include <utility>

namespace lectern::graphql {

std::string_view to_string(ErrorKind kind) {
    switch (kind) {
        case ErrorKind::syntax:
            return "syntax";
        case ErrorKind::document_too_large:
            return "document_too_large";
        case ErrorKind::too_many_tokens:
            return "too_many_tokens";
        case ErrorKind::nested_too_deeply:
            return "nested_too_deeply";
        case ErrorKind::schema:
            return "schema";
        case ErrorKind::validation:
            return "validation";
        case ErrorKind::operation:
            return "operation";
        case ErrorKind::variables:
            return "variables";
        case ErrorKind::query_too_deep:
            return "query_too_deep";
        case ErrorKind::query_too_complex:
            return "query_too_complex";
        case ErrorKind::too_many_aliases:
            return "too_many_aliases";
        case ErrorKind::too_many_root_fields:
            return "too_many_root_fields";
        case ErrorKind::execution:
            return "execution";
    }
    std::unreachable();
}

}  // namespace lectern::graphql
