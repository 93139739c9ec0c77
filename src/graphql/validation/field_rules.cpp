#include "graphql/quote.hpp"
#include "graphql/validation/rules.hpp"

namespace lectern::graphql::validation {

void check_field(
    Context& context,
    const ast::Field& field,
    const NamedType& parent,
    const FieldDefinition* definition
) {
    const std::string name = quoted(field.name.text);
    if (definition == nullptr) {
        context.report(
            Rule::fields_on_correct_type,
            "type " + quoted(parent.name) + " has no field " + name,
            {field.location()}
        );
        return;
    }
    const std::string type = quoted(to_string(definition->type));
    if (definition->type.named().is_leaf() && !field.selection_set.empty()) {
        context.report(
            Rule::scalar_leafs,
            "field " + name + " of type " + type + " has no fields to select",
            {field.selection_set.location}
        );
    }
    if (!definition->type.named().is_leaf() && field.selection_set.empty()) {
        context.report(
            Rule::scalar_leafs,
            "field " + name + " of type " + type + " needs a selection of fields",
            {field.location()}
        );
    }
}

}  // namespace lectern::graphql::validation
