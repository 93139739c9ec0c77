#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "graphql/ast.hpp"
#include "graphql/error.hpp"
#include "graphql/limits.hpp"
#include "graphql/parser.hpp"
#include "graphql/schema.hpp"
#include "graphql/value.hpp"

namespace lectern::graphql {

class DocumentCache;

/// An operation that may be executed: parsed, valid, within the limits, its variables coerced.
/// Keeps its document alive.
struct PreparedOperation {
    std::shared_ptr<const ast::Document> document;  ///< Shared with the cache.
    const ast::OperationDefinition* operation = nullptr;
    Object variables{};
};

/// Turns requests into operations, remembering documents that were parsed and validated before.
/// Thread-safe.
class Preparation final {
  public:
    struct Options {
        ParseLimits parse{};
        QueryLimits query{};
        std::size_t cached_documents = 1000;  ///< Those used least recently go first.
        /// Of their text; parsed, a document takes up to a hundred times as much.
        std::size_t cached_bytes = 1024 * 1024;
    };

    /// `schema` must outlive it.
    Preparation(const Schema& schema, Options options);
    ~Preparation();

    /// Parses, validates, chooses the operation (the only one, or that of the name), coerces
    /// variables, and checks limits, in this order. The errors are those of the first stage that
    /// fails. Without a name (which an empty one is not) there must be one operation only.
    [[nodiscard]] Checked<PreparedOperation> prepare(
        std::string_view text,
        std::optional<std::string_view> operation_name,
        const Object& variables
    );

    struct Statistics {
        std::uint64_t hits = 0;
        std::uint64_t misses = 0;
        std::size_t documents = 0;
        std::size_t bytes = 0;
    };
    Statistics statistics() const;

  private:
    Checked<std::shared_ptr<const ast::Document>> valid_document(std::string_view text);

    const Schema* schema_;
    const Options options_;
    std::unique_ptr<DocumentCache> cache_;
};

/// The operation to execute (specification, 6.1.1).
[[nodiscard]] Checked<const ast::OperationDefinition*> choose_operation(
    const ast::Document& document, std::optional<std::string_view> name
);

}  // namespace lectern::graphql
