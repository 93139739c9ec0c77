#include "backends/memory/job_table.hpp"

#include "domain/job_progress.hpp"

namespace lectern::backends::memory {
namespace {

domain::DocumentKey key_of(const domain::Job& job, const DocumentId& document) {
    return {.tenant = job.tenant, .dataset = job.dataset, .id = document};
}

domain::Job opened(domain::Job job, std::size_t items) {
    job.state = domain::JobState::queued;
    job.counts = {.total = items};
    job.cancel_requested = false;
    job.started_at.reset();
    job.finished_at.reset();
    return job;
}

}  // namespace

Result<const domain::Job*> JobTable::find_by_key(const ports::NewJob& job) const {
    if (job.idempotency_key.empty()) return nullptr;
    const auto used = used_keys_.find({job.job.tenant, job.idempotency_key});
    if (used == used_keys_.end()) return nullptr;
    if (used->second.request_digest != job.request_digest) {
        return fail(ErrorCode::already_exists, "the idempotency key was used for another request");
    }
    return &records_.at(used->second.job).job;
}

const domain::Job* JobTable::find_unchanged(
    const ports::NewJob& job, const std::vector<ports::NewItem>& items
) const {
    if (!job.reuse_unchanged) return nullptr;
    const JobId* earlier = nullptr;
    for (const ports::NewItem& item : items) {
        const auto newest = newest_.find(key_of(job.job, item.document.id));
        if (newest == newest_.end() || newest->second.content_hash != item.content_hash)
            return nullptr;
        if (earlier != nullptr && *earlier != newest->second.job) return nullptr;
        earlier = &newest->second.job;
    }
    if (earlier == nullptr) return nullptr;
    const domain::Job& answer = records_.at(*earlier).job;
    return domain::may_answer_again(answer) ? &answer : nullptr;
}

Result<JobRecord*> JobTable::add(
    const ports::NewJob& job, std::vector<ports::NewItem> items, Timestamp now
) {
    const auto [place, added] = records_.try_emplace(job.job.id);
    if (!added) return fail(ErrorCode::already_exists, "job " + job.job.id.value + " exists");
    JobRecord& record = place->second;
    record.job = opened(job.job, items.size());
    record.items.reserve(items.size());
    for (ports::NewItem& item : items) {
        const domain::JobItem entry{
            .job = job.job.id,
            .ordinal = static_cast<std::uint32_t>(record.items.size()),
            .document = item.document.id,
            .version = item.version.value_or(0),
            .updated_at = now,
        };
        remember_newest(record.job, entry, item.content_hash);
        record.items.push_back({.item = entry, .source = std::move(item.document)});
    }
    places_.emplace(record.job.tenant, record.job.created_at, record.job.id);
    if (!job.idempotency_key.empty()) {
        used_keys_.try_emplace(
            {job.job.tenant, job.idempotency_key}, UsedKey{job.request_digest, record.job.id}
        );
    }
    return &record;
}

JobRecord* JobTable::find(const JobId& id) {
    const auto found = records_.find(id);
    return found == records_.end() ? nullptr : &found->second;
}

const JobRecord* JobTable::find(const JobId& id) const {
    const auto found = records_.find(id);
    return found == records_.end() ? nullptr : &found->second;
}

void JobTable::remove(const JobId& id) {
    const auto record = records_.find(id);
    const domain::Job& job = record->second.job;
    for (const ItemRecord& item : record->second.items) {
        const auto newest = newest_.find(key_of(job, item.item.document));
        if (newest != newest_.end() && newest->second.job == id) newest_.erase(newest);
    }
    std::erase_if(used_keys_, [&id](const auto& used) { return used.second.job == id; });
    places_.erase({job.tenant, job.created_at, id});
    records_.erase(record);
}

void JobTable::forget_dataset(const TenantId& tenant, const DatasetId& dataset) {
    auto place = newest_.lower_bound({.tenant = tenant, .dataset = dataset, .id = {}});
    while (place != newest_.end() && place->first.tenant == tenant &&
           place->first.dataset == dataset) {
        place = newest_.erase(place);
    }
}

void JobTable::remember_newest(
    const domain::Job& job, const domain::JobItem& item, const std::string& content_hash
) {
    NewestVersion& newest = newest_[key_of(job, item.document)];
    if (item.version < newest.version) return;
    newest = {.version = item.version, .content_hash = content_hash, .job = job.id};
}

}  // namespace lectern::backends::memory
