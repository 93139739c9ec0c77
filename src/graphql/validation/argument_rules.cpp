#include <algorithm>

#include "graphql/quote.hpp"
#include "graphql/validation/rules.hpp"

namespace lectern::graphql::validation {

namespace {

/// As messages say it: `field "book"`, `directive "@skip"`.
std::string text(const ArgumentOwner& owner) {
    return owner.is_directive ? "directive " + quoted("@" + std::string(owner.name))
                              : "field " + quoted(owner.name);
}

bool is_given(const std::vector<ast::Argument>& arguments, const std::string& name) {
    return std::ranges::any_of(arguments, [&name](const ast::Argument& argument) {
        return argument.name.text == name;
    });
}

void check_known(
    Context& context, const ArgumentOwner& owner, const std::vector<ast::Argument>& arguments
) {
    const std::vector<InputValue>& known = *owner.definitions;
    for (const ast::Argument& argument : arguments) {
        context.count_step();
        if (std::ranges::find(known, argument.name.text, &InputValue::name) != known.end())
            continue;
        context.report(
            Rule::known_argument_names,
            text(owner) + " has no argument " + quoted(argument.name.text),
            {argument.name.location}
        );
    }
}

void check_required(
    Context& context, const ArgumentOwner& owner, const std::vector<ast::Argument>& arguments
) {
    for (const InputValue& definition : *owner.definitions) {
        if (!definition.is_required() || is_given(arguments, definition.name)) continue;
        context.report(
            Rule::provided_required_arguments,
            text(owner) + " needs the argument " + quoted(definition.name) + " of type " +
                quoted(to_string(definition.type)),
            {owner.location}
        );
    }
}

}  // namespace

void check_arguments(
    Context& context, const ArgumentOwner& owner, const std::vector<ast::Argument>& arguments
) {
    std::vector<const ast::Name*> names;
    names.reserve(arguments.size());
    for (const ast::Argument& argument : arguments) names.push_back(&argument.name);
    for (Repeated& repeated : repeated_names(names)) {
        context.report(
            Rule::unique_argument_names,
            "argument " + quoted(repeated.name) + " is given more than once",
            std::move(repeated.locations)
        );
    }
    if (owner.definitions == nullptr) return;
    check_known(context, owner, arguments);
    check_required(context, owner, arguments);
}

}  // namespace lectern::graphql::validation
