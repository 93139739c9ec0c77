#include "graphql/resolvers.hpp"

#include <set>

namespace lectern::graphql {
namespace {

class SelectionSearch final {
  public:
    SelectionSearch(const Fragments& fragments, std::string_view name)
        : fragments_(fragments), name_(name) {}

    bool finds_in(const ast::SelectionSet& set) {
        for (const ast::Selection& selection : set.selections)
            if (std::visit([&](const auto& node) { return finds(node); }, selection.node))
                return true;
        return false;
    }

  private:
    bool finds(const ast::Field& field) const { return field.name.text == name_; }

    bool finds(const ast::InlineFragment& fragment) { return finds_in(fragment.selection_set); }

    bool finds(const ast::FragmentSpread& spread) {
        const auto fragment = fragments_.find(spread.name.text);
        if (fragment == fragments_.end() || !visited_.insert(fragment->second).second) return false;
        return finds_in(fragment->second->selection_set);
    }

    const Fragments& fragments_;
    const std::string name_;
    std::set<const ast::FragmentDefinition*> visited_;
};

template <class Map, class Value>
void add(Map& map, std::string_view name, Value value, std::vector<std::string>& repeated) {
    const bool is_new = map.try_emplace(std::string(name), std::move(value)).second;
    if (!is_new) repeated.emplace_back(name);
}

}  // namespace

Resolved::Resolved(Value value) {
    if (!value.is_null()) data_ = std::move(value);
}

const Value* FieldCall::argument(std::string_view name) const {
    const Value* value = arguments.find(name);
    return value == nullptr || value->is_null() ? nullptr : value;
}

bool FieldCall::selects(std::string_view name) const {
    SelectionSearch search(fragments, name);
    for (const ast::Field* node : nodes)
        if (search.finds_in(node->selection_set)) return true;
    return false;
}

void Resolvers::batch(std::string_view coordinate, BatchResolver resolver) {
    add(fields_, coordinate, std::move(resolver), repeated_);
}

void Resolvers::each(
    std::string_view coordinate,
    std::function<Resolved(const FieldCall&, const Source& parent)> resolver
) {
    batch(
        coordinate,
        [resolver = std::move(resolver)](const FieldCall& call, std::span<const Source> parents) {
            std::vector<Resolved> results;
            results.reserve(parents.size());
            for (const Source& parent : parents) results.push_back(resolver(call, parent));
            return results;
        }
    );
}

void Resolvers::type(std::string_view name, TypeResolver resolver) {
    add(types_, name, std::move(resolver), repeated_);
}

void Resolvers::stream(std::string_view coordinate, StreamOpener opener) {
    add(streams_, coordinate, std::move(opener), repeated_);
}

void Resolvers::otherwise(BatchResolver fields, TypeResolver types) {
    other_fields_ = std::move(fields);
    other_types_ = std::move(types);
}

}  // namespace lectern::graphql
