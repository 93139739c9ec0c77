#include "graphql/validation/field_merging.hpp"

#include <cstdint>
#include <ranges>
#include <set>
#include <string>
#include <unordered_set>
#include <utility>
#include <variant>
#include <vector>

#include "graphql/quote.hpp"
#include "graphql/validation/field_conflict.hpp"
#include "graphql/validation/field_sets.hpp"

namespace lectern::graphql::validation {

namespace {

class Comparison final {
  public:
    explicit Comparison(Context& context) : context_(context), sets_(context) {}

    /// Visits a selection set and those within it. The sets of inline fragments were part of the
    /// set around them; on their own they tell what there is only a detail of another conflict.
    void visit(const ast::SelectionSet& set, const NamedType* parent) {
        if (is_over()) return;
        const Conflicts conflicts = within(sets_.of(set, parent));
        for (const Conflict& conflict : conflicts.all()) {
            if (!reported_.insert(conflict.locations).second) continue;
            context_.report(
                Rule::overlapping_fields_can_be_merged,
                "fields " + quoted(conflict.key) + " conflict: " + conflict.reason +
                    "; give them different aliases",
                conflict.locations
            );
        }
        visit_below(set, parent);
    }

    bool is_exhausted() const { return is_exhausted_; }

  private:
    using Fragment = const ast::FragmentDefinition*;

    void visit_below(const ast::SelectionSet& set, const NamedType* parent) {
        for (const ast::Selection& selection : set.selections) {
            if (const auto* field = std::get_if<ast::Field>(&selection.node)) {
                if (!field->selection_set.empty())
                    visit(field->selection_set, type_of(*field, parent));
            } else if (const auto* inner = std::get_if<ast::InlineFragment>(&selection.node)) {
                const auto& condition = inner->type_condition;
                visit(
                    inner->selection_set,
                    condition ? context_.schema().type(condition->text) : parent
                );
            }
        }
    }

    const NamedType* type_of(const ast::Field& field, const NamedType* parent) const {
        if (parent == nullptr || !parent->is_composite()) return nullptr;
        const FieldDefinition* definition = context_.schema().field(*parent, field.name.text);
        return definition == nullptr ? nullptr : &definition->type.named();
    }

    Conflicts within(const FieldSet& set) {
        Conflicts conflicts;
        for (const FieldGroup& group : set.groups) {
            for (std::size_t left = 0; left < group.classes.size(); ++left) {
                for (std::size_t right = left + 1; right < group.classes.size(); ++right)
                    compare(group.key, group.classes[left], group.classes[right], false, conflicts);
                if (is_exhausted_) return conflicts;
            }
        }
        for (std::size_t left = 0; left < set.spreads.size(); ++left) {
            compare(set, set.spreads[left], false, conflicts);
            for (std::size_t right = left + 1; right < set.spreads.size(); ++right)
                compare(set.spreads[left], set.spreads[right], false, conflicts);
        }
        return conflicts;
    }

    /// Two sets of which neither holds the other, with all that they spread.
    Conflicts between(const FieldSet& left, const FieldSet& right, bool are_exclusive) {
        Conflicts conflicts;
        compare(left, right, are_exclusive, conflicts);
        for (Fragment spread : right.spreads) compare(left, spread, are_exclusive, conflicts);
        for (Fragment spread : left.spreads) compare(right, spread, are_exclusive, conflicts);
        for (Fragment one : left.spreads) {
            for (Fragment other : right.spreads) compare(one, other, are_exclusive, conflicts);
        }
        return conflicts;
    }

    /// The fields of two sets, spreads apart.
    void compare(
        const FieldSet& left, const FieldSet& right, bool are_exclusive, Conflicts& conflicts
    ) {
        for (const FieldGroup& group : left.groups) {
            if (!spend()) return;
            const FieldGroup* other = right.find(group.key);
            if (other == nullptr) continue;
            for (const FieldClass& one : group.classes) {
                for (const FieldClass& two : other->classes)
                    compare(group.key, one, two, are_exclusive, conflicts);
            }
        }
    }

