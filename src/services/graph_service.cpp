#include "services/graph_service.hpp"

#include <utility>

#include "domain/graph_bounds.hpp"
#include "domain/violations.hpp"
#include "text/normalise.hpp"

namespace lectern::services {
namespace {

constexpr std::size_t most_entities = 100'000;
constexpr std::size_t most_relations = 100'000;
constexpr std::size_t most_neighbours = 1'000;
constexpr std::uint32_t deepest = 3;

Result<void> invalid_field(const std::string& field, const std::string& description) {
    return fail(Error{
        .code = ErrorCode::invalid_argument,
        .message = field + " " + description,
        .violations = {{.field = field, .description = description}},
    });
}

Result<void> check(const domain::Vocabulary& vocabulary) {
    domain::Violations violations;
    violations.check_length("/id", vocabulary.id.value, 1, domain::Violations::longest_name);
    if (vocabulary.entities.size() > most_entities)
        violations.add("/entities", "has more than 100000 entities");
    if (vocabulary.relations.size() > most_relations)
        violations.add("/relations", "has more than 100000 relations");
    if (auto good = violations.verdict(); !good) return good;
    for (std::size_t i = 0; i < vocabulary.entities.size(); ++i) {
        const std::string field = "/entities/" + std::to_string(i);
        domain::check_bounds(vocabulary.entities[i], field, violations);
        if (text::normalise_name(vocabulary.entities[i].name).empty())
            violations.add(field + "/name", "is empty");
    }
    for (std::size_t i = 0; i < vocabulary.relations.size(); ++i) {
        domain::check_bounds(
            vocabulary.relations[i], "/relations/" + std::to_string(i), violations
        );
    }
    return violations.verdict();
}

}  // namespace

GraphService::GraphService(
    DatasetService& datasets,
    ports::GraphStore& graph,
    ports::VocabularyStore& vocabularies,
    VocabularyCache& cache
)
    : datasets_(datasets), graph_(graph), vocabularies_(vocabularies), cache_(cache) {}

Result<domain::Entity> GraphService::find(
    const RequestContext& context, const DatasetId& dataset, const EntityId& id
) {
    return graph_.find(context, dataset, id);
}

Result<domain::Page<domain::Entity>> GraphService::list(
    const RequestContext& context,
    const DatasetId& dataset,
    const ports::EntityFilter& filter,
    const domain::PageRequest& page
) {
    if (auto known = datasets_.resolve(context, {dataset}); !known) return fail(known);
    ports::EntityFilter normalised = filter;
    if (filter.name) normalised.name = text::normalise_name(*filter.name);
    return graph_.list(context, dataset, normalised, page);
}

Result<std::vector<ports::Neighbour>> GraphService::neighbours(
    const RequestContext& context, const DatasetId& dataset, const ports::NeighbourRequest& request
) {
    Result<void> good;
    if (request.entities.empty()) good = invalid_field("/entities", "is empty");
    if (request.depth < 1 || request.depth > deepest)
        good = invalid_field("/depth", "is not 1 to 3");
    if (request.limit < 1 || request.limit > most_neighbours)
        good = invalid_field("/limit", "is not 1 to 1000");
    if (!good) return fail(good);
    for (const EntityId& id : request.entities) {
        if (auto known = graph_.find(context, dataset, id); !known) return fail(known);
    }
    return graph_.neighbours(context, dataset, request);
}

Result<void> GraphService::put_vocabulary(
    const RequestContext& context, const domain::Vocabulary& vocabulary
) {
    if (auto good = check(vocabulary); !good) return good;
    auto put = vocabularies_.put(context, vocabulary);
    cache_.invalidate(context.principal.tenant);
    return put;
}

Result<domain::Vocabulary> GraphService::find_vocabulary(
    const RequestContext& context, const VocabularyId& id
) {
    return vocabularies_.find(context, id);
}

Result<domain::Page<domain::Vocabulary>> GraphService::list_vocabularies(
    const RequestContext& context, const domain::PageRequest& page
) {
    return vocabularies_.list(context, page);
}

Result<void> GraphService::remove_vocabulary(
    const RequestContext& context, const VocabularyId& id
) {
    auto removed = vocabularies_.remove(context, id);
    cache_.invalidate(context.principal.tenant);
    return removed;
}

}  // namespace lectern::services
