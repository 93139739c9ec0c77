#pragma once

#include "core/ids.hpp"
#include "core/result.hpp"

namespace lectern::access {

/// `invalid_argument` unless it is 1 to 64 of `a-z`, `0-9`, `-` and `_`, and starts with a letter
/// or digit: as dataset names.
Result<void> validate(const TenantId& tenant);

}  // namespace lectern::access
