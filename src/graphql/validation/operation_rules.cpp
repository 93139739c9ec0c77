#include <algorithm>
#include <map>
#include <set>
#include <variant>

#include "graphql/quote.hpp"
#include "graphql/validation/rules.hpp"

namespace lectern::graphql::validation {

namespace {

struct NotExecutable {
    std::string name;
    Location location;
};

std::optional<NotExecutable> not_executable(const ast::Definition& definition) {
    if (const auto* schema = std::get_if<ast::SchemaDefinition>(&definition))
        return NotExecutable{"schema", schema->location};
    if (const auto* type = std::get_if<ast::TypeDefinition>(&definition))
        return NotExecutable{"type " + quoted(type->name.text), type->location};
    if (const auto* directive = std::get_if<ast::DirectiveDefinition>(&definition))
        return NotExecutable{
            "directive " + quoted("@" + directive->name.text), directive->location
        };
    return std::nullopt;
}

void check_executable(Context& context) {
    for (const ast::Definition& definition : context.document().definitions) {
        if (const auto found = not_executable(definition)) {
            context.report(
                Rule::executable_definitions,
                "the definition of " + found->name + " cannot be executed",
                {found->location}
            );
        }
    }
}

/// The fields at the root of an operation by response key, in the order of the document, as
/// CollectFields (specification, 6.3.2) finds them with no variables: what a variable decides
/// counts as included.
class RootFields final {
  public:
    RootFields(Context& context, const NamedType& root) : context_(context), root_(root) {}

    void collect(const ast::SelectionSet& set) {
        for (const ast::Selection& selection : set.selections) {
            context_.count_step();
            std::visit([this](const auto& node) { add(node); }, selection.node);
        }
    }

    const std::vector<std::vector<const ast::Field*>>& groups() const { return groups_; }

  private:
    void add(const ast::Field& field) {
        if (is_left_out(field.directives)) return;
        const auto [entry, is_new] = group_of_.try_emplace(field.response_key(), groups_.size());
        if (is_new) groups_.emplace_back();
        groups_[entry->second].push_back(&field);
    }

    void add(const ast::InlineFragment& fragment) {
        if (is_left_out(fragment.directives)) return;
        if (!fragment.type_condition || applies(*fragment.type_condition))
            collect(fragment.selection_set);
    }

    void add(const ast::FragmentSpread& spread) {
        if (is_left_out(spread.directives) || !seen_.insert(spread.name.text).second) return;
        const ast::FragmentDefinition* fragment = context_.fragment(spread.name.text);
        if (fragment != nullptr && applies(fragment->type_condition))
            collect(fragment->selection_set);
    }

    bool applies(const ast::Name& condition) const {
        const NamedType* type = context_.schema().type(condition.text);
        return type != nullptr && context_.schema().is_possible(*type, root_);
    }

    static bool is_left_out(const std::vector<ast::Directive>& directives) {
        return std::ranges::any_of(directives, [](const ast::Directive& directive) {
            return has_condition(directive, "skip", "true") ||
                   has_condition(directive, "include", "false");
        });
    }

    static bool has_condition(
        const ast::Directive& directive, std::string_view name, std::string_view literal
    ) {
        if (directive.name.text != name) return false;
        return std::ranges::any_of(directive.arguments, [literal](const ast::Argument& argument) {
            return argument.name.text == "if" && argument.value.kind == ast::ValueKind::boolean &&
                   argument.value.text == literal;
        });
    }

    Context& context_;       // NOLINT(*-avoid-const-or-ref-data-members): lives for one call
    const NamedType& root_;  // NOLINT(*-avoid-const-or-ref-data-members)
    std::set<std::string_view> seen_;
    std::map<std::string_view, std::size_t> group_of_;
    std::vector<std::vector<const ast::Field*>> groups_;
};

std::vector<Location> locations_of(const std::vector<const ast::Field*>& fields) {
    std::vector<Location> locations;
    for (const ast::Field* field : fields) locations.push_back(field->location());
    return locations;
}

}  // namespace

void check_definitions(Context& context) {
    check_executable(context);
    const auto operations = context.operations();
    std::map<std::string_view, Location> first;
    for (const ast::OperationDefinition* operation : operations) {
        if (!operation->name) {
            if (operations.size() > 1) {
                context.report(
                    Rule::lone_anonymous_operation,
                    "an operation without a name must be the only one",
                    {operation->location}
                );
            }
            continue;
        }
        const ast::Name& name = *operation->name;
        const auto [entry, is_new] = first.try_emplace(name.text, name.location);
        if (!is_new) {
            context.report(
                Rule::unique_operation_names,
                "there is more than one operation " + quoted(name.text),
                {entry->second, name.location}
            );
        }
    }
}

void check_subscription(Context& context, const ast::OperationDefinition& operation) {
    if (operation.kind != OperationKind::subscription) return;
    const NamedType* root = context.schema().root(operation.kind);
    if (root == nullptr) return;
    RootFields fields(context, *root);
    fields.collect(operation.selection_set);

    std::vector<Location> more;
    for (std::size_t group = 1; group < fields.groups().size(); ++group)
        std::ranges::copy(locations_of(fields.groups()[group]), std::back_inserter(more));
    if (!more.empty()) {
        context.report(
            Rule::single_field_subscriptions, "a subscription must have a single field", more
        );
    }
    for (const auto& group : fields.groups()) {
        if (!group.front()->name.text.starts_with("__")) continue;
        context.report(
            Rule::single_field_subscriptions,
            "a subscription must not select the introspection field " +
                quoted(group.front()->name.text),
            locations_of(group)
        );
    }
}

}  // namespace lectern::graphql::validation
