#include "services/index_catch_up.hpp"

#include <map>
#include <optional>
#include <utility>
#include <vector>

namespace lectern::services {
namespace {

// Changes carry whole documents with their vectors, so that a page of them is what bounds memory.
constexpr std::size_t page_size = 64;

using DatasetKey = std::pair<TenantId, DatasetId>;

RequestContext for_tenant(const RequestContext& context, const TenantId& tenant) {
    RequestContext own = context;
    own.principal.tenant = tenant;
    return own;
}

class Replayer {
  public:
    Replayer(const RequestContext& context, const ReplayPorts& ports)
        : context_(context), ports_(ports) {}

    Result<void> apply(std::vector<ports::Change> page) {
        std::map<DatasetKey, std::vector<ports::Change>> by_dataset;
        for (ports::Change& change : page) {
            DatasetKey key{change.key.tenant, change.key.dataset};
            by_dataset[std::move(key)].push_back(std::move(change));
        }
        for (const auto& [key, changes] : by_dataset) {
            if (auto applied = apply(key, changes); !applied) return applied;
        }
        return {};
    }

  private:
    Result<void> apply(const DatasetKey& key, const std::vector<ports::Change>& changes) {
        const RequestContext own = for_tenant(context_, key.first);
        for (const ports::Change& change : changes) {
            if (change.document) continue;
            if (auto removed = ports_.graph.remove(own, change.key); !removed) return removed;
        }
        auto dataset = find(own, key);
        if (!dataset) return fail(dataset);
        if (*dataset == nullptr) return {};
        return ports_.index.apply(own, **dataset, changes);
    }

    /// Null when the dataset is gone; what the index held of it is then removed, once.
    Result<const domain::Dataset*> find(const RequestContext& own, const DatasetKey& key) {
        auto known = datasets_.find(key);
        if (known == datasets_.end()) {
            auto found = ports_.datasets.find(own, key.second);
            if (!found && found.error().code != ErrorCode::not_found) return fail(found);
            if (!found) {
                if (auto removed = ports_.index.remove(own, key.second); !removed)
                    return fail(removed);
            }
            known = datasets_.emplace(key, found ? std::optional(std::move(*found)) : std::nullopt)
                        .first;
        }
        return known->second ? &*known->second : nullptr;
    }

    const RequestContext& context_;
    const ReplayPorts& ports_;
    std::map<DatasetKey, std::optional<domain::Dataset>> datasets_;
};

}  // namespace

Result<Replay> replay_changes(
    const RequestContext& context,
    const ReplayPorts& ports,
    ports::Sequence after,
    const std::function<Result<void>(const Replay&)>& on_page
) {
    Replayer replayer(context, ports);
    Replay done{.floor = after};
    while (true) {
        if (auto wanted = context.check(); !wanted) return fail(wanted);
        auto page = ports.documents.changes(context, done.floor, page_size);
        if (!page) return fail(page);
        if (page->empty()) return done;
        const std::size_t count = page->size();
        const ports::Sequence last = page->back().sequence;
        if (auto applied = replayer.apply(std::move(*page)); !applied) return fail(applied);
        done.applied += count;
        done.floor = last;
        if (!on_page) continue;
        if (auto went_on = on_page(done); !went_on) return fail(went_on);
    }
}

}  // namespace lectern::services
