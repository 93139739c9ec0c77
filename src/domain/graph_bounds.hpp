#pragma once

#include <string>

#include "domain/document.hpp"
#include "domain/violations.hpp"

namespace lectern::domain {

/// Whether ids, names and synonyms have the lengths that they may have; what is wrong is named
/// below `pointer`.
void check_bounds(const Entity& entity, const std::string& pointer, Violations& violations);

/// Whether ids and type have the lengths that they may have, and the weight is above 0 and at most
/// 1.
void check_bounds(const Relation& relation, const std::string& pointer, Violations& violations);

}  // namespace lectern::domain
