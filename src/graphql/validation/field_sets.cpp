#include "graphql/validation/field_sets.hpp"

#include <algorithm>
#include <utility>
#include <variant>

#include "graphql/quote.hpp"

namespace lectern::graphql::validation {

namespace {

void append(const ast::Value& value, std::string& out);

/// Named values in the order of their names, so that the order of writing does not count.
template <class Named>
void append_named(const std::vector<Named>& members, std::string& out) {
    std::vector<const Named*> sorted;
    sorted.reserve(members.size());
    for (const Named& member : members) sorted.push_back(&member);
    std::ranges::sort(sorted, {}, [](const Named* member) {
        return std::pair(std::string_view(member->name.text), member);
    });
    for (const Named* member : sorted) {
        out += member->name.text;
        out += ':';
        append(member->value, out);
        out += ',';
    }
}

/// Numbers count as they are written, and a block string differs from another: equal values in
/// different notations are no reason to guess.
void append(const ast::Value& value, std::string& out) {
    switch (value.kind) {
        case ast::ValueKind::variable:
            out += '$' + value.text;
            return;
        case ast::ValueKind::string:
            if (value.block) out += '"';
            append_quoted(value.text, out);
            return;
        case ast::ValueKind::list:
            out += '[';
            for (const ast::Value& item : value.items) {
                append(item, out);
                out += ',';
            }
            out += ']';
            return;
        case ast::ValueKind::object:
            out += '{';
            append_named(value.fields, out);
            out += '}';
            return;
        case ast::ValueKind::null:
            out += "null";
            return;
        case ast::ValueKind::integer:
        case ast::ValueKind::real:
        case ast::ValueKind::boolean:
        case ast::ValueKind::enum_value:
            out += value.text;
            return;
    }
    std::unreachable();
}

}  // namespace

const FieldGroup* FieldSet::find(std::string_view key) const {
    const auto found = group_of.find(key);
    return found == group_of.end() ? nullptr : &groups[found->second];
}

const FieldSet& FieldSets::of(const ast::SelectionSet& set, const NamedType* parent) {
    std::unique_ptr<FieldSet>& made = sets_[&set];
    if (made == nullptr) {
        made = std::make_unique<FieldSet>(static_cast<std::uint32_t>(sets_.size() - 1));
        collect(set, parent, *made);
    }
    return *made;
}

const FieldSet& FieldSets::of(const ast::FragmentDefinition& fragment) {
    return of(fragment.selection_set, context_.schema().type(fragment.type_condition.text));
}

void FieldSets::collect(const ast::SelectionSet& set, const NamedType* parent, FieldSet& into) {
    for (const ast::Selection& selection : set.selections) {
        context_.count_step();
        std::visit([&](const auto& node) { add(node, parent, into); }, selection.node);
    }
}

void FieldSets::add(const ast::Field& field, const NamedType* parent, FieldSet& into) {
    const std::string_view key = field.response_key();
    const auto [entry, is_new] = into.group_of.try_emplace(key, into.groups.size());
    if (is_new) into.groups.push_back({.key = key, .classes = {}, .leaf_classes = {}});
    FieldGroup& group = into.groups[entry->second];

    std::string arguments;
    append_named(field.arguments, arguments);
    if (field.selection_set.empty()) {
        const std::string type = parent == nullptr ? "" : parent->name;
        const auto [place, is_first] = group.leaf_classes.try_emplace(
            type + '.' + field.name.text + '(' + arguments, group.classes.size()
        );
        if (!is_first) {
            group.classes[place->second].fields.push_back(&field);
            return;
        }
    }
    const bool has_fields = parent != nullptr && parent->has_fields();
    group.classes.push_back({
        .parent = parent,
        .definition = has_fields ? parent->field(field.name.text) : nullptr,
        .arguments = std::move(arguments),
        .fields = {&field},
    });
}

void FieldSets::add(const ast::InlineFragment& fragment, const NamedType* parent, FieldSet& into) {
    const NamedType* type =
        fragment.type_condition ? context_.schema().type(fragment.type_condition->text) : parent;
    collect(fragment.selection_set, type, into);
}

void FieldSets::add(const ast::FragmentSpread& spread, const NamedType*, FieldSet& into) {
    const ast::FragmentDefinition* fragment = context_.fragment(spread.name.text);
    if (fragment != nullptr && into.known_spreads.insert(fragment).second)
        into.spreads.push_back(fragment);
}

}  // namespace lectern::graphql::validation
