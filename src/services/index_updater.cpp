#include "services/index_updater.hpp"

#include <algorithm>
#include <utility>

#include "telemetry/metric_catalog.hpp"

namespace lectern::services {
namespace {

// Whether a store that answered with this may have made the change all the same.
bool may_have_happened(ErrorCode code) {
    switch (code) {
        case ErrorCode::deadline_exceeded:
        case ErrorCode::cancelled:
        case ErrorCode::unavailable:
        case ErrorCode::internal:
            return true;
        case ErrorCode::invalid_argument:
        case ErrorCode::unauthenticated:
        case ErrorCode::permission_denied:
        case ErrorCode::not_found:
        case ErrorCode::already_exists:
        case ErrorCode::failed_precondition:
        case ErrorCode::resource_exhausted:
        case ErrorCode::unimplemented:
            return false;
    }
    std::unreachable();
}

template <class T>
std::vector<T> keep_published(
    std::vector<T> values, const std::vector<ports::Publication>& publications
) {
    std::vector<T> kept;
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (!publications[i].superseded) kept.push_back(std::move(values[i]));
    }
    return kept;
}

std::vector<ports::Change> to_changes(
    std::vector<ports::ProcessedDocument> documents,
    const std::vector<ports::Publication>& publications
) {
    std::vector<ports::Change> changes;
    changes.reserve(documents.size());
    for (std::size_t i = 0; i < documents.size(); ++i) {
        if (publications[i].superseded) continue;
        documents[i].text.clear();
        changes.push_back({
            .sequence = publications[i].sequence,
            .key = documents[i].document.key,
            .document = std::move(documents[i]),
        });
    }
    std::ranges::stable_sort(changes, {}, &ports::Change::sequence);
    return changes;
}

}  // namespace

IndexUpdater::IndexUpdater(
    ports::DatasetStore& datasets,
    ports::DocumentStore& documents,
    ports::GraphStore& graph,
    ports::SearchIndex& index,
    const Clock& clock,
    const telemetry::Telemetry& telemetry,
    Options options
)
    : ports_{.datasets = datasets, .documents = documents, .graph = graph, .index = index},
      clock_(clock),
      telemetry_(telemetry),
      options_(options),
      floor_(index.covered()) {}

Result<std::vector<ports::Publication>> IndexUpdater::publish(
    const RequestContext& context,
    const domain::Dataset& dataset,
    std::vector<ports::ProcessedDocument> documents,
    std::vector<ports::DocumentGraph> graphs
) {
    const std::lock_guard lock(order_mutex_);
    if (auto repaired = repair(context); !repaired) return fail(repaired);
    auto present = ports_.datasets.find(context, dataset.id);
    if (!present) return fail(present);
    if (*present != dataset) {
        return fail(
            ErrorCode::failed_precondition,
            "dataset " + dataset.id.value + " was made anew meanwhile"
        );
    }

    auto publications = ports_.documents.publish(context, documents);
    if (!publications) {
        if (may_have_happened(publications.error().code))
            mark_behind(context, publications.error());
        return fail(publications);
    }
    auto applied = apply(context, dataset, to_changes(std::move(documents), *publications));
    if (!applied) return fail(applied);
    if (!graphs.empty()) {
        auto linked = ports_.graph.put(context, keep_published(std::move(graphs), *publications));
        if (!linked) return fail(linked);
    }
    return publications;
}

Result<void> IndexUpdater::remove(
    const RequestContext& context,
    const DatasetId& dataset,
    const DocumentId& id,
    std::optional<domain::Version> expected
) {
    const std::lock_guard lock(order_mutex_);
    if (auto repaired = repair(context); !repaired) return repaired;
    auto present = ports_.datasets.find(context, dataset);
    if (!present) return fail(present);
    const domain::DocumentKey key{.tenant = context.principal.tenant, .dataset = dataset, .id = id};
    if (expected) {
        auto live = ports_.documents.find(context, key);
        if (!live) return fail(live);
        if (live->version != *expected) {
            return fail(
                ErrorCode::failed_precondition,
                "document " + id.value + " is at version " + std::to_string(live->version) +
                    ", not " + std::to_string(*expected)
            );
        }
    }

    auto sequence = ports_.documents.remove(context, key);
    if (!sequence) {
        if (may_have_happened(sequence.error().code)) mark_behind(context, sequence.error());
        return fail(sequence);
    }
    // The index even when the graph fails: what the graph keeps is then found by no search.
    auto unlinked = ports_.graph.remove(context, key);
    std::vector<ports::Change> changes;
    changes.push_back({.sequence = *sequence, .key = key});
    if (auto applied = apply(context, *present, std::move(changes)); !applied) return applied;
    return unlinked;
}

Result<domain::Dataset> IndexUpdater::create_dataset(
    const RequestContext& context, const domain::Dataset& dataset
) {
    const std::lock_guard lock(order_mutex_);
    auto present = ports_.datasets.find(context, dataset.id);
    if (!present) {
        if (present.error().code != ErrorCode::not_found) return present;
        // A crash may have come between the two halves of an earlier removal.
        if (auto forgotten = forget(context, dataset.id); !forgotten) return fail(forgotten);
    }
    return ports_.datasets.create(context, dataset);
}

