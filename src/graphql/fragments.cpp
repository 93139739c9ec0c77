#include "graphql/fragments.hpp"

namespace lectern::graphql {

Fragments fragments_of(const ast::Document& document) {
    Fragments fragments;
    for (const ast::Definition& definition : document.definitions) {
        if (const auto* fragment = std::get_if<ast::FragmentDefinition>(&definition))
            fragments.try_emplace(fragment->name.text, fragment);
    }
    return fragments;
}

}  // namespace lectern::graphql
