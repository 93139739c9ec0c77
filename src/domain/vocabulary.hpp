#pragma once

#include <vector>

#include "core/ids.hpp"
#include "domain/document.hpp"

namespace lectern::domain {

/// Names to look for in a tenant's documents, of every dataset: each match links the chunk to the
/// entity.
struct Vocabulary {
    VocabularyId id{};
    std::vector<Entity> entities{};
    std::vector<Relation> relations{};

    bool operator==(const Vocabulary&) const = default;
};

}  // namespace lectern::domain
