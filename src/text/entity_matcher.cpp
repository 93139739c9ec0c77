#include "text/entity_matcher.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include <unicode/uchar.h>
#include <unicode/uscript.h>

#include "core/utf8.hpp"
#include "text/normalise.hpp"

namespace lectern::text {
namespace {

constexpr std::uint32_t none = 0xFFFFFFFF;
constexpr std::uint32_t root = 0;

struct Edge {
    std::uint8_t byte = 0;
    std::uint32_t target = 0;
};

// A state stands for a prefix of a name.
struct State {
    std::uint32_t first_edge = 0;
    std::uint32_t edge_count = 0;
    std::uint32_t fallback = root;  // the longest proper suffix that is a state too
    std::uint32_t name = none;      // the name that ends here
    std::uint32_t shorter = none;  // the nearest state on the way of fallbacks in which a name ends
    std::uint32_t depth = 0;       // bytes of the prefix
};

struct Found {
    std::size_t begin = 0;
    std::size_t end = 0;
    std::uint32_t name = 0;
};

char32_t character_before(std::string_view text, std::size_t i) {
    std::size_t begin = character_start(text, i - 1);
    return next_character(text, begin);
}

bool is_word_character(char32_t c) {
    const auto code = static_cast<UChar32>(c);
    return u_isalnum(code) || (U_GET_GC_MASK(code) & U_GC_M_MASK) != 0;
}

bool is_written_without_spaces(char32_t c) {
    UErrorCode status = U_ZERO_ERROR;
    const UScriptCode script = uscript_getScript(static_cast<UChar32>(c), &status);
    return U_SUCCESS(status) && uscript_breaksBetweenLetters(script);
}

// Whether a name may begin or end between two characters of a text.
bool separates(char32_t before, char32_t after) {
    if (!is_word_character(before) || !is_word_character(after)) return true;
    return is_written_without_spaces(before) && is_written_without_spaces(after);
}

bool stands_alone(std::string_view text, std::size_t begin, std::size_t end) {
    std::size_t i = begin;
    const char32_t first = next_character(text, i);
    if (begin > 0 && !separates(character_before(text, begin), first)) return false;
    i = end;
    return end == text.size() || separates(character_before(text, end), next_character(text, i));
}

}  // namespace

struct EntityMatcher::Automaton {
    std::vector<State> states;
    std::vector<Edge> edges;                         // of one state together, by byte
    std::vector<std::vector<std::uint32_t>> owners;  // of each name, the entities
    std::vector<EntityId> entities;

    // The state reached by `byte`, or `none`.
    std::uint32_t child(std::uint32_t state, std::uint8_t byte) const {
        const auto begin = edges.begin() + states[state].first_edge;
        const auto end = begin + states[state].edge_count;
        const auto found = std::ranges::lower_bound(begin, end, byte, {}, &Edge::byte);
        return found != end && found->byte == byte ? found->target : none;
    }

    std::uint32_t step(std::uint32_t state, std::uint8_t byte) const {
        for (;; state = states[state].fallback) {
            if (const std::uint32_t next = child(state, byte); next != none) return next;
            if (state == root) return root;
        }
    }

    void link();
    std::vector<Found> find_all(std::string_view text) const;
};

namespace {

using Names = std::vector<std::pair<std::string, std::vector<std::uint32_t>>>;

// Makes the trie breadth first, so that the edges of a state lie together and its fallback is made
// before it.
class TrieBuilder final {
  public:
    TrieBuilder(const Names& sorted, std::vector<State>& states, std::vector<Edge>& edges)
        : names_(sorted), states_(states), edges_(edges) {}

    void build() {
        states_.assign(1, State{});
        ranges_.assign(1, {0, static_cast<std::uint32_t>(names_.size())});
        for (std::uint32_t state = 0; state < states_.size(); ++state) add_children(state);
    }

  private:
    struct NameRange {
        std::uint32_t begin = 0;
        std::uint32_t end = 0;
    };

