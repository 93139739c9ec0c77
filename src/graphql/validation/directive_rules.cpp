#include <map>

#include "graphql/quote.hpp"
#include "graphql/validation/rules.hpp"

namespace lectern::graphql::validation {

void check_directives(
    Context& context, const std::vector<ast::Directive>& directives, DirectiveLocation place
) {
    std::map<std::string_view, Location> first;
    for (const ast::Directive& directive : directives) {
        context.count_step();
        const std::string name = quoted("@" + directive.name.text);
        const DirectiveDefinition* definition = context.schema().directive(directive.name.text);
        if (definition == nullptr) {
            context.report(
                Rule::known_directives,
                "directive " + name + " does not exist",
                {directive.location}
            );
            continue;
        }
        if (!definition->may_stand_on(place)) {
            context.report(
                Rule::known_directives,
                "directive " + name + " may not stand on " + std::string(to_string(place)),
                {directive.location}
            );
        }
        if (definition->repeatable) continue;
        const auto [entry, is_new] = first.try_emplace(directive.name.text, directive.location);
        if (is_new) continue;
        context.report(
            Rule::unique_directives_per_location,
            "directive " + name + " may stand here only once",
            {entry->second, directive.location}
        );
    }
}

}  // namespace lectern::graphql::validation
