#include <cstddef>
#include <set>
#include <unordered_map>

#include "graphql/quote.hpp"
#include "graphql/validation/rules.hpp"

namespace lectern::graphql::validation {

namespace {

/// Walks the graph of fragments depth first, without recursion: a document may hold a chain of as
/// many fragments as it has room for. Each fragment is entered once.
class CycleSearch final {
  public:
    explicit CycleSearch(Context& context) : context_(context) {}

    void start(const ast::FragmentDefinition& fragment) {
        enter(fragment);
        while (!open_.empty() && !context_.is_full()) {
            Visit& visit = open_.back();
            if (visit.next == visit.spreads->size()) {
                depth_of_.erase(visit.fragment->name.text);
                open_.pop_back();
            } else {
                follow(*(*visit.spreads)[visit.next++]);
            }
        }
    }

  private:
    struct Visit {
        const ast::FragmentDefinition* fragment;
        const std::vector<const ast::FragmentSpread*>* spreads;
        std::size_t next = 0;  ///< Those before it were followed; the last of them leads deeper.
    };

    void enter(const ast::FragmentDefinition& fragment) {
        if (!entered_.insert(fragment.name.text).second) return;
        const auto& spreads = context_.spreads(fragment.selection_set);
        if (spreads.empty()) return;
        depth_of_.insert_or_assign(fragment.name.text, open_.size());
        open_.push_back({.fragment = &fragment, .spreads = &spreads});
    }

    void follow(const ast::FragmentSpread& spread) {
        context_.count_step();
        const auto depth = depth_of_.find(spread.name.text);
        if (depth != depth_of_.end()) {
            report(depth->second);
            return;
        }
        const ast::FragmentDefinition* fragment = context_.fragment(spread.name.text);
        if (fragment != nullptr) enter(*fragment);
    }

    /// The cycle is made of the spreads being followed at `depth` and below.
    void report(std::size_t depth) {
        std::string path;
        std::vector<Location> locations;
        for (std::size_t level = depth; level < open_.size(); ++level) {
            const ast::FragmentSpread& spread = *(*open_[level].spreads)[open_[level].next - 1];
            locations.push_back(spread.location);
            if (level + 1 < open_.size() && level < depth + named_steps)
                path += (path.empty() ? " by way of " : ", ") + quoted(spread.name.text);
        }
        context_.report(
            Rule::no_fragment_cycles,
            "fragment " + quoted(open_[depth].fragment->name.text) + " spreads itself" + path,
            std::move(locations)
        );
    }

    static constexpr std::size_t named_steps = 5;  // the locations tell all of them

    Context& context_;  // NOLINT(*-avoid-const-or-ref-data-members): lives for one call
    std::set<std::string_view> entered_;
    std::unordered_map<std::string_view, std::size_t> depth_of_;
    std::vector<Visit> open_;
};

}  // namespace

void check_fragment_cycles(Context& context) {
    CycleSearch search(context);
    for (const ast::FragmentDefinition* fragment : context.fragments()) search.start(*fragment);
}

}  // namespace lectern::graphql::validation
