#pragma once

#include "access/rules.hpp"
#include "core/result.hpp"

namespace lectern::access {

/// From how much of the request queue in use (0 to 1) operations are refused. Writes go first: they
/// can be sent again later, while somebody waits for a read.
struct LoadLimits {
    double writes = 0.5;  ///< Above 0; at most `reads`.
    double reads = 0.9;   ///< At most 1.
};

Result<void> validate(const LoadLimits& limits);

/// Operations without scope (probes, the contract) are never refused: under pressure an operator
/// needs them most.
bool is_overloaded(const LoadLimits& limits, const Rule& rule, double load);

}  // namespace lectern::access
