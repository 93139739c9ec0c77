#include <unordered_map>

#include "graphql/validation/rules.hpp"

namespace lectern::graphql::validation {

std::vector<Repeated> repeated_names(std::span<const ast::Name* const> names) {
    std::vector<Repeated> groups;
    std::unordered_map<std::string_view, std::size_t> group_of;
    for (const ast::Name* name : names) {
        const auto [entry, is_new] = group_of.try_emplace(name->text, groups.size());
        if (is_new) groups.push_back({.name = name->text, .locations = {}});
        groups[entry->second].locations.push_back(name->location);
    }
    std::erase_if(groups, [](const Repeated& group) { return group.locations.size() == 1; });
    return groups;
}

}  // namespace lectern::graphql::validation