    /// A set with a fragment and all that it spreads.
    void compare(const FieldSet& set, Fragment fragment, bool are_exclusive, Conflicts& conflicts) {
        if (set.groups.empty()) return;
        std::vector<Fragment> open{fragment};
        while (!open.empty() && spend()) {
            const Fragment next = open.back();
            open.pop_back();
            const FieldSet& other = sets_.of(*next);
            if (!remember(set, other, Pairing::set_and_fragment, are_exclusive)) continue;
            if (&set == &other) continue;
            compare(set, other, are_exclusive, conflicts);
            open.insert(open.end(), other.spreads.rbegin(), other.spreads.rend());
        }
    }

    /// Two fragments with all that they spread.
    void compare(Fragment left, Fragment right, bool are_exclusive, Conflicts& conflicts) {
        std::vector<std::pair<Fragment, Fragment>> open{{left, right}};
        while (!open.empty() && spend()) {
            const auto [one, two] = open.back();
            open.pop_back();
            if (one == two) continue;
            const FieldSet& first = sets_.of(*one);
            const FieldSet& second = sets_.of(*two);
            if (!remember(first, second, Pairing::fragments, are_exclusive)) continue;
            compare(first, second, are_exclusive, conflicts);
            for (Fragment spread : first.spreads | std::views::reverse)
                open.emplace_back(spread, two);
            for (Fragment spread : second.spreads | std::views::reverse)
                open.emplace_back(one, spread);
        }
    }

    /// Two fields under one response key, or rather two classes of them.
    void compare(
        std::string_view key,
        const FieldClass& left,
        const FieldClass& right,
        bool parents_are_exclusive,
        Conflicts& conflicts
    ) {
        if (!spend()) return;
        const bool are_exclusive =
            parents_are_exclusive || exclude_each_other(left.parent, right.parent);
        if (const auto reason = difference(left, right, are_exclusive)) {
            conflicts.add(key, left, right, *reason);
            return;
        }
        const ast::Field& one = left.front();
        const ast::Field& two = right.front();
        if (one.selection_set.empty() || two.selection_set.empty()) return;
        if (depth_ == max_compared_depth) {
            is_exhausted_ = true;
            return;
        }
        ++depth_;
        const Conflicts below = between(
            sets_.of(one.selection_set, value_type(left)),
            sets_.of(two.selection_set, value_type(right)),
            are_exclusive
        );
        --depth_;
        if (!below.empty()) conflicts.add(join(key, one, two, below));
    }

    enum class Pairing : std::uint8_t { set_and_fragment, fragments };

    /// False when the pair was compared before. What was compared as not exclusive need not be
    /// compared as exclusive, which forgives more.
    bool remember(
        const FieldSet& left, const FieldSet& right, Pairing pairing, bool are_exclusive
    ) {
        std::uint64_t one = left.ordinal;
        std::uint64_t two = right.ordinal;
        if (pairing == Pairing::fragments && two < one) std::swap(one, two);
        const std::uint64_t pair =
            one << 33U | two << 2U | std::uint64_t{std::to_underlying(pairing)} << 1U;
        if (seen_.contains(pair)) return false;
        return seen_.insert(are_exclusive ? pair | 1U : pair).second;
    }

    bool spend() {
        context_.count_step();
        if (++comparisons_ > max_comparisons) is_exhausted_ = true;
        return !is_exhausted_;
    }

    bool is_over() const { return is_exhausted_ || context_.is_full(); }

    Context& context_;  // NOLINT(*-avoid-const-or-ref-data-members): lives for one call
    FieldSets sets_;
    std::unordered_set<std::uint64_t> seen_;
    std::set<std::vector<Location>> reported_;
    std::uint64_t comparisons_ = 0;
    std::size_t depth_ = 0;
    bool is_exhausted_ = false;
};

}  // namespace

void check_field_merging(Context& context) {
    Comparison comparison(context);
    for (const ast::Definition& definition : context.document().definitions) {
        if (const auto* operation = std::get_if<ast::OperationDefinition>(&definition))
            comparison.visit(operation->selection_set, context.schema().root(operation->kind));
        if (const auto* fragment = std::get_if<ast::FragmentDefinition>(&definition))
            comparison.visit(
                fragment->selection_set, context.schema().type(fragment->type_condition.text)
            );
    }
    if (!comparison.is_exhausted()) return;
    context.report(
        Rule::overlapping_fields_can_be_merged,
        "the selections of this document are too many to be compared with each other",
        {}
    );
}

}  // namespace lectern::graphql::validation