    void add_children(std::uint32_t state) {
        auto [begin, end] = ranges_[state];
        const std::uint32_t depth = states_[state].depth;
        if (begin < end && names_[begin].first.size() == depth) states_[state].name = begin++;
        states_[state].first_edge = static_cast<std::uint32_t>(edges_.size());
        while (begin < end) {
            const char byte = names_[begin].first[depth];
            std::uint32_t next = begin;
            while (next < end && names_[next].first[depth] == byte) ++next;
            edges_.push_back(
                {static_cast<std::uint8_t>(byte), static_cast<std::uint32_t>(states_.size())}
            );
            states_.push_back({.depth = depth + 1});
            ranges_.push_back({begin, next});
            begin = next;
        }
        states_[state].edge_count =
            static_cast<std::uint32_t>(edges_.size()) - states_[state].first_edge;
    }

    const Names& names_;
    std::vector<State>& states_;
    std::vector<Edge>& edges_;
    std::vector<NameRange> ranges_;  // of each state, the names that start with it
};

// Of matches that overlap keeps the first, and of those that start together the longest.
void keep_leftmost_longest(std::vector<Found>& matches) {
    std::ranges::sort(matches, [](const Found& a, const Found& b) {
        return a.begin != b.begin ? a.begin < b.begin : a.end > b.end;
    });
    std::size_t free_from = 0;
    std::erase_if(matches, [&free_from](const Found& match) {
        if (match.begin < free_from) return true;
        free_from = match.end;
        return false;
    });
}

}  // namespace

void EntityMatcher::Automaton::link() {
    for (std::uint32_t state = 0; state < states.size(); ++state) {
        for (std::uint32_t i = 0; i < states[state].edge_count; ++i) {
            const Edge edge = edges[states[state].first_edge + i];
            State& target = states[edge.target];
            target.fallback = state == root ? root : step(states[state].fallback, edge.byte);
            const State& fallback = states[target.fallback];
            target.shorter = fallback.name != none ? target.fallback : fallback.shorter;
        }
    }
}

std::vector<Found> EntityMatcher::Automaton::find_all(std::string_view text) const {
    std::vector<Found> matches;
    std::uint32_t state = root;
    for (std::size_t i = 0; i < text.size(); ++i) {
        state = step(state, static_cast<std::uint8_t>(text[i]));
        std::uint32_t ending = states[state].name != none ? state : states[state].shorter;
        for (; ending != none; ending = states[ending].shorter) {
            const std::size_t begin = i + 1 - states[ending].depth;
            if (stands_alone(text, begin, i + 1))
                matches.push_back({begin, i + 1, states[ending].name});
        }
    }
    return matches;
}

EntityMatcher::EntityMatcher(const std::vector<NamedEntity>& entities) {
    const auto automaton = std::make_shared<Automaton>();
    std::map<std::string, std::vector<std::uint32_t>> owners;
    std::map<EntityId, std::uint32_t> numbers;
    for (const NamedEntity& entity : entities) {
        const auto [known, is_new] =
            numbers.try_emplace(entity.id, static_cast<std::uint32_t>(numbers.size()));
        if (is_new) automaton->entities.push_back(entity.id);
        for (const std::string& name : entity.names) {
            std::vector<std::uint32_t>& of_name = owners[normalise_name(name)];
            if (std::ranges::find(of_name, known->second) == of_name.end())
                of_name.push_back(known->second);
        }
    }
    owners.erase("");
    const Names names(owners.begin(), owners.end());
    TrieBuilder(names, automaton->states, automaton->edges).build();
    automaton->link();
    for (const auto& [name, of_name] : names) automaton->owners.push_back(of_name);
    automaton_ = automaton;
}

std::vector<EntityCount> EntityMatcher::match(std::string_view utf8) const {
    if (empty()) return {};
    std::vector<Found> matches = automaton_->find_all(normalise_name(utf8));
    keep_leftmost_longest(matches);

    std::map<EntityId, std::uint32_t> counts;
    for (const Found& match : matches) {
        for (const std::uint32_t owner : automaton_->owners[match.name])
            ++counts[automaton_->entities[owner]];
    }
    std::vector<EntityCount> result;
    for (const auto& [entity, count] : counts) result.push_back({entity, count});
    return result;
}

bool EntityMatcher::empty() const { return automaton_->owners.empty(); }

}  // namespace lectern::text
