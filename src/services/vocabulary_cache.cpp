#include "services/vocabulary_cache.hpp"

#include <algorithm>
#include <utility>

#include "text/normalise.hpp"

namespace lectern::services {
namespace {

constexpr std::uint32_t list_page = 100;

std::map<EntityId, domain::Entity> merge_entities(
    const std::vector<domain::Vocabulary>& vocabularies
) {
    std::map<EntityId, domain::Entity> merged;
    for (const domain::Vocabulary& vocabulary : vocabularies) {
        for (const domain::Entity& entity : vocabulary.entities) {
            const auto [place, is_new] = merged.emplace(entity.id, entity);
            if (is_new) continue;
            auto& synonyms = place->second.synonyms;
            synonyms.push_back(entity.name);
            synonyms.insert(synonyms.end(), entity.synonyms.begin(), entity.synonyms.end());
        }
    }
    return merged;
}

std::multimap<EntityId, const domain::Relation*> index_relations(
    const std::vector<domain::Vocabulary>& vocabularies
) {
    std::multimap<EntityId, const domain::Relation*> relations;
    for (const domain::Vocabulary& vocabulary : vocabularies) {
        for (const domain::Relation& relation : vocabulary.relations) {
            relations.emplace(relation.source, &relation);
            if (relation.target != relation.source) relations.emplace(relation.target, &relation);
        }
    }
    return relations;
}

text::EntityMatcher compile(const std::map<EntityId, domain::Entity>& entities) {
    std::vector<text::NamedEntity> named;
    named.reserve(entities.size());
    for (const auto& [id, entity] : entities)
        named.push_back({.id = id, .names = normalised_names(entity)});
    return text::EntityMatcher(named);
}

}  // namespace

std::vector<std::string> normalised_names(const domain::Entity& entity) {
    std::vector<std::string> names{text::normalise_name(entity.name)};
    for (const std::string& synonym : entity.synonyms)
        names.push_back(text::normalise_name(synonym));
    std::ranges::sort(names);
    names.erase(std::ranges::unique(names).begin(), names.end());
    std::erase(names, std::string());
    return names;
}

CompiledVocabulary::CompiledVocabulary(std::vector<domain::Vocabulary> vocabularies)
    : source_(std::move(vocabularies)),
      entities_(merge_entities(source_)),
      relations_(index_relations(source_)),
      matcher_(compile(entities_)) {}

const domain::Entity* CompiledVocabulary::find(const EntityId& id) const {
    const auto found = entities_.find(id);
    return found == entities_.end() ? nullptr : &found->second;
}

std::vector<const domain::Relation*> CompiledVocabulary::relations(const EntityId& id) const {
    std::vector<const domain::Relation*> found;
    const auto [begin, end] = relations_.equal_range(id);
    for (auto relation = begin; relation != end; ++relation) found.push_back(relation->second);
    return found;
}

VocabularyCache::VocabularyCache(
    ports::VocabularyStore& vocabularies, const Clock& clock, Options options
)
    : vocabularies_(vocabularies), clock_(clock), options_(options) {}

Result<std::shared_ptr<const CompiledVocabulary>> VocabularyCache::get(const RequestContext& context
) {
    const TenantId& tenant = context.principal.tenant;
    const Timestamp now = clock_.now();
    std::shared_ptr<const CompiledVocabulary> known;
    std::uint64_t generation = 0;
    {
        const std::lock_guard lock(mutex_);
        generation = generation_;
        if (const auto entry = entries_.find(tenant); entry != entries_.end()) {
            if (now - entry->second.read_at < options_.lifetime) return entry->second.compiled;
            known = entry->second.compiled;
        }
    }
    auto vocabularies = read(context);
    if (!vocabularies) return fail(vocabularies);
    // Compiling is dear and vocabularies seldom change: the automaton stays when they did not.
    const bool unchanged = known != nullptr && known->source() == *vocabularies;
    auto compiled =
        unchanged ? known : std::make_shared<const CompiledVocabulary>(std::move(*vocabularies));

    const std::lock_guard lock(mutex_);
    if (generation != generation_)
        return compiled;  // changed while it was read: good for this caller, not to keep
    make_room();
    entries_[tenant] = {.compiled = compiled, .read_at = now};
    return compiled;
}

void VocabularyCache::invalidate(const TenantId& tenant) {
    const std::lock_guard lock(mutex_);
    entries_.erase(tenant);
    ++generation_;
}

Result<std::vector<domain::Vocabulary>> VocabularyCache::read(const RequestContext& context) {
    std::vector<domain::Vocabulary> vocabularies;
    domain::PageRequest request{.limit = list_page};
    do {
        auto page = vocabularies_.list(context, request);
        if (!page) return fail(page);
        for (domain::Vocabulary& vocabulary : page->items)
            vocabularies.push_back(std::move(vocabulary));
        request.cursor = std::move(page->next_cursor);
    } while (!request.cursor.empty());
    return vocabularies;
}

void VocabularyCache::make_room() {
    if (entries_.size() < options_.max_tenants) return;
    const auto by_age = [](const auto& left, const auto& right) {
        return left.second.read_at < right.second.read_at;
    };
    entries_.erase(std::ranges::min_element(entries_, by_age));
}

}  // namespace lectern::services
