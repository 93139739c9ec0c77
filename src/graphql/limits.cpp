#include "graphql/limits.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <optional>
#include <set>
#include <utility>
#include <variant>

#include "graphql/fragments.hpp"
#include "graphql/variables.hpp"

namespace lectern::graphql {
namespace {

constexpr std::uint64_t unbounded = std::numeric_limits<std::uint64_t>::max();

std::uint64_t plus(std::uint64_t left, std::uint64_t right) {
    return left > unbounded - right ? unbounded : left + right;
}

std::uint64_t times(std::uint64_t left, std::uint64_t right) {
    if (left == 0 || right == 0) return 0;
    return left > unbounded / right ? unbounded : left * right;
}

// What a selection set asks for. The cost of what is in its lists of unknown size is kept apart,
// since the field around may know how many items they have.
struct Sum {
    std::uint64_t fields = 0;
    std::uint64_t depth = 0;
    std::uint64_t aliases = 0;
    std::uint64_t fixed_cost = 0;
    std::uint64_t cost_per_item = 0;
    std::uint64_t introspection_depth = 0;
    std::uint64_t introspection_lists = 0;

    void add(const Sum& other) {
        fields = plus(fields, other.fields);
        depth = std::max(depth, other.depth);
        aliases = plus(aliases, other.aliases);
        fixed_cost = plus(fixed_cost, other.fixed_cost);
        cost_per_item = plus(cost_per_item, other.cost_per_item);
        introspection_depth = std::max(introspection_depth, other.introspection_depth);
        introspection_lists = std::max(introspection_lists, other.introspection_lists);
    }

    std::uint64_t cost(std::uint64_t items) const {
        return plus(fixed_cost, times(items, cost_per_item));
    }
};

constexpr Sum without_bounds{
    unbounded, unbounded, unbounded, unbounded, unbounded, unbounded, unbounded
};

bool multiplies(std::string_view introspection_field) {
    constexpr std::array<std::string_view, 4> names{
        "fields", "inputFields", "interfaces", "possibleTypes"
    };
    return std::ranges::find(names, introspection_field) != names.end();
}

class Measurement final {
  public:
    Measurement(
        const Schema& schema,
        const ast::Document& document,
        const Object& variables,
        const QueryLimits& limits
    )
        : schema_(schema),
          fragments_(fragments_of(document)),
          variables_(variables),
          limits_(limits) {}

    Sum measure(const ast::SelectionSet& set, const NamedType* parent) {
        // Fragments may nest deeper than any one text: this is far beyond every limit.
        constexpr std::size_t max_levels = 1000;
        if (levels_ >= max_levels) return without_bounds;
        ++levels_;
        Sum sum;
        for (const ast::Selection& selection : set.selections) {
            std::visit(
                [&](const auto& node) { sum.add(measure_node(node, parent)); }, selection.node
            );
        }
        --levels_;
        return sum;
    }

  private:
    Sum measure_node(const ast::Field& field, const NamedType* parent) {
        const FieldDefinition* definition =
            parent == nullptr ? nullptr : schema_.field(*parent, field.name.text);
        const NamedType* type = definition == nullptr ? nullptr : &definition->type.named();
        const Sum inner = measure(field.selection_set, type);
        Sum sum{
            .fields = 1,
            .depth = plus(inner.depth, 1),
            .aliases = plus(inner.aliases, field.alias ? 1 : 0),
            .introspection_depth = inner.introspection_depth,
            .introspection_lists = inner.introspection_lists,
        };
        if (type != nullptr && type->name.starts_with("__")) {
            sum.depth = 1;
            sum.introspection_depth = plus(inner.introspection_depth, 1);
            const bool is_multiple = parent->name.starts_with("__") && multiplies(field.name.text);
            if (is_multiple) sum.introspection_lists = plus(inner.introspection_lists, 1);
        } else if (!field.name.text.starts_with("__") && !is_introspection(parent)) {
            add_cost(sum, field, definition, inner);
        }
        return sum;
    }

    Sum measure_node(const ast::InlineFragment& fragment, const NamedType* parent) {
        if (!fragment.type_condition) return measure(fragment.selection_set, parent);
        return measure(fragment.selection_set, schema_.type(fragment.type_condition->text));
    }

    Sum measure_node(const ast::FragmentSpread& spread, const NamedType*) {
        const auto found = fragments_.find(spread.name.text);
        if (found == fragments_.end()) return {};
        const ast::FragmentDefinition& fragment = *found->second;
        if (const auto known = known_.find(&fragment); known != known_.end()) return known->second;
        if (!under_way_.insert(&fragment).second) return without_bounds;
        const Sum sum = measure(fragment.selection_set, schema_.type(fragment.type_condition.text));
        under_way_.erase(&fragment);
        return known_.emplace(&fragment, sum).first->second;
    }

