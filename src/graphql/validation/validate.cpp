#include "graphql/validation/validate.hpp"

#include <algorithm>
#include <string_view>
#include <tuple>

#include "graphql/validation/context.hpp"
#include "graphql/validation/field_merging.hpp"
#include "graphql/validation/rules.hpp"
#include "graphql/validation/walk.hpp"

namespace lectern::graphql {

Validation inspect(const Schema& schema, const ast::Document& document) {
    validation::Context context(schema, document);
    validation::check_definitions(context);
    validation::check_fragments(context);
    validation::check_fragment_cycles(context);
    validation::Walk walk(context);
    for (const ast::OperationDefinition* operation : context.operations()) walk.visit(*operation);
    for (const ast::FragmentDefinition* fragment : context.fragments()) walk.visit(*fragment);
    for (const ast::OperationDefinition* operation : context.operations()) {
        if (!context.is_full()) validation::check_variable_uses(context, *operation);
    }
    validation::check_field_merging(context);

    Validation result{.errors = context.take_errors(), .steps = context.steps()};
    std::ranges::sort(result.errors, {}, [](const GraphQlError& error) {
        const Location place = error.locations.empty() ? Location{} : error.locations.front();
        return std::tuple(place, error.rule, std::string_view(error.message));
    });
    return result;
}

std::vector<GraphQlError> validate(const Schema& schema, const ast::Document& document) {
    return inspect(schema, document).errors;
}

}  // namespace lectern::graphql
