#include "domain/filter.hpp"

#include <algorithm>

namespace lectern::domain {
namespace {

constexpr std::size_t longest_field = 512;

const std::vector<Scalar>* find(const std::vector<FieldValues>& fields, const std::string& field) {
    const auto found = std::ranges::lower_bound(fields, field, {}, &FieldValues::field);
    return found != fields.end() && found->field == field ? &found->values : nullptr;
}

struct Matcher {
    const std::vector<FieldValues>& fields;

    bool operator()(const AllOf& all) const {
        return std::ranges::all_of(all.parts, [this](const Filter& part) {
            return matches(part, fields);
        });
    }
    bool operator()(const AnyOf& any) const {
        return std::ranges::any_of(any.parts, [this](const Filter& part) {
            return matches(part, fields);
        });
    }
    bool operator()(const NoneOf& none) const {
        return std::ranges::none_of(none.parts, [this](const Filter& part) {
            return matches(part, fields);
        });
    }
    bool operator()(const In& in) const {
        const auto* values = find(fields, in.field);
        return values != nullptr && std::ranges::any_of(*values, [&in](const Scalar& value) {
                   return std::ranges::any_of(in.values, [&](const Scalar& wanted) {
                       return equal(value, wanted);
                   });
               });
    }
    bool operator()(const Range& range) const {
        const auto* values = find(fields, range.field);
        return values != nullptr && std::ranges::any_of(*values, [&range](const Scalar& value) {
                   return within(range, value);
               });
    }
    bool operator()(const Exists& exists) const { return find(fields, exists.field) != nullptr; }
};

// Walks a filter and stops at the first limit that it passes.
class Validator {
  public:
    explicit Validator(const FilterLimits& limits) : limits_(limits) {}

    Result<void> check(const Filter& filter, std::size_t depth) {
        if (depth > limits_.depth)
            return too_many("is nested deeper than", limits_.depth, "levels");
        if (++nodes_ > limits_.nodes) return too_many("has more than", limits_.nodes, "conditions");
        return std::visit([&](const auto& node) { return check_node(node, depth); }, filter.node);
    }

  private:
    static Result<void> too_many(
        const std::string& what, std::size_t limit, const std::string& unit
    ) {
        return fail(
            ErrorCode::invalid_argument,
            "the filter " + what + " " + std::to_string(limit) + " " + unit
        );
    }

    Result<void> check_parts(const std::vector<Filter>& parts, std::size_t depth) {
        for (const Filter& part : parts) {
            if (auto checked = check(part, depth + 1); !checked) return checked;
        }
        return {};
    }

    static Result<void> check_field(const std::string& field) {
        if (field.empty())
            return fail(ErrorCode::invalid_argument, "a condition of the filter names no field");
        if (field.size() > longest_field)
            return too_many("names a field longer than", longest_field, "bytes");
        return {};
    }

    Result<void> check_node(const AllOf& all, std::size_t depth) {
        return check_parts(all.parts, depth);
    }
    Result<void> check_node(const AnyOf& any, std::size_t depth) {
        return check_parts(any.parts, depth);
    }
    Result<void> check_node(const NoneOf& none, std::size_t depth) {
        return check_parts(none.parts, depth);
    }
    Result<void> check_node(const In& in, std::size_t) {
        if (in.values.size() > limits_.values)
            return too_many("lists more than", limits_.values, "values");
        return check_field(in.field);
    }
    static Result<void> check_node(const Range& range, std::size_t) {
        if (!range.greater && !range.greater_or_equal && !range.less && !range.less_or_equal) {
            return fail(
                ErrorCode::invalid_argument, "the range on " + range.field + " has no bound"
            );
        }
        for (const auto* bound :
             {&range.greater, &range.greater_or_equal, &range.less, &range.less_or_equal}) {
            if (*bound && std::holds_alternative<bool>(**bound)) {
                return fail(
                    ErrorCode::invalid_argument,
                    "the range on " + range.field + " has a bound that is no number or string"
                );
            }
        }
        return check_field(range.field);
    }
    static Result<void> check_node(const Exists& exists, std::size_t) {
        return check_field(exists.field);
    }

    const FilterLimits& limits_;
    std::size_t nodes_ = 0;
};

}  // namespace

bool matches(const Filter& filter, const std::vector<FieldValues>& fields) {
    return std::visit(Matcher{fields}, filter.node);
}

bool within(const Range& range, const Scalar& value) {
    if (range.greater && compare(value, *range.greater) != 1) return false;
    if (range.less && compare(value, *range.less) != -1) return false;
    if (range.greater_or_equal) {
        const int order = compare(value, *range.greater_or_equal);
        if (order != 0 && order != 1) return false;
    }
    if (range.less_or_equal) {
        const int order = compare(value, *range.less_or_equal);
        if (order != 0 && order != -1) return false;
    }
    return true;
}

Result<void> validate(const Filter& filter, const FilterLimits& limits) {
    return Validator(limits).check(filter, 1);
}

}  // namespace lectern::domain
