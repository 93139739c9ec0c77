#include "graphql/validation/context.hpp"

#include <set>
#include <utility>
#include <variant>

#include "graphql/validation/validate.hpp"

namespace lectern::graphql::validation {

namespace {

template <class Definition>
std::vector<const Definition*> definitions_of(const ast::Document& document) {
    std::vector<const Definition*> found;
    for (const ast::Definition& definition : document.definitions) {
        if (const auto* one = std::get_if<Definition>(&definition)) found.push_back(one);
    }
    return found;
}

/// The selection set within a selection, or null.
const ast::SelectionSet* inner_set(const ast::Selection& selection) {
    if (const auto* field = std::get_if<ast::Field>(&selection.node)) return &field->selection_set;
    if (const auto* fragment = std::get_if<ast::InlineFragment>(&selection.node))
        return &fragment->selection_set;
    return nullptr;
}

}  // namespace

Context::Context(const Schema& schema, const ast::Document& document)
    : schema_(schema), document_(document) {
    for (const ast::FragmentDefinition* fragment : fragments())
        fragments_.insert_or_assign(fragment->name.text, fragment);
}

std::vector<const ast::OperationDefinition*> Context::operations() const {
    return definitions_of<ast::OperationDefinition>(document_);
}

std::vector<const ast::FragmentDefinition*> Context::fragments() const {
    return definitions_of<ast::FragmentDefinition>(document_);
}

const ast::FragmentDefinition* Context::fragment(std::string_view name) const {
    const auto found = fragments_.find(name);
    return found == fragments_.end() ? nullptr : found->second;
}

const std::vector<const ast::FragmentSpread*>& Context::spreads(const ast::SelectionSet& set) {
    const auto [entry, is_new] = spreads_.try_emplace(&set);
    if (!is_new) return entry->second;
    std::vector<const ast::SelectionSet*> open{&set};
    while (!open.empty()) {
        const ast::SelectionSet& current = *open.back();
        open.pop_back();
        for (const ast::Selection& selection : current.selections) {
            count_step();
            if (const auto* spread = std::get_if<ast::FragmentSpread>(&selection.node))
                entry->second.push_back(spread);
            else
                open.push_back(inner_set(selection));
        }
    }
    return entry->second;
}

std::vector<const ast::FragmentDefinition*> Context::reachable(const ast::SelectionSet& set) {
    std::vector<const ast::FragmentDefinition*> reached;
    std::set<const ast::FragmentDefinition*> seen;
    const auto enter = [&](const ast::SelectionSet& from) {
        for (const ast::FragmentSpread* spread : spreads(from)) {
            count_step();
            const ast::FragmentDefinition* next = fragment(spread->name.text);
            if (next != nullptr && seen.insert(next).second) reached.push_back(next);
        }
    };
    enter(set);
    for (std::size_t next = 0; next < reached.size(); ++next) enter(reached[next]->selection_set);
    return reached;
}

void Context::add_use(const ast::SelectionSet& root, const VariableUse& use) {
    uses_[&root].push_back(use);
}

std::vector<VariableUse> Context::uses(const ast::OperationDefinition& operation) {
    std::vector<VariableUse> all = uses_[&operation.selection_set];
    for (const ast::FragmentDefinition* fragment : reachable(operation.selection_set)) {
        const std::vector<VariableUse>& more = uses_[&fragment->selection_set];
        all.insert(all.end(), more.begin(), more.end());
    }
    steps_ += all.size();
    return all;
}

void Context::report(Rule rule, std::string message, std::vector<Location> locations) {
    if (is_full()) return;
    errors_.push_back({
        .kind = ErrorKind::validation,
        .message = std::move(message),
        .locations = std::move(locations),
        .rule = to_string(rule),
    });
}

bool Context::is_full() const { return errors_.size() >= max_validation_errors; }

}  // namespace lectern::graphql::validation
