#pragma once

#include <condition_variable>
#include <cstdint>
#include <map>
#include <mutex>
#include <utility>
#include <vector>

#include "backends/memory/document_table.hpp"
#include "backends/memory/graph_table.hpp"
#include "backends/memory/job_table.hpp"
#include "backends/memory/queue_table.hpp"
#include "core/clock.hpp"
#include "core/thread_annotations.hpp"
#include "domain/api_key.hpp"
#include "domain/audit.hpp"
#include "domain/dataset.hpp"
#include "domain/vocabulary.hpp"

namespace lectern::backends::memory {

/// Everything that the ports of one `MemoryStore` share, behind one mutex: a step over several
/// tables is one step.
struct State {
    explicit State(const Clock& time) : clock(time) {}

    const Clock& clock;
    std::mutex mutex;
    std::condition_variable_any queue_changed;

    std::map<DatasetKey, domain::Dataset> datasets LECTERN_GUARDED_BY(mutex);
    DocumentTable documents LECTERN_GUARDED_BY(mutex);
    JobTable jobs LECTERN_GUARDED_BY(mutex);
    /// Ids grow with time, so that this is also their order of failing.
    std::map<std::pair<TenantId, DeadLetterId>, domain::DeadLetter> dead_letters
        LECTERN_GUARDED_BY(mutex);
    QueueTable queue LECTERN_GUARDED_BY(mutex);
    std::uint64_t queue_wakes LECTERN_GUARDED_BY(mutex) = 0;
    std::map<DatasetKey, GraphTable> graphs LECTERN_GUARDED_BY(mutex);
    std::map<std::pair<TenantId, VocabularyId>, domain::Vocabulary> vocabularies
        LECTERN_GUARDED_BY(mutex);
    std::map<KeyId, domain::ApiKey> api_keys LECTERN_GUARDED_BY(mutex);
    std::vector<domain::AuditRecord> audit LECTERN_GUARDED_BY(mutex);  ///< By sequence, from 1.
    domain::Version newest_version LECTERN_GUARDED_BY(mutex
    ) = 0;  ///< The largest ever assigned or published.
};

}  // namespace lectern::backends::memory
