#include "backends/memory/memory_dataset_store.hpp"

#include <mutex>

#include "backends/memory/job_steps.hpp"
#include "backends/memory/paging.hpp"
#include "domain/list_cursor.hpp"

namespace lectern::backends::memory {
namespace {

std::unexpected<Error> absent(const DatasetId& id) {
    return fail(ErrorCode::not_found, "dataset " + id.value + " not found");
}

}  // namespace

Result<domain::Dataset> MemoryDatasetStore::create(
    const RequestContext& context, const domain::Dataset& dataset
) {
    const std::lock_guard lock(state_.mutex);
    const auto [place, added] =
        state_.datasets.try_emplace({context.principal.tenant, dataset.id}, dataset);
    domain::Dataset& present = place->second;
    if (added) present.tenant = context.principal.tenant;
    if (present.settings != dataset.settings) {
        return fail(
            ErrorCode::already_exists, "dataset " + dataset.id.value + " exists with other settings"
        );
    }
    return present;
}

Result<std::vector<std::optional<domain::Dataset>>> MemoryDatasetStore::find_many(
    const RequestContext& context, std::span<const DatasetId> ids
) {
    std::vector<std::optional<domain::Dataset>> datasets(ids.size());
    const std::lock_guard lock(state_.mutex);
    for (std::size_t at = 0; at < ids.size(); ++at) {
        const auto found = state_.datasets.find({context.principal.tenant, ids[at]});
        if (found != state_.datasets.end()) datasets[at] = found->second;
    }
    return datasets;
}

Result<domain::Page<domain::Dataset>> MemoryDatasetStore::list(
    const RequestContext& context, const domain::PageRequest& page
) {
    if (auto good = domain::validate(page); !good) return fail(good);
    const TenantId& tenant = context.principal.tenant;
    const std::lock_guard lock(state_.mutex);
    DatasetId first;
    if (!page.cursor.empty()) {
        auto position = domain::decode_cursor("datasets", page.cursor, {.texts = 1});
        if (!position) return fail(position);
        first = after(DatasetId{position->texts.front()});
    }
    return collect_page<domain::Dataset>(
        state_.datasets.lower_bound({tenant, first}),
        state_.datasets.lower_bound({after(tenant), {}}),
        page.limit,
        "datasets",
        [](const auto& entry) { return std::optional(entry.second); },
        [](const domain::Dataset& last) { return domain::position_of(last); }
    );
}

Result<void> MemoryDatasetStore::remove(const RequestContext& context, const DatasetId& id) {
    const DatasetKey key{context.principal.tenant, id};
    const std::lock_guard lock(state_.mutex);
    if (state_.datasets.erase(key) == 0) return absent(id);
    state_.documents.remove_dataset(key, state_.newest_version);
    state_.graphs.erase(key);
    state_.jobs.forget_dataset(key.first, key.second);
    cancel_open_items(state_, key, state_.clock.now());
    return {};
}

}  // namespace lectern::backends::memory
