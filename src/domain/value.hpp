#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace lectern::domain {

struct Value;
using List = std::vector<Value>;
/// Members in the order of their names, so that equal objects encode equally.
using Object = std::map<std::string, Value, std::less<>>;

/// What metadata is made of: the values that JSON can say, with whole numbers apart from others.
struct Value {
    std::variant<std::monostate, bool, std::int64_t, double, std::string, List, Object> data{};

    bool operator==(const Value&) const = default;
};

/// A leaf of metadata as filters, facets and columns see it.
using Scalar = std::variant<bool, std::int64_t, double, std::string>;

/// One field of metadata with all its values: `{"a":{"b":[1,2]}}` is `a.b` with 1 and 2.
struct FieldValues {
    std::string field;
    std::vector<Scalar> values;

    bool operator==(const FieldValues&) const = default;
};

/// The leaves of `metadata` by dotted path, in order of path. Nulls and empty lists are left out;
/// scalars inside lists of objects are gathered under the list's path.
std::vector<FieldValues> flatten(const Object& metadata);

/// Numbers compare by value whatever their kind (1 equals 1.0); strings by bytes; different kinds
/// are never equal.
bool equal(const Scalar& left, const Scalar& right);

/// Less, equal or greater (-1, 0, 1) for two numbers or two strings; 2 when they cannot be ordered
/// (other kinds, NaN).
int compare(const Scalar& left, const Scalar& right);

}  // namespace lectern::domain
