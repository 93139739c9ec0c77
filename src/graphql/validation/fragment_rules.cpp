#include <map>
#include <set>

#include "graphql/quote.hpp"
#include "graphql/validation/rules.hpp"

namespace lectern::graphql::validation {

namespace {

bool can_apply(const Context& context, const NamedType* parent, const NamedType* condition) {
    if (parent == nullptr || condition == nullptr || !condition->is_composite()) return true;
    return context.schema().do_overlap(*parent, *condition);
}

std::string can_never_be(const NamedType& parent, const NamedType& condition) {
    return " cannot apply: an object of type " + quoted(parent.name) + " is never of type " +
           quoted(condition.name);
}

void check_unused(Context& context) {
    std::set<const ast::FragmentDefinition*> used;
    for (const ast::OperationDefinition* operation : context.operations()) {
        const auto reached = context.reachable(operation->selection_set);
        used.insert(reached.begin(), reached.end());
    }
    std::set<std::string_view> used_names;
    for (const ast::FragmentDefinition* fragment : used) used_names.insert(fragment->name.text);
    for (const ast::FragmentDefinition* fragment : context.fragments()) {
        if (used_names.contains(fragment->name.text)) continue;
        context.report(
            Rule::no_unused_fragments,
            "fragment " + quoted(fragment->name.text) + " is not used",
            {fragment->location}
        );
    }
}

}  // namespace

void check_fragments(Context& context) {
    std::map<std::string_view, Location> first;
    for (const ast::FragmentDefinition* fragment : context.fragments()) {
        const ast::Name& name = fragment->name;
        const auto [entry, is_new] = first.try_emplace(name.text, name.location);
        if (is_new) continue;
        context.report(
            Rule::unique_fragment_names,
            "there is more than one fragment " + quoted(name.text),
            {entry->second, name.location}
        );
    }
    check_unused(context);
}

void check_type_condition(Context& context, const ast::Name& type) {
    const NamedType* known = context.schema().type(type.text);
    if (known == nullptr) {
        context.report(
            Rule::known_type_names, "type " + quoted(type.text) + " does not exist", {type.location}
        );
    } else if (!known->is_composite()) {
        context.report(
            Rule::fragments_on_composite_types,
            "a fragment cannot be on type " + quoted(type.text) + ", which has no fields",
            {type.location}
        );
    }
}

void check_inline_fragment(
    Context& context, Location location, const NamedType* parent, const NamedType* condition
) {
    if (can_apply(context, parent, condition)) return;
    context.report(
        Rule::possible_fragment_spreads,
        "this fragment" + can_never_be(*parent, *condition),
        {location}
    );
}

void check_spread(Context& context, const ast::FragmentSpread& spread, const NamedType* parent) {
    const ast::FragmentDefinition* fragment = context.fragment(spread.name.text);
    if (fragment == nullptr) {
        context.report(
            Rule::known_fragment_names,
            "fragment " + quoted(spread.name.text) + " does not exist",
            {spread.name.location}
        );
        return;
    }
    const NamedType* condition = context.schema().type(fragment->type_condition.text);
    if (can_apply(context, parent, condition)) return;
    context.report(
        Rule::possible_fragment_spreads,
        "fragment " + quoted(spread.name.text) + can_never_be(*parent, *condition),
        {spread.location}
    );
}

}  // namespace lectern::graphql::validation
