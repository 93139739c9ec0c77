#pragma once

#include "ports/testing/store_suite.hpp"

namespace lectern::ports::testing {

/// What the suites of the job store share.
class JobSuite : public StoreSuite {
  protected:
    std::vector<domain::JobItem> items(
        const JobId& job, std::optional<domain::ItemState> state = std::nullopt
    ) {
        return read_all(1000, [&](const domain::PageRequest& page) {
            return store().jobs().items(acme_, job, state, page);
        });
    }

    std::vector<JobId> listed(const JobFilter& filter, std::uint32_t limit = 1000) {
        std::vector<JobId> ids;
        const auto all = read_all(limit, [&](const domain::PageRequest& page) {
            return store().jobs().list(acme_, filter, page);
        });
        for (const domain::Job& job : all) ids.push_back(job.id);
        return ids;
    }

    Result<AcceptedJob> accept_with_key(
        const std::string& key, const std::string& digest, const std::vector<std::string>& documents
    ) {
        NewJob job = new_job();
        job.idempotency_key = key;
        job.request_digest = digest;
        return store().jobs().accept(acme_, std::move(job), new_items(documents));
    }

    Result<AcceptedJob> accept_unless_unchanged(std::vector<NewItem> documents) {
        NewJob job = new_job();
        job.reuse_unchanged = true;
        return store().jobs().accept(acme_, std::move(job), std::move(documents));
    }
};

}  // namespace lectern::ports::testing
