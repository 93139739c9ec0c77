#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "core/result.hpp"
#include "domain/value.hpp"

namespace lectern::domain {

struct Filter;

/// True when every part is; true without parts.
struct AllOf {
    std::vector<Filter> parts;
    bool operator==(const AllOf&) const = default;
};

/// True when some part is; false without parts.
struct AnyOf {
    std::vector<Filter> parts;
    bool operator==(const AnyOf&) const = default;
};

/// True when no part is; true without parts.
struct NoneOf {
    std::vector<Filter> parts;
    bool operator==(const NoneOf&) const = default;
};

/// True when some value of the field equals one of `values`. `equals` is a list of one.
struct In {
    std::string field;
    std::vector<Scalar> values;
    bool operator==(const In&) const = default;
};

/// True when some one value of the field lies within all the bounds given. Bounds and values of
/// other kinds never do.
struct Range {
    std::string field;
    std::optional<Scalar> greater{};
    std::optional<Scalar> greater_or_equal{};
    std::optional<Scalar> less{};
    std::optional<Scalar> less_or_equal{};
    bool operator==(const Range&) const = default;
};

/// True when the field has a value.
struct Exists {
    std::string field;
    bool operator==(const Exists&) const = default;
};

/// A condition on a document's metadata. Fields are dotted paths as `flatten` makes them.
struct Filter {
    std::variant<AllOf, AnyOf, NoneOf, In, Range, Exists> node;
    bool operator==(const Filter&) const = default;
};

/// What a filter means; indexes must agree with it. `fields` as `flatten` gives them.
bool matches(const Filter& filter, const std::vector<FieldValues>& fields);

/// Whether one value lies within all the bounds of `range`.
bool within(const Range& range, const Scalar& value);

struct FilterLimits {
    std::size_t depth = 16;
    std::size_t nodes = 256;    ///< Conditions, inner ones included.
    std::size_t values = 1024;  ///< Of one `In`.
};

/// Fails with `invalid_argument` when a bound is passed, a field is empty, or a range has no bound.
Result<void> validate(const Filter& filter, const FilterLimits& limits = {});

}  // namespace lectern::domain
