#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/ids.hpp"

namespace lectern::text {

/// An entity and every name it goes by.
struct NamedEntity {
    EntityId id;
    std::vector<std::string> names{};
};

/// How often a text names an entity.
struct EntityCount {
    EntityId entity;
    std::uint32_t count = 0;

    bool operator==(const EntityCount&) const = default;
};

/// Finds the entities of a vocabulary in texts, in time linear in the text (Aho and Corasick, CACM
/// 18(6), 1975). Names and texts are compared as `normalise_name` leaves them. A name counts where
/// no letter or digit touches it (in scripts that are written without spaces, anywhere); of names
/// that overlap the one that starts first counts, and of those the longest. Immutable and
/// thread-safe; copies share the automaton.
class EntityMatcher final {
  public:
    /// Names that are empty when normalised are left out. A name of several entities counts for
    /// each.
    explicit EntityMatcher(const std::vector<NamedEntity>& entities);

    /// By entity id, each once, with a count of at least 1.
    std::vector<EntityCount> match(std::string_view utf8) const;

    bool empty() const;

  private:
    struct Automaton;
    std::shared_ptr<const Automaton> automaton_;  // shared by copies
};

}  // namespace lectern::text
