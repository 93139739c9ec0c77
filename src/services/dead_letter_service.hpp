#pragma once

#include "core/request_context.hpp"
#include "core/result.hpp"
#include "domain/job.hpp"
#include "domain/page.hpp"
#include "ports/dead_letter_store.hpp"
#include "ports/job_store.hpp"
#include "services/ingestion_service.hpp"

namespace lectern::services {

/// Documents that failed for good: shown, tried again, thrown away. Thread-safe.
class DeadLetterService final {
  public:
    DeadLetterService(
        ports::DeadLetterStore& dead_letters, ports::JobStore& jobs, IngestionService& ingestion
    );

    Result<domain::DeadLetter> find(const RequestContext& context, const DeadLetterId& id);

    Result<domain::Page<domain::DeadLetter>> list(
        const RequestContext& context,
        const ports::DeadLetterFilter& filter,
        const domain::PageRequest& page
    );

    /// Makes a new job of the document as it was handed in and in the version that it was accepted
    /// as (so that a newer one still wins), and removes the dead letter.
    Result<domain::Job> redrive(const RequestContext& context, const DeadLetterId& id);

    Result<void> purge(const RequestContext& context, const DeadLetterId& id);

    /// Purges all that match; returns how many.
    Result<std::uint64_t> purge_all(
        const RequestContext& context, const ports::DeadLetterFilter& filter
    );

  private:
    ports::DeadLetterStore& dead_letters_;
    ports::JobStore& jobs_;
    IngestionService& ingestion_;
};

}  // namespace lectern::services
