#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/clock.hpp"
#include "core/ids.hpp"
#include "core/result.hpp"
#include "domain/document.hpp"

namespace lectern::domain {

enum class JobState { queued, running, succeeded, failed, partially_failed, cancelled };
enum class ItemState { accepted, extracted, chunked, embedded, linked, indexed, failed, cancelled };
enum class Priority { low, normal, high };
enum class IngestStage { extract, chunk, embed, link, index };

std::string_view to_string(JobState state);
std::string_view to_string(ItemState state);
std::string_view to_string(Priority priority);
std::string_view to_string(IngestStage stage);
std::optional<JobState> parse_job_state(std::string_view name);
std::optional<ItemState> parse_item_state(std::string_view name);
std::optional<Priority> parse_priority(std::string_view name);
std::optional<IngestStage> parse_ingest_stage(std::string_view name);

/// How many items are in which end state; the rest still go.
struct JobCounts {
    std::uint64_t total = 0;
    std::uint64_t indexed = 0;
    std::uint64_t failed = 0;
    std::uint64_t cancelled = 0;

    std::uint64_t finished() const { return indexed + failed + cancelled; }
    bool operator==(const JobCounts&) const = default;
};

struct Job {
    JobId id{};
    TenantId tenant{};
    DatasetId dataset{};
    JobState state = JobState::queued;
    Priority priority = Priority::normal;
    JobCounts counts{};
    bool cancel_requested = false;
    std::string request_id{};  ///< Of the request that made it.
    std::string correlation_id{};
    std::string traceparent{};  ///< Of the accepting span; empty when there was none.
    Timestamp created_at{};
    std::optional<Timestamp> started_at{};
    std::optional<Timestamp> finished_at{};

    bool operator==(const Job&) const = default;
};

/// Why an item failed for good.
struct ItemFailure {
    ErrorCode code = ErrorCode::internal;
    std::string reason{};
    IngestStage stage = IngestStage::extract;

    bool operator==(const ItemFailure&) const = default;
};

/// One document of a job.
struct JobItem {
    JobId job{};
    std::uint32_t ordinal = 0;  ///< Place in the job, from 0.
    DocumentId document{};
    Version version = 0;
    ItemState state = ItemState::accepted;
    bool superseded = false;  ///< Indexed in name only: a newer version had won already.
    std::optional<ItemFailure> failure{};
    Timestamp updated_at{};

    bool operator==(const JobItem&) const = default;
};

/// What is sent to those who watch a job, and replayed to those who come back.
struct JobEvent {
    std::uint64_t id = 0;  ///< Grows within a store; the SSE event id.
    JobId job{};
    std::string type{
    };  ///< `job.queued`, `job.running`, `job.progress`, `item.failed`, `job.<end state>`.
    JobState state = JobState::queued;
    JobCounts counts{};
    std::optional<JobItem> item{};  ///< With `item.failed`.
    Timestamp at{};

    bool operator==(const JobEvent&) const = default;
};

/// A document that failed for good, kept until it is redriven or purged.
struct DeadLetter {
    DeadLetterId id{};
    TenantId tenant{};
    DatasetId dataset{};
    JobId job{};
    std::uint32_t ordinal = 0;
    DocumentId document{};
    Version version = 0;
    ItemFailure failure{};
    std::uint32_t attempts = 0;
    std::string trace_id{};  ///< Hexadecimal; empty when there was none.
    std::string request_id{};
    Timestamp failed_at{};

    bool operator==(const DeadLetter&) const = default;
};

bool is_final(JobState state);
bool is_final(ItemState state);

/// Whether an item may go from one state to the other: out of an open state to any (a retry starts
/// at the front again), never out of an end state.
bool may_advance(ItemState from, ItemState to);

/// The state of a job with these counts: `queued` until `started`, an end state once every item has
/// one.
JobState derive_state(const JobCounts& counts, bool started);

}  // namespace lectern::domain
