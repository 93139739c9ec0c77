#pragma once

#include <optional>

#include "core/request_context.hpp"
#include "core/result.hpp"
#include "domain/job.hpp"
#include "domain/page.hpp"

namespace lectern::ports {

struct DeadLetterFilter {
    std::optional<DatasetId> dataset{};
    std::optional<domain::IngestStage> stage{};
    std::optional<JobId> job{};
};

/// Documents that failed for good; `JobStore::advance` writes them. Thread-safe. A success is
/// durable.
class DeadLetterStore {
  public:
    virtual ~DeadLetterStore() = default;

    /// `not_found` when there is none.
    virtual Result<domain::DeadLetter> find(
        const RequestContext& context, const DeadLetterId& id
    ) = 0;

    /// Newest first.
    virtual Result<domain::Page<domain::DeadLetter>> list(
        const RequestContext& context,
        const DeadLetterFilter& filter,
        const domain::PageRequest& page
    ) = 0;

    /// Removes one with its document; `not_found` when there is none.
    virtual Result<void> remove(const RequestContext& context, const DeadLetterId& id) = 0;
};

}  // namespace lectern::ports
