#include "transport/graphql/root_fields.hpp"

#include "graphql/fragments.hpp"

namespace lectern::transport::graphql {
namespace {

namespace ast = language::ast;

class Collector {
  public:
    explicit Collector(const ast::Document& document)
        : fragments_(language::fragments_of(document)) {}

    RootFields collect(const ast::SelectionSet& set) {
        add(set);
        return std::move(fields_);
    }

  private:
    void add(const ast::SelectionSet& set) {
        for (const ast::Selection& selection : set.selections) {
            if (const auto* field = std::get_if<ast::Field>(&selection.node))
                add(*field);
            else if (const auto* inline_one = std::get_if<ast::InlineFragment>(&selection.node))
                add(inline_one->selection_set);
            else
                add(std::get<ast::FragmentSpread>(selection.node));
        }
    }

    void add(const ast::Field& field) {
        const std::string_view name = field.name.text;
        if (name == "__schema" || name == "__type")
            fields_.introspects = true;
        else if (!name.starts_with("__"))
            fields_.names.insert(name);
    }

    // A fragment that was seen adds nothing new.
    void add(const ast::FragmentSpread& spread) {
        const auto fragment = fragments_.find(spread.name.text);
        if (fragment == fragments_.end() || !seen_.insert(spread.name.text).second) return;
        add(fragment->second->selection_set);
    }

    const language::Fragments fragments_;
    RootFields fields_{};
    std::set<std::string_view> seen_{};
};

}  // namespace

RootFields root_fields_of(
    const ast::Document& document, const ast::OperationDefinition& operation
) {
    return Collector(document).collect(operation.selection_set);
}

std::string endpoint_of(const RootFields& fields) {
    if (fields.names.empty()) return "introspection";
    if (fields.names.size() > 1) return "multiple";
    return std::string(*fields.names.begin());
}

}  // namespace lectern::transport::graphql
