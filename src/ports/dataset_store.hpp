#pragma once

#include <optional>
#include <span>
#include <vector>

#include "core/request_context.hpp"
#include "core/result.hpp"
#include "domain/dataset.hpp"
#include "domain/page.hpp"
#include "ports/one_of.hpp"

namespace lectern::ports {

/// The datasets of every tenant; `context.principal.tenant` says whose. System of record.
/// Thread-safe. A success is durable.
class DatasetStore {
  public:
    virtual ~DatasetStore() = default;

    /// Fails with `already_exists` when there is one of that name with other settings; returns the
    /// present one when the settings are equal.
    virtual Result<domain::Dataset> create(
        const RequestContext& context, const domain::Dataset& dataset
    ) = 0;

    /// In the order asked; nothing where there is none.
    virtual Result<std::vector<std::optional<domain::Dataset>>> find_many(
        const RequestContext& context, std::span<const DatasetId> ids
    ) = 0;

    /// `not_found` when there is none.
    Result<domain::Dataset> find(const RequestContext& context, const DatasetId& id) {
        return one_of(find_many(context, {&id, 1}), "dataset", id.value);
    }

    /// By name.
    virtual Result<domain::Page<domain::Dataset>> list(
        const RequestContext& context, const domain::PageRequest& page
    ) = 0;

    /// Removes the dataset with its documents, chunks and graph; jobs and dead letters that name it
    /// stay as history and their open items are cancelled. `not_found` when there is none.
    virtual Result<void> remove(const RequestContext& context, const DatasetId& id) = 0;
};

}  // namespace lectern::ports
