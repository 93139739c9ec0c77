#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <vector>

#include "graphql/error.hpp"
#include "graphql/executor.hpp"
#include "graphql/value.hpp"

namespace lectern::graphql {

/// An object or list in the response under construction.
struct Position {
    const Position* parent = nullptr;  ///< Null for the root.
    const std::string* key = nullptr;  ///< Null for an item of a list.
    std::size_t index = 0;             ///< In the list, or of the field among those of its object.
    std::size_t depth = 0;
    bool nullable = true;  ///< Whether null may stand here, so that it goes no further up.
    Value* target = nullptr;
    mutable bool is_null = false;  ///< Became null because of an error within.
};

/// The response while it grows from the root down: where its values go, what failed, and how far up
/// failures reach (specification, 6.4.4). Values keep their address until `finish`.
class ResponseTree final {
  public:
    ResponseTree();

    const Position& root() const { return positions_.front(); }

    /// A place for an object or list. `parent` and `target` are of this tree.
    const Position& add(
        const Position& parent,
        const std::string* key,
        std::size_t index,
        bool nullable,
        Value& target
    );

    /// Notes that the value at a place failed, which becomes null, and so does what it is in as far
    /// as it may not contain null.
    void fail(
        const Position& parent,
        const std::string* key,
        std::size_t index,
        bool nullable,
        GraphQlError error
    );

    /// Whether an error made the object, or what it is in, null: nothing more is needed of it.
    bool is_dead(const Position& position) const;

    /// How many positions errors have made null so far.
    std::size_t null_count() const { return nulls_.size(); }

    Response finish();

  private:
    struct Failure {
        GraphQlError error;
        std::vector<std::size_t> order;  ///< The way from the root by index.
        std::size_t null_depth = 0;      ///< How much of `order` leads to what became null.
    };

    Value data_;
    std::deque<Position> positions_;
    std::vector<const Position*> nulls_;
    std::vector<Failure> failures_;

    std::vector<GraphQlError> take_errors();
};

}  // namespace lectern::graphql
