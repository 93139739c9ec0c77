#include "services/graph_leg.hpp"

#include <algorithm>
#include <cmath>
#include <tuple>

#include "text/normalise.hpp"

namespace lectern::services {
namespace {

constexpr std::size_t most_words = 64;
constexpr std::size_t longest_name = 6;
constexpr std::size_t most_neighbours = 64;
constexpr std::size_t least_mentions = 1'000;  // read of one dataset
constexpr double neighbour_weight = 0.5;

using Weights = std::map<EntityId, double>;

std::vector<std::string_view> split(std::string_view text) {
    std::vector<std::string_view> words;
    while (!text.empty() && words.size() < most_words) {
        const std::size_t space = std::min(text.find(' '), text.size());
        if (space > 0) words.push_back(text.substr(0, space));
        text.remove_prefix(std::min(space + 1, text.size()));
    }
    return words;
}

// A name is written without the punctuation that may stand around it in a question.
std::string_view trim_punctuation(std::string_view name) {
    constexpr std::string_view marks = ".,;:!?\"'()[]{}";
    const std::size_t begin = name.find_first_not_of(marks);
    if (begin == std::string_view::npos) return {};
    return name.substr(begin, name.find_last_not_of(marks) + 1 - begin);
}

Result<Weights> weigh_entities(
    const RequestContext& context,
    ports::GraphStore& graph,
    const DatasetId& dataset,
    const std::vector<std::string>& names
) {
    auto named = graph.find_by_names(context, dataset, names);
    if (!named) return fail(named);
    Weights weights;
    ports::NeighbourRequest request{.limit = most_neighbours};
    for (const domain::Entity& entity : *named) {
        weights[entity.id] = 1;
        request.entities.push_back(entity.id);
    }
    if (request.entities.empty()) return weights;
    auto neighbours = graph.neighbours(context, dataset, request);
    if (!neighbours) return fail(neighbours);
    for (const ports::Neighbour& neighbour : *neighbours) {
        double& weight = weights[neighbour.entity.id];
        weight = std::max(weight, neighbour_weight * neighbour.relation.weight);
    }
    return weights;
}

class Collector {
  public:
    Result<void> collect(
        const RequestContext& context,
        ports::GraphStore& graph,
        const DatasetId& dataset,
        const Weights& weights,
        std::size_t limit
    ) {
        std::vector<EntityId> ids;
        for (const auto& [id, weight] : weights) ids.push_back(id);
        auto mentions = graph.mentions(context, dataset, ids, limit);
        if (!mentions) return fail(mentions);
        if (mentions->size() >= limit) complete_ = false;
        for (const ports::MentionHit& mention : *mentions) {
            const ChunkKey key{dataset, mention.chunk};
            scores_[key] +=
                weights.at(mention.entity) * std::log1p(static_cast<double>(mention.count));
            entities_[key].push_back(mention.entity);
        }
        return {};
    }

    std::vector<domain::LegHit> ranked() const {
        std::vector<domain::LegHit> hits;
        hits.reserve(scores_.size());
        for (const auto& [key, score] : scores_) {
            hits.push_back({.dataset = key.first, .chunk = key.second, .score = score});
        }
        // By key already, so that equal scores keep that order.
        std::ranges::stable_sort(hits, std::ranges::greater{}, &domain::LegHit::score);
        return hits;
    }

    bool is_complete() const { return complete_; }
    std::map<ChunkKey, std::vector<EntityId>> take_entities() && { return std::move(entities_); }

  private:
    std::map<ChunkKey, double> scores_;
    std::map<ChunkKey, std::vector<EntityId>> entities_;
    bool complete_ = true;
};

}  // namespace

std::vector<std::string> name_candidates(std::string_view query) {
    const std::string normalised = text::normalise_name(query);
    const std::vector<std::string_view> words = split(normalised);
    std::vector<std::string> names;
    for (std::size_t begin = 0; begin < words.size(); ++begin) {
        std::string name;
        for (std::size_t end = begin; end < std::min(begin + longest_name, words.size()); ++end) {
            if (!name.empty()) name += ' ';
            name += words[end];
            names.push_back(name);
            names.emplace_back(trim_punctuation(name));
        }
    }
    std::ranges::sort(names);
    names.erase(std::ranges::unique(names).begin(), names.end());
    std::erase(names, std::string());
    return names;
}

Result<GraphLegResult> search_graph(
    const RequestContext& context,
    ports::GraphStore& graph,
    ports::SearchIndex& index,
    const ports::SearchScope& scope,
    std::string_view query,
    std::size_t limit
) {
    const std::vector<std::string> names = name_candidates(query);
    if (names.empty()) return GraphLegResult{};
    const std::size_t mention_limit = std::max(least_mentions, limit);
    Collector collector;
    for (const domain::Dataset& dataset : scope.datasets) {
        auto weights = weigh_entities(context, graph, dataset.id, names);
        if (!weights) return fail(weights);
        if (weights->empty()) continue;
        auto collected = collector.collect(context, graph, dataset.id, *weights, mention_limit);
        if (!collected) return fail(collected);
    }
    const std::vector<domain::LegHit> found = collector.ranked();
    if (found.empty()) return GraphLegResult{};
    auto live = index.restrict(context, scope, found);
    if (!live) return fail(live);

    GraphLegResult result;
    result.ranking.total = {.value = live->size(), .exact = collector.is_complete()};
    live->resize(std::min(live->size(), limit));
    result.ranking.hits = std::move(*live);
    result.entities = std::move(collector).take_entities();
    return result;
}

}  // namespace lectern::services
