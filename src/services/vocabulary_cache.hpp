#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "core/clock.hpp"
#include "core/request_context.hpp"
#include "core/result.hpp"
#include "core/thread_annotations.hpp"
#include "domain/vocabulary.hpp"
#include "ports/graph_store.hpp"
#include "text/entity_matcher.hpp"

namespace lectern::services {

/// The names that an entity can be found by, normalised, each once.
std::vector<std::string> normalised_names(const domain::Entity& entity);

/// All vocabularies of a tenant, ready to be matched. Immutable.
class CompiledVocabulary final {
  public:
    explicit CompiledVocabulary(std::vector<domain::Vocabulary> vocabularies);

    const text::EntityMatcher& matcher() const { return matcher_; }

    /// Null when there is none. An entity that several vocabularies describe has the first one's
    /// name and type and the synonyms of all.
    const domain::Entity* find(const EntityId& id) const;

    /// Relations that start or end there.
    std::vector<const domain::Relation*> relations(const EntityId& id) const;

    const std::vector<domain::Vocabulary>& source() const { return source_; }

  private:
    const std::vector<domain::Vocabulary> source_;
    std::map<EntityId, domain::Entity> entities_;
    std::multimap<EntityId, const domain::Relation*> relations_;  // into source_
    text::EntityMatcher matcher_;
};

/// Compiled vocabularies by tenant. A change made in this process counts at once (`invalidate`),
/// one made elsewhere within `lifetime`. Thread-safe.
class VocabularyCache final {
  public:
    struct Options {
        std::chrono::milliseconds lifetime{30'000};
        std::size_t max_tenants = 64;
    };

    /// Both outlive the cache.
    VocabularyCache(ports::VocabularyStore& vocabularies, const Clock& clock, Options options);

    /// Of `context.principal.tenant`. Never null; what comes back stays good while it is held.
    Result<std::shared_ptr<const CompiledVocabulary>> get(const RequestContext& context);

    /// Reads the tenant's vocabularies anew at the next `get`.
    void invalidate(const TenantId& tenant);

  private:
    struct Entry {
        std::shared_ptr<const CompiledVocabulary> compiled;
        Timestamp read_at{};
    };

    Result<std::vector<domain::Vocabulary>> read(const RequestContext& context);
    void make_room() LECTERN_REQUIRES(mutex_);

    ports::VocabularyStore& vocabularies_;
    const Clock& clock_;
    const Options options_;
    std::mutex mutex_;  ///< Guards the entries; not held while reading or compiling.
    std::map<TenantId, Entry> entries_ LECTERN_GUARDED_BY(mutex_);
    std::uint64_t generation_ LECTERN_GUARDED_BY(mutex_) = 0;  ///< Grows with each `invalidate`.
};

}  // namespace lectern::services
