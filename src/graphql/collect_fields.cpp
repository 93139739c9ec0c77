#include "graphql/collect_fields.hpp"

#include <utility>
#include <variant>

namespace lectern::graphql {

std::vector<CollectedField> FieldCollector::collect(
    const NamedType& object, std::span<const ast::SelectionSet* const> sets
) {
    object_ = &object;
    fields_.clear();
    by_key_.clear();
    visited_.clear();
    for (const ast::SelectionSet* set : sets) add(*set);
    return std::move(fields_);
}

void FieldCollector::add(const ast::SelectionSet& set) {
    for (const ast::Selection& selection : set.selections)
        std::visit([&](const auto& node) { add(node); }, selection.node);
}

void FieldCollector::add(const ast::Field& field) {
    if (!is_included(field.directives)) return;
    const auto [place, is_new] = by_key_.try_emplace(field.response_key(), fields_.size());
    if (is_new) {
        const FieldDefinition* definition = schema_.field(*object_, field.name.text);
        if (definition == nullptr) {
            by_key_.erase(place);
            return;
        }
        fields_.push_back({.key = &field.response_key(), .definition = definition, .nodes = {}});
    }
    fields_[place->second].nodes.push_back(&field);
}

void FieldCollector::add(const ast::FragmentSpread& spread) {
    if (!is_included(spread.directives)) return;
    const auto fragment = fragments_.find(spread.name.text);
    if (fragment == fragments_.end() || !visited_.insert(fragment->second).second) return;
    if (applies(fragment->second->type_condition.text)) add(fragment->second->selection_set);
}

void FieldCollector::add(const ast::InlineFragment& fragment) {
    if (!is_included(fragment.directives)) return;
    if (fragment.type_condition && !applies(fragment.type_condition->text)) return;
    add(fragment.selection_set);
}

bool FieldCollector::applies(const std::string& type_condition) const {
    if (type_condition == object_->name) return true;
    const NamedType* type = schema_.type(type_condition);
    return type != nullptr && schema_.is_possible(*type, *object_);
}

bool FieldCollector::is_included(const std::vector<ast::Directive>& directives) const {
    for (const ast::Directive& directive : directives) {
        if (directive.name.text == "skip" && condition(directive)) return false;
        if (directive.name.text == "include" && !condition(directive)) return false;
    }
    return true;
}

// Validation has seen to it that there is an `if` and that it is true or false.
bool FieldCollector::condition(const ast::Directive& directive) const {
    for (const ast::Argument& argument : directive.arguments) {
        if (argument.name.text != "if") continue;
        if (argument.value.kind != ast::ValueKind::variable) return argument.value.text == "true";
        const Value* value = variables_.find(argument.value.text);
        const bool* flag = value == nullptr ? nullptr : value->as_bool();
        return flag != nullptr && *flag;
    }
    return false;
}

}  // namespace lectern::graphql
