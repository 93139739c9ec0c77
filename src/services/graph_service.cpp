#include "services/graph_service.hpp"

#include <utility>

#include "text/normalise.hpp"

namespace lectern::services {
namespace {

constexpr std::size_t most_entities = 100'000;
constexpr std::size_t most_relations = 1'000'000;
constexpr std::size_t longest_id = 512;
constexpr std::size_t most_neighbours = 1'000;
constexpr std::uint32_t deepest = 3;

Result<void> invalid_field(const std::string& field, const std::string& description) {
    return fail(Error{
        .code = ErrorCode::invalid_argument,
        .message = field + " " + description,
        .violations = {{.field = field, .description = description}},
    });
}

Result<void> check_entities(const std::vector<domain::Entity>& entities) {
    if (entities.size() > most_entities)
        return invalid_field("/entities", "has more than 100000 entities");
    for (std::size_t i = 0; i < entities.size(); ++i) {
        const std::string field = "/entities/" + std::to_string(i);
        if (entities[i].id.empty()) return invalid_field(field + "/id", "is empty");
        if (entities[i].id.value.size() > longest_id)
            return invalid_field(field + "/id", "is longer than 512 bytes");
        if (text::normalise_name(entities[i].name).empty())
            return invalid_field(field + "/name", "is empty");
    }
    return {};
}

Result<void> check_relations(const std::vector<domain::Relation>& relations) {
    if (relations.size() > most_relations)
        return invalid_field("/relations", "has more than 1000000 relations");
    for (std::size_t i = 0; i < relations.size(); ++i) {
        const std::string field = "/relations/" + std::to_string(i);
        if (relations[i].source.empty()) return invalid_field(field + "/source", "is empty");
        if (relations[i].target.empty()) return invalid_field(field + "/target", "is empty");
        if (!(relations[i].weight > 0 && relations[i].weight <= 1)) {
            return invalid_field(field + "/weight", "is not in (0, 1]");
        }
    }
    return {};
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
    if (request.entities.empty()) good = invalid_field("entities", "is empty");
    if (request.depth < 1 || request.depth > deepest)
        good = invalid_field("depth", "is not 1 to 3");
    if (request.limit < 1 || request.limit > most_neighbours)
        good = invalid_field("limit", "is not 1 to 1000");
    if (!good) return fail(good);
    for (const EntityId& id : request.entities) {
        if (auto known = graph_.find(context, dataset, id); !known) return fail(known);
    }
    return graph_.neighbours(context, dataset, request);
}

Result<void> GraphService::put_vocabulary(
    const RequestContext& context, const domain::Vocabulary& vocabulary
) {
    if (vocabulary.id.empty() || vocabulary.id.value.size() > longest_id) {
        return invalid_field("/id", "is not 1 to 512 bytes long");
    }
    if (auto good = check_entities(vocabulary.entities); !good) return good;
    if (auto good = check_relations(vocabulary.relations); !good) return good;
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
