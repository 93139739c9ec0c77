#include "access/rules.hpp"

#include <algorithm>

#include "access/contract/rules.hpp"
#include "core/assert.hpp"

namespace lectern::access {

std::span<const Rule> rules() { return contract::rules; }

const Rule& rule_of(std::string_view operation) {
    const auto all = rules();
    const auto found = std::ranges::find(all, operation, &Rule::operation);
    LECTERN_ASSERT(found != all.end());
    return *found;
}

}  // namespace lectern::access
