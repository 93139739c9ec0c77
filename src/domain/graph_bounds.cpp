#include "domain/graph_bounds.hpp"

namespace lectern::domain {
namespace {

constexpr std::size_t longest_entity_name = 1024;
constexpr std::size_t most_synonyms = 256;

}  // namespace

void check_bounds(const Entity& entity, const std::string& pointer, Violations& violations) {
    violations.check_length(pointer + "/id", entity.id.value, 1, Violations::longest_name);
    violations.check_length(pointer + "/name", entity.name, 0, longest_entity_name);
    violations.check_length(pointer + "/type", entity.type, 0, Violations::longest_name);
    if (entity.synonyms.size() > most_synonyms)
        violations.add(pointer + "/synonyms", "has more than 256 names");
    for (std::size_t i = 0; i < entity.synonyms.size() && i < most_synonyms; ++i) {
        violations.check_length(
            pointer + "/synonyms/" + std::to_string(i), entity.synonyms[i], 1, longest_entity_name
        );
    }
}

void check_bounds(const Relation& relation, const std::string& pointer, Violations& violations) {
    constexpr std::size_t longest = Violations::longest_name;
    violations.check_length(pointer + "/source", relation.source.value, 1, longest);
    violations.check_length(pointer + "/target", relation.target.value, 1, longest);
    violations.check_length(pointer + "/type", relation.type, 1, longest);
    if (!(relation.weight > 0 && relation.weight <= 1))
        violations.add(pointer + "/weight", "is not in (0, 1]");
}

}  // namespace lectern::domain
