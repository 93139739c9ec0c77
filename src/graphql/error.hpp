#pragma once

#include <cstddef>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/result.hpp"
#include "graphql/source.hpp"

namespace lectern::graphql {

/// Which check or which stage refused a document, so that every limit can be told from every other.
enum class ErrorKind {
    syntax,                ///< The text is not a document of the language.
    document_too_large,    ///< More bytes than `ParseLimits::max_bytes`.
    too_many_tokens,       ///< More tokens than `ParseLimits::max_tokens`.
    nested_too_deeply,     ///< More braces, brackets or parentheses within each other than allowed.
    schema,                ///< A type system document breaks the specification (section 3).
    validation,            ///< An executable document breaks a validation rule (section 5).
    operation,             ///< The operation to execute cannot be determined.
    variables,             ///< A variable's value does not fit its type.
    query_too_deep,        ///< More levels of fields than `QueryLimits::max_depth`.
    query_too_complex,     ///< More cost than `QueryLimits::max_complexity`.
    too_many_aliases,      ///< More aliases than `QueryLimits::max_aliases`.
    too_many_root_fields,  ///< More fields at the root than `QueryLimits::max_root_fields`.
    execution,             ///< A field failed, or the request ended; `cause` says how.
};

/// The stable snake_case name of a kind.
std::string_view to_string(ErrorKind kind);

/// A step from the root of a response: a response key, or a position in a list from 0.
using PathStep = std::variant<std::string, std::size_t>;
using Path = std::vector<PathStep>;

/// One entry of a response's `errors` (specification, section 7.1.2). `message` is safe for
/// clients.
struct GraphQlError {
    ErrorKind kind = ErrorKind::execution;
    std::string message{};
    std::vector<Location> locations{};
    Path path{};  ///< Empty unless `kind` is `execution`.
    /// What a resolver failed with, or why the request ended. Kinds other than `execution` have
    /// none: they are all the client's mistake.
    std::optional<Error> cause{};
    /// Of `validation`: the name of the rule that is broken, such as `KnownTypeNames` (static
    /// text).
    std::string_view rule{};

    bool operator==(const GraphQlError&) const = default;
};

/// A value or what is wrong with the document it should have come from.
template <class T>
using Checked = std::expected<T, std::vector<GraphQlError>>;

}  // namespace lectern::graphql
