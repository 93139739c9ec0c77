#pragma once

#include "domain/value.hpp"

namespace lectern::index {

/// A total order of metadata values that agrees with `domain::compare` where that says anything:
/// booleans, then numbers, then not-a-number, then strings. Values that `domain::equal` calls equal
/// (1 and 1.0) are equivalent.
struct ScalarOrder {
    bool operator()(const domain::Scalar& left, const domain::Scalar& right) const;
};

/// Which part of the order a value lies in; values of different parts are never equal.
enum class ScalarRank { boolean, number, not_a_number, text };

ScalarRank rank_of(const domain::Scalar& value);

}  // namespace lectern::index