Result<void> IndexUpdater::remove_dataset(const RequestContext& context, const DatasetId& id) {
    const std::lock_guard lock(order_mutex_);
    if (auto repaired = repair(context); !repaired) return repaired;
    if (auto removed = ports_.datasets.remove(context, id); !removed) {
        if (may_have_happened(removed.error().code)) mark_behind(context, removed.error());
        return removed;
    }
    auto forgotten = forget(context, id);
    if (!forgotten) mark_behind(context, forgotten.error());
    return forgotten;
}

Result<std::uint64_t> IndexUpdater::catch_up(
    const RequestContext& context, const std::function<void(std::uint64_t)>& on_progress
) {
    const std::lock_guard lock(order_mutex_);
    std::uint64_t flushed = 0;
    auto replay = replay_changes(
        context,
        ports_,
        ports_.index.covered(),
        [&](const Replay& so_far) -> Result<void> {
            if (on_progress) on_progress(so_far.applied);
            if (so_far.applied - flushed < options_.flush_after_changes) return {};
            flushed = so_far.applied;
            return ports_.index.flush(context, so_far.floor);
        }
    );
    if (!replay) return fail(replay);
    floor_ = replay->floor;
    set_behind(false);
    if (auto durable = ports_.index.flush(context, floor_); !durable) return fail(durable);
    pending_ = 0;
    return replay->applied;
}

Result<void> IndexUpdater::flush(const RequestContext& context) {
    const std::lock_guard flush_lock(flush_mutex_);
    ports::Sequence floor = 0;
    std::uint64_t changes = 0;
    {
        const std::lock_guard lock(order_mutex_);
        floor = floor_;
        changes = pending_;
    }
    // Changes that come in meanwhile may become durable too; applying them again changes nothing.
    if (auto durable = ports_.index.flush(context, floor); !durable) return durable;
    const std::lock_guard lock(order_mutex_);
    pending_ -= std::min(pending_, changes);
    pending_since_ = clock_.now();
    return {};
}

void IndexUpdater::maintain(const RequestContext& context) {
    {
        const std::lock_guard lock(order_mutex_);
        if (auto repaired = repair(context); !repaired) {
            telemetry_.log.warning(
                context, "index still behind", {{"reason", repaired.error().message}}
            );
        }
    }
    if (!is_flush_due()) return;
    if (auto flushed = flush(context); !flushed) {
        telemetry_.log.warning(
            context, "index flush failed", {{"reason", flushed.error().message}}
        );
    }
}

ports::Sequence IndexUpdater::floor() const {
    const std::lock_guard lock(order_mutex_);
    return floor_;
}

bool IndexUpdater::is_behind() const {
    const std::lock_guard lock(order_mutex_);
    return behind_;
}

Result<void> IndexUpdater::repair(const RequestContext& context) {
    if (!behind_) return {};
    auto replay = replay_changes(context, ports_, floor_);
    if (!replay) return fail(replay);
    floor_ = replay->floor;
    set_behind(false);
    count_pending(replay->applied);
    telemetry_.log.info(context, "index caught up", {{"changes", replay->applied}});
    return {};
}

Result<void> IndexUpdater::apply(
    const RequestContext& context,
    const domain::Dataset& dataset,
    std::vector<ports::Change> changes
) {
    if (changes.empty()) return {};
    if (auto applied = ports_.index.apply(context, dataset, changes); !applied) {
        mark_behind(context, applied.error());
        return applied;
    }
    floor_ = std::max(floor_, changes.back().sequence);
    count_pending(changes.size());
    return {};
}

Result<void> IndexUpdater::forget(const RequestContext& context, const DatasetId& id) {
    if (auto removed = ports_.index.remove(context, id); !removed) return removed;
    // Durable at once: after a restart nothing would tell the index to forget again.
    return ports_.index.flush(context, floor_);
}

void IndexUpdater::set_behind(bool is_behind) {
    behind_ = is_behind;
    telemetry_.metrics.set(telemetry::catalog::index_behind, {}, is_behind ? 1 : 0);
}

void IndexUpdater::mark_behind(const RequestContext& context, const Error& error) {
    set_behind(true);
    telemetry_.log.warning(
        context, "index behind the store", {{"reason", error.message}, {"floor", floor_}}
    );
}

void IndexUpdater::count_pending(std::uint64_t changes) {
    if (pending_ == 0) pending_since_ = clock_.now();
    pending_ += changes;
}

bool IndexUpdater::is_flush_due() const {
    const std::lock_guard lock(order_mutex_);
    if (pending_ == 0) return false;
    return pending_ >= options_.flush_after_changes ||
           clock_.now() - pending_since_ >= options_.flush_after;
}

}  // namespace lectern::services
