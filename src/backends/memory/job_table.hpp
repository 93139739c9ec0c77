#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "core/clock.hpp"
#include "domain/job.hpp"
#include "ports/job_store.hpp"

namespace lectern::backends::memory {

/// One document of a job, with what was handed in for as long as somebody may ask for it.
struct ItemRecord {
    domain::JobItem item;
    std::optional<domain::SourceDocument> source{};
};

struct JobRecord {
    domain::Job job;
    std::vector<ItemRecord> items{};
};

/// Jobs with their items, and what answers for a request that comes again. Not thread-safe.
class JobTable final {
  public:
    /// Place in a tenant's list of jobs.
    using Place = std::tuple<TenantId, Timestamp, JobId>;

    /// The job that answers for this idempotency key, if one does. Fails with `already_exists` when
    /// the key was used for something else.
    Result<const domain::Job*> find_by_key(const ports::NewJob& job) const;

    /// The job that all of these documents came with, when `reuse_unchanged` allows it to answer;
    /// otherwise null.
    const domain::Job* find_unchanged(
        const ports::NewJob& job, const std::vector<ports::NewItem>& items
    ) const;

    /// Adds a job whose items have their versions. Fails with `already_exists` when the id is
    /// taken.
    Result<JobRecord*> add(
        const ports::NewJob& job, std::vector<ports::NewItem> items, Timestamp now
    );

    /// Null when there is none.
    JobRecord* find(const JobId& id);
    const JobRecord* find(const JobId& id) const;

    /// Oldest first; all tenants.
    const std::set<Place>& places() const { return places_; }

    /// With its idempotency key; it answers for nothing any more. It has to be there.
    void remove(const JobId& id);

    /// From now on these documents count as never handed in, so that no earlier job answers for
    /// them.
    void forget_document(const domain::DocumentKey& key) { newest_.erase(key); }
    void forget_dataset(const TenantId& tenant, const DatasetId& dataset);

  private:
    struct UsedKey {
        std::string request_digest;
        JobId job;
    };

    struct NewestVersion {
        domain::Version version = 0;
        std::string content_hash{};
        JobId job{};
    };

    void remember_newest(
        const domain::Job& job, const domain::JobItem& item, const std::string& content_hash
    );

    std::map<JobId, JobRecord> records_;
    std::set<Place> places_;
    std::map<std::pair<TenantId, std::string>, UsedKey> used_keys_;
    std::map<domain::DocumentKey, NewestVersion> newest_;
};

}  // namespace lectern::backends::memory