    static bool is_introspection(const NamedType* type) {
        return type != nullptr && type->name.starts_with("__");
    }

    void add_cost(
        Sum& sum, const ast::Field& field, const FieldDefinition* definition, const Sum& inner
    ) const {
        const bool is_list = definition != nullptr && definition->type.is_list();
        const auto size = definition == nullptr ? std::nullopt : size_of(field, *definition);
        sum.fixed_cost = own_cost(definition);
        if (!is_list) {
            sum.fixed_cost = plus(sum.fixed_cost, inner.cost(size.value_or(limits_.list_size)));
            return;
        }
        const std::uint64_t item = inner.cost(limits_.list_size);
        if (size) {
            sum.fixed_cost = plus(sum.fixed_cost, times(*size, item));
        } else {
            sum.cost_per_item = item;
        }
    }

    std::uint64_t own_cost(const FieldDefinition* definition) const {
        if (definition == nullptr || limits_.field_costs.empty()) return 1;
        const auto found = limits_.field_costs.find(definition->coordinate());
        return found == limits_.field_costs.end() ? 1 : found->second;
    }

    // What the field's arguments say about how many items it returns.
    std::optional<std::uint64_t> size_of(const ast::Field& field, const FieldDefinition& definition)
        const {
        std::optional<std::uint64_t> greatest;
        for (const std::string& name : limits_.size_arguments) {
            const InputValue* argument = definition.argument(name);
            if (argument == nullptr) continue;
            const auto size = size_given(field, *argument);
            if (size) greatest = std::max(greatest.value_or(0), *size);
        }
        return greatest;
    }

    std::optional<std::uint64_t> size_given(const ast::Field& field, const InputValue& argument)
        const {
        Value value = argument.default_value.value_or(Value());
        for (const ast::Argument& given : field.arguments) {
            if (given.name.text != argument.name) continue;
            const bool is_absent = given.value.kind == ast::ValueKind::variable &&
                                   !variables_.contains(given.value.text);
            if (!is_absent) value = untyped(given.value, &variables_);
        }
        const auto* size = value.as_int();
        if (size == nullptr) return std::nullopt;
        return *size < 0 ? 0 : static_cast<std::uint64_t>(*size);
    }

    const Schema& schema_;
    const Fragments fragments_;
    const Object& variables_;
    const QueryLimits& limits_;
    std::map<const ast::FragmentDefinition*, Sum> known_;
    std::set<const ast::FragmentDefinition*> under_way_;
    std::size_t levels_ = 0;
};

class LimitCheck final {
  public:
    explicit LimitCheck(Location location) : location_(location) {}

    void check(ErrorKind kind, std::string_view what, std::uint64_t actual, std::uint64_t limit) {
        if (actual <= limit) return;
        const std::string much = actual == unbounded ? "without bounds" : std::to_string(actual);
        errors_.push_back(
            {.kind = kind,
             .message = "the " + std::string(what) + " of the operation is " + much +
                        ", the limit is " + std::to_string(limit),
             .locations = {location_}}
        );
    }

    std::vector<GraphQlError> take() { return std::move(errors_); }

  private:
    Location location_;
    std::vector<GraphQlError> errors_;
};

}  // namespace

QueryCost measure(
    const Schema& schema,
    const ast::Document& document,
    const ast::OperationDefinition& operation,
    const Object& variables,
    const QueryLimits& limits
) {
    const Sum sum = Measurement(schema, document, variables, limits)
                        .measure(operation.selection_set, schema.root(operation.kind));
    return {
        .depth = sum.depth,
        .complexity = sum.cost(limits.list_size),
        .aliases = sum.aliases,
        .root_fields = sum.fields,
        .introspection_depth = sum.introspection_depth,
        .introspection_lists = sum.introspection_lists,
    };
}

std::vector<GraphQlError> check_limits(
    const Schema& schema,
    const ast::Document& document,
    const ast::OperationDefinition& operation,
    const Object& variables,
    const QueryLimits& limits
) {
    const QueryCost cost = measure(schema, document, operation, variables, limits);
    LimitCheck check(operation.location);
    check.check(ErrorKind::query_too_deep, "depth", cost.depth, limits.max_depth);
    check.check(
        ErrorKind::query_too_deep,
        "depth of introspection",
        cost.introspection_depth,
        limits.max_introspection_depth
    );
    check.check(
        ErrorKind::query_too_deep,
        "number of nested lists in introspection",
        cost.introspection_lists,
        limits.max_introspection_lists
    );
    check.check(ErrorKind::query_too_complex, "complexity", cost.complexity, limits.max_complexity);
    check.check(ErrorKind::too_many_aliases, "number of aliases", cost.aliases, limits.max_aliases);
    check.check(
        ErrorKind::too_many_root_fields,
        "number of root fields",
        cost.root_fields,
        limits.max_root_fields
    );
    return check.take();
}

}  // namespace lectern::graphql
