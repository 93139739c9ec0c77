#include "graphql/response_tree.hpp"

#include <algorithm>
#include <utility>

namespace lectern::graphql {
namespace {

PathStep step(const std::string* key, std::size_t index) {
    return key == nullptr ? PathStep(index) : PathStep(*key);
}

bool is_within(
    const std::vector<std::size_t>& order, const std::vector<std::size_t>& of, std::size_t depth
) {
    return order.size() >= depth &&
           std::equal(of.begin(), of.begin() + std::ptrdiff_t(depth), order.begin());
}

}  // namespace

ResponseTree::ResponseTree() { positions_.push_back({.target = &data_}); }

const Position& ResponseTree::add(
    const Position& parent, const std::string* key, std::size_t index, bool nullable, Value& target
) {
    return positions_.emplace_back(Position{
        .parent = &parent,
        .key = key,
        .index = index,
        .depth = parent.depth + 1,
        .nullable = nullable,
        .target = &target,
    });
}

void ResponseTree::fail(
    const Position& parent,
    const std::string* key,
    std::size_t index,
    bool nullable,
    GraphQlError error
) {
    Failure failure{.error = std::move(error), .order = {index}, .null_depth = parent.depth + 1};
    failure.error.path.assign(1, step(key, index));
    for (const Position* position = &parent; position->parent; position = position->parent) {
        failure.order.push_back(position->index);
        failure.error.path.push_back(step(position->key, position->index));
    }
    std::ranges::reverse(failure.order);
    std::ranges::reverse(failure.error.path);
    if (!nullable) {
        const Position* position = &parent;
        while (!position->nullable) position = position->parent;
        failure.null_depth = position->depth;
        if (!std::exchange(position->is_null, true)) nulls_.push_back(position);
    }
    failures_.push_back(std::move(failure));
}

bool ResponseTree::is_dead(const Position& position) const {
    for (const Position* at = &position; at != nullptr; at = at->parent)
        if (at->is_null) return true;
    return false;
}

Response ResponseTree::finish() {
    // A null within another has nowhere to go any more.
    for (const Position* position : nulls_) {
        const bool is_outermost = position->parent == nullptr || !is_dead(*position->parent);
        if (is_outermost) *position->target = Value();
    }
    std::vector<GraphQlError> errors = take_errors();
    return {.data = std::move(data_), .errors = std::move(errors)};
}

// In the order of the response; without those that come after an error that made null what they
// are in, which a depth-first execution would not have come to.
std::vector<GraphQlError> ResponseTree::take_errors() {
    std::ranges::stable_sort(failures_, {}, &Failure::order);
    std::vector<GraphQlError> errors;
    const Failure* last = nullptr;
    for (Failure& failure : failures_) {
        if (last != nullptr && is_within(failure.order, last->order, last->null_depth)) continue;
        errors.push_back(std::move(failure.error));
        last = &failure;
    }
    return errors;
}

}  // namespace lectern::graphql
