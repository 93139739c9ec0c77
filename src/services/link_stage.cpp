#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "services/ingest_stages.hpp"

namespace lectern::services {
namespace {

// Collects what one document says about the graph.
class Linker {
  public:
    Linker(const IngestItem& item, const CompiledVocabulary& vocabulary)
        : item_(item), vocabulary_(vocabulary), own_(compile(item.source.entities)) {}

    ports::DocumentGraph link() && {
        const domain::Document& document = item_.processed.document;
        graph_.key = document.key;
        graph_.version = document.version;
        for (const domain::Entity& entity : item_.source.entities) add(entity);
        graph_.relations = item_.source.relations;
        for (const domain::Chunk& chunk : item_.processed.chunks) match(chunk);
        mention_the_silent();
        for (const EntityId& id : matched_) add_relations(id);
        return std::move(graph_);
    }

  private:
    static text::EntityMatcher compile(const std::vector<domain::Entity>& entities) {
        std::vector<text::NamedEntity> named;
        named.reserve(entities.size());
        for (const domain::Entity& entity : entities) {
            named.push_back({.id = entity.id, .names = normalised_names(entity)});
        }
        return text::EntityMatcher(named);
    }

    void add(const domain::Entity& entity) {
        if (!added_.insert(entity.id).second) return;
        graph_.entities.push_back({.entity = entity, .names = normalised_names(entity)});
    }

    void match(const domain::Chunk& chunk) {
        // The title is said once, by the first chunk.
        const std::string_view title = content_title(item_.processed.document);
        const std::string text =
            chunk.ordinal == 0 ? embedding_text(title, chunk.text) : chunk.text;
        std::map<EntityId, std::uint32_t> counts;
        for (const text::EntityCount& found : own_.match(text)) counts[found.entity] = found.count;
        for (const text::EntityCount& found : vocabulary_.matcher().match(text)) {
            std::uint32_t& count = counts[found.entity];
            count = std::max(count, found.count);
            matched_.insert(found.entity);
            add(*vocabulary_.find(found.entity));
        }
        for (const auto& [entity, count] : counts) {
            graph_.mentions.push_back({.entity = entity, .chunk = chunk.ordinal, .count = count});
        }
    }

    // An entity that came with the document is its subject even where no chunk names it.
    void mention_the_silent() {
        std::set<EntityId> mentioned;
        for (const domain::Mention& mention : graph_.mentions) mentioned.insert(mention.entity);
        for (const domain::Entity& entity : item_.source.entities) {
            if (!mentioned.insert(entity.id).second) continue;
            graph_.mentions.push_back({.entity = entity.id, .chunk = 0, .count = 1});
        }
    }

    // With the other end, so that a question for it leads here although no document names it.
    void add_relations(const EntityId& id) {
        for (const domain::Relation* relation : vocabulary_.relations(id)) {
            const bool both_matched =
                matched_.contains(relation->source) && matched_.contains(relation->target);
            if (both_matched && relation->source != id) continue;  // its source adds it
            const EntityId& other = relation->source == id ? relation->target : relation->source;
            const domain::Entity* entity = vocabulary_.find(other);
            if (entity == nullptr) continue;
            add(*entity);
            graph_.relations.push_back(*relation);
        }
    }

    const IngestItem& item_;
    const CompiledVocabulary& vocabulary_;
    const text::EntityMatcher own_;
    ports::DocumentGraph graph_{};
    std::set<EntityId> added_;
    std::set<EntityId> matched_;  // of the vocabulary
};

}  // namespace

void IngestStages::link(IngestBatch batch) {
    for (IngestItem* item : batch) {
        if (auto linked = link(*item); !linked) item->error = std::move(linked).error();
    }
}

Result<void> IngestStages::link(IngestItem& item) {
    auto vocabulary = vocabularies_.get(item.context);
    if (!vocabulary) return fail(vocabulary);
    item.graph = Linker(item, **vocabulary).link();
    return {};
}

}  // namespace lectern::services
